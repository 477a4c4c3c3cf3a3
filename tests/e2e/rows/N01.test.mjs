import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { BIN, run } from '../lib/region.mjs';
import { newCode, publishProgramme, region } from '../lib/builders.mjs';
import { as, caller, eventually, token, violations } from '../lib/api.mjs';
import { classList, person } from '../lib/people.mjs';

const WEERT = 'GM0988';
const CRANENDONCK = 'GM1706';
const NEDERWEERT = 'GM0946';
const EINDHOVEN = 'GM0772';
const COHORT = { [WEERT]: 61, [CRANENDONCK]: 30, [NEDERWEERT]: 19 };

const settled = (municipalityCode, settlementDate, more = {}) => person({ municipalityCode, settlementDate, arrivalDate: '2017-05-01', ...more });

// Rows that miss the cohort by one rule each: [person, the rule].
const OUTSIDE = [
  [settled(WEERT, '2017-12-31'), 'SETTLED_OUTSIDE_WINDOW'],
  [settled(NEDERWEERT, '2019-05-01'), 'SETTLED_OUTSIDE_WINDOW'],
  [settled(WEERT, ''), 'SETTLED_OUTSIDE_WINDOW'],
  [settled(EINDHOVEN, '2018-06-01'), 'MUNICIPALITY_OUTSIDE_REGION'],
  [settled(CRANENDONCK, '2018-06-01', { benefitCategory: 'BENEFIT_CATEGORY_WORKING' }), 'BENEFIT_CATEGORY'],
];

test('N01 the cohort is selected by settlement date, municipality and benefit', async (t) => {
  const programmeCode = await publishProgramme('weert');
  const bearer = await token('integrator', { municipalities: [WEERT, CRANENDONCK, NEDERWEERT, EINDHOVEN] });
  const by = as(bearer);
  const inside = Object.entries(COHORT).flatMap(([code, count]) =>
    Array.from({ length: count }, (_, index) => settled(code, ['2018-01-01', '2018-09-15', '2019-04-30'][index % 3])));
  const file = path.join(region.home, `${newCode('cohort')}.csv`);
  fs.writeFileSync(file, classList([...inside, ...OUTSIDE.map(([one]) => one)]));
  const rejectedFile = `${file}.rejected`;
  await run(path.join(BIN, 'duaal'), ['--home', region.home, '--token', bearer, 'import', file, '--programme', programmeCode,
    '--channel', 'case-manager', '--rejected', rejectedFile]);

  await t.test('110 people of three municipalities are in: 61, 30 and 19', async () => {
    const referrals = await by.list(`/v1/referrals?programmeCode=${programmeCode}`, 'referrals');
    assert.equal(referrals.length, 110);
    const funnel = await eventually(async () => {
      const now = await by.get(`/v1/figures/funnel?programmeCode=${programmeCode}`);
      return Number(now.stages[0].reached.value) === 110 && now;
    });
    const perMunicipality = Object.fromEntries(funnel.municipalities.map((one) => [one.municipalityCode, Number(one.stages[0].reached.value)]));
    assert.deepEqual(perMunicipality, COHORT);
  });

  await t.test('a preview tells the same of people whom nobody has referred, and writes nothing', async () => {
    const other = await publishProgramme('weert');
    // Other rows have people in these municipalities too.
    const cohort = new Set((await by.list(`/v1/referrals?programmeCode=${programmeCode}`, 'referrals')).map((one) => one.participantId));
    const preview = async (code, more = '') => (await by.list(`/v1/selections/${code}?${more}`, 'candidates', 50)).filter((one) => cohort.has(one.participantId));
    const before = await region.sql('SELECT COUNT(*) FROM duaal_intake.referral');
    const fitting = (await preview(other)).filter((one) => one.fits);
    const perMunicipality = Object.fromEntries(Object.keys(COHORT).map((code) => [code, fitting.filter((one) => one.municipalityCode === code).length]));
    assert.deepEqual([fitting.length, perMunicipality], [110, COHORT]);
    assert.equal((await preview(other, 'onlyFitting=true')).length, 110);
    assert.equal((await preview(other, `municipalityCode=${NEDERWEERT}&onlyFitting=true`)).length, 19);
    // Of the programme to which they are referred nobody fits any more.
    const referred = (await preview(programmeCode)).filter((one) => one.grounds?.some((ground) => ground.reason === 'ALREADY_REFERRED'));
    assert.equal(referred.length, 110);
    assert.deepEqual(await region.sql('SELECT COUNT(*) FROM duaal_intake.referral'), before);
  });

  await t.test('it names what keeps somebody out, rule by rule, and the referral names the same', async () => {
    const other = await publishProgramme('weert');
    const [, , , [elsewhere], [works]] = OUTSIDE;
    const registered = await Promise.all([{ ...elsewhere, bsn: undefined, settlementDate: '2017-12-31', benefitCategory: 'BENEFIT_CATEGORY_WORKING' }, { ...works, bsn: undefined }]
      .map((one) => by.post('/v1/participants', one)));
    const candidates = await by.list(`/v1/selections/${other}?channel=INFLOW_CHANNEL_CASE_MANAGER`, 'candidates');
    for (const one of registered) {
      const named = candidates.find((each) => each.participantId === one.id).grounds.map((ground) => ground.reason).sort();
      const refused = await by.call('POST', '/v1/referrals', { body: { participantId: one.id, programmeCode: other, channel: 'INFLOW_CHANNEL_CASE_MANAGER' }, expect: 409 });
      assert.deepEqual(named, refused.body.invalidParams.map((each) => each.reason).sort());
    }
    assert.deepEqual(candidates.find((each) => each.participantId === registered[0].id).grounds.map((ground) => ground.reason).sort(),
      ['BENEFIT_CATEGORY', 'MUNICIPALITY_OUTSIDE_REGION', 'SETTLED_OUTSIDE_WINDOW']);
  });

  await t.test('nobody is told of people outside the mandates', async () => {
    const nederweert = await caller('case-manager', { municipalities: [NEDERWEERT] });
    const candidates = await nederweert.list(`/v1/selections/${programmeCode}?`, 'candidates');
    assert.ok(candidates.every((one) => one.municipalityCode === NEDERWEERT));
    const unknown = await by.call('GET', '/v1/selections/no-such-programme', { expect: 400 });
    assert.deepEqual(violations(unknown), ['programmeCode UNKNOWN_PROGRAMME']);
  });

  await t.test('whoever misses one rule comes back with that rule', async () => {
    const lines = fs.readFileSync(rejectedFile, 'utf8').trim().split('\n').slice(1).map((line) => line.split(','));
    // The header is line 1.
    assert.deepEqual(lines.map(([line, , reason]) => [Number(line), reason]), OUTSIDE.map(([, rule], index) => [112 + index, rule]));
  });
});
