import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { BIN, run } from '../lib/region.mjs';
import { newCode, publishProgramme, region } from '../lib/builders.mjs';
import { as, eventually, token } from '../lib/api.mjs';
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

  await t.test('whoever misses one rule comes back with that rule', async () => {
    const lines = fs.readFileSync(rejectedFile, 'utf8').trim().split('\n').slice(1).map((line) => line.split(','));
    // The header is line 1.
    assert.deepEqual(lines.map(([line, , reason]) => [Number(line), reason]), OUTSIDE.map(([, rule], index) => [112 + index, rule]));
  });
});
