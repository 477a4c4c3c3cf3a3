import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { BIN, run } from '../lib/region.mjs';
import { TODAY, newCode, publishProgramme, region } from '../lib/builders.mjs';
import { as, caller, token, violations } from '../lib/api.mjs';
import { classList, person } from '../lib/people.mjs';

// Oldambt, Stadskanaal: two of the municipalities of Oost-Groningen.
const OLDAMBT = 'GM1895';
const STADSKANAAL = 'GM0037';
const LAST_WEEK = '2026-W46';
const THIS_WEEK = '2026-W47';

test('G04 register lists come in every week, and whom they bring is screened', async (t) => {
  const bearer = await token('integrator', { municipalities: [OLDAMBT, STADSKANAAL] });
  const by = await caller('case-manager', { municipalities: [OLDAMBT, STADSKANAAL], subject: 'consultant-1' });
  const programmeCode = await publishProgramme('oost-groningen');
  const newcomer = (changes = {}) => person({ municipalityCode: OLDAMBT, ...changes });
  const bring = async (list, week, { code = 'bpi', changes = list.map(() => 'new') } = {}) => {
    const file = path.join(region.home, `${newCode('register')}.csv`);
    const [header, ...lines] = classList(list).trim().split('\n');
    fs.writeFileSync(file, `${[`${header},change`, ...lines.map((line, index) => `${line},${changes[index]}`)].join('\n')}\n`);
    const { out } = await run(path.join(BIN, 'duaal'), ['--home', region.home, '--token', bearer, 'register', file, '--list', code, '--week', week, '--rejected', `${file}.rejected`]);
    const rejected = fs.existsSync(`${file}.rejected`) ? fs.readFileSync(`${file}.rejected`, 'utf8').trim().split('\n').slice(1) : [];
    return { told: out.split('\n')[0], rejected: rejected.map((line) => line.split(',').slice(0, 3).join(' ')) };
  };
  const queue = (week, more = '') => by.list(`/v1/screenings?municipalityCode=${OLDAMBT}&week=${week}${more}`, 'screenings', 2);
  const decide = (screening, how, body, options = {}) =>
    by.call('POST', `/v1/screenings/${screening.id}/${how}`, { body: { decidedDate: TODAY, ...body }, etag: screening.etag, expect: 200, ...options });
  const known = await by.post('/v1/participants', newcomer());
  const first = [newcomer(), newcomer({ benefitCategory: 'BENEFIT_CATEGORY_NO_DUTY' }), newcomer(), newcomer(), newcomer({ birthDate: '1990-02-31' })];

  await t.test('a population list queues everybody once; a bad row comes back by row, field and reason', async () => {
    assert.deepEqual(await bring(first, LAST_WEEK), { told: '4 to screen, 0 to screen again, 0 unchanged, 1 came back', rejected: ['6 participant.birth_date NOT_A_DATE'] });
    assert.deepEqual((await bring(first, LAST_WEEK)).told, '0 to screen, 0 to screen again, 4 unchanged, 1 came back');
    assert.equal((await queue(LAST_WEEK)).length, 4);
    assert.equal((await queue(THIS_WEEK)).length, 0);
  });

  await t.test('each is given to somebody and decided, with its day', async () => {
    const waiting = await queue(LAST_WEEK);
    const [one, two, three] = first.map(({ familyName }) => waiting.find((each) => each.person.familyName === familyName));
    assert.deepEqual([one.state, one.change, one.person.familyName, one.person.bsn], ['SCREENING_STATE_OPEN', 'REGISTER_CHANGE_NEW', first[0].familyName, undefined]);
    const assigned = (await by.call('POST', `/v1/screenings/${one.id}/assignment`, { body: { staffId: 'consultant-1' }, etag: one.etag, expect: 200 })).body;
    assert.deepEqual((await queue(LAST_WEEK, '&assignedStaffId=consultant-1')).map((each) => each.id), [one.id]);
    const admitted = (await decide(assigned, 'admission', { programmeCode })).body;
    assert.deepEqual([admitted.state, admitted.decidedDate, admitted.person], ['SCREENING_STATE_ADMITTED', TODAY, undefined]);
    const [referral] = await by.list(`/v1/referrals?programmeCode=${programmeCode}`, 'referrals');
    assert.deepEqual([referral.participantId, referral.channel], [admitted.participantId, 'INFLOW_CHANNEL_REGISTER']);
    const dismissed = (await decide(two, 'dismissal', { reason: 'DISMISS_REASON_NO_DUTY' })).body;
    assert.deepEqual([dismissed.state, dismissed.reason], ['SCREENING_STATE_DISMISSED', 'DISMISS_REASON_NO_DUTY']);
    assert.equal((await decide(dismissed, 'dismissal', { reason: 'DISMISS_REASON_OTHER' }, { expect: 409 })).body.reason, 'SCREENED');
    const late = await decide(three, 'dismissal', { reason: 'DISMISS_REASON_NOT_YET', decidedDate: '2026-12-01' }, { expect: 400 });
    assert.deepEqual(violations(late), ['decidedDate IN_THE_FUTURE']);
    assert.deepEqual((await queue(LAST_WEEK, '&state=SCREENING_STATE_OPEN')).length, 2);
  });

  await t.test('the list of the next week brings the changed and the new, and no one again', async () => {
    const second = [first[0], { ...first[1], benefitCategory: 'BENEFIT_CATEGORY_BENEFIT' }, { ...first[2], familyName: 'Anders' }, first[3], { ...known, bsn: undefined, bsnMasked: undefined }];
    const told = (await bring(second, THIS_WEEK, { changes: ['new', 'changed', 'changed', 'new', 'new'] })).told;
    assert.equal(told, '1 to screen, 2 to screen again, 2 unchanged, 0 came back');
    assert.deepEqual((await queue(THIS_WEEK)).map((one) => one.change).sort(), ['REGISTER_CHANGE_CHANGED', 'REGISTER_CHANGE_CHANGED', 'REGISTER_CHANGE_NEW']);
    // What was not decided is screened as the register has it now.
    assert.equal((await queue(LAST_WEEK, '&state=SCREENING_STATE_SUPERSEDED')).length, 1);
  });

  await t.test('whoever is known already is pointed out and linked', async () => {
    const again = newcomer();
    const registered = await by.post('/v1/participants', again);
    await bring([again], THIS_WEEK, { code: 'brp-mutations', changes: ['changed'] });
    const [screening] = (await queue(THIS_WEEK)).filter((one) => one.listCode === 'brp-mutations');
    assert.equal(screening.knownParticipantId, registered.id);
    assert.equal((await decide(screening, 'admission', {}, { expect: 409 })).body.reason, 'BSN_IN_USE');
    const linked = (await decide(screening, 'link', { participantId: registered.id })).body;
    assert.deepEqual([linked.state, linked.participantId], ['SCREENING_STATE_LINKED', registered.id]);
  });

  await t.test('another municipality sees nothing of it, and brings nothing for it', async () => {
    const other = await caller('case-manager', { municipalities: [STADSKANAAL] });
    assert.deepEqual(await other.list(`/v1/screenings?municipalityCode=${OLDAMBT}&week=${LAST_WEEK}`, 'screenings'), []);
    const [one] = await queue(LAST_WEEK);
    assert.equal((await other.call('GET', `/v1/screenings/${one.id}`)).status, 404);
    const elsewhere = await token('integrator', { municipalities: [STADSKANAAL] });
    assert.equal((await as(elsewhere).call('POST', `/v1/screenings/${one.id}/assignment`, { body: { staffId: 'x' }, etag: one.etag })).status, 404);
    const { rejected } = await bring([newcomer({ municipalityCode: 'GM0363' })], THIS_WEEK);
    assert.deepEqual(rejected, ['2 participant.municipality_code NO_MANDATE']);
  });

  await t.test('nothing of a person can be read in the table', async () => {
    const [[readable]] = await region.sql(`SELECT COUNT(*) FROM duaal_intake.screening WHERE sealed LIKE '%${first[3].familyName}%' OR sealed LIKE '%${first[3].bsn}%'`);
    assert.equal(readable, '0');
    const [[kept]] = await region.sql("SELECT COUNT(*) FROM duaal_intake.screening WHERE state <> 1 AND sealed <> ''");
    assert.equal(kept, '0');
  });
});
