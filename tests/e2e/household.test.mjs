import assert from 'node:assert/strict';
import test, { after } from 'node:test';
import { ENSCHEDE, HENGELO, TODAY, region } from './lib/builders.mjs';
import { DAY_ONE } from './lib/region.mjs';
import { caller, eventually, violations } from './lib/api.mjs';
import { person } from './lib/people.mjs';

const both = await caller('case-manager', { municipalities: [HENGELO, ENSCHEDE], subject: 'cm-both' });
const hengelo = await caller('case-manager', { municipalities: [HENGELO], subject: 'cm-hengelo' });
const register = (changes = {}) => both.post('/v1/participants', person(changes));
const halfDay = (weekday, part, arrangement, sinceDate = TODAY) =>
  ({ weekday: `WEEKDAY_${weekday}`, halfDay: `HALF_DAY_${part}`, arrangement: `CHILDCARE_ARRANGEMENT_${arrangement}`, sinceDate });
const household = (participant, changes = {}) => ({
  participantId: participant.id, fromDate: TODAY, livingSituation: 'LIVING_SITUATION_ALONE',
  childBirthMonths: ['2019-05-00'], childcare: [halfDay('MONDAY', 'MORNING', 'NONE')], ...changes,
});
const needOf = async (who, participant) =>
  (await who.list('/v1/childcare-needs', 'childcareNeeds')).find((one) => one.participantId === participant.id);

after(() => region.setClock(DAY_ONE));

test('who waits for childcare is listed until it is arranged, and the history stays', async () => {
  const participant = await register();
  const asked = await both.post('/v1/households', household(participant, {
    fromDate: '2026-10-01',
    childcare: [halfDay('MONDAY', 'MORNING', 'NONE', '2026-10-05'), halfDay('MONDAY', 'AFTERNOON', 'WAITING_LIST', '2026-10-20'), halfDay('FRIDAY', 'EVENING', 'OTHER_PARENT')],
  }));
  assert.deepEqual(await needOf(hengelo, participant), { participantId: participant.id, sinceDate: '2026-10-05', openHalfDays: 2, onWaitingList: false });
  const arranged = await both.post('/v1/households', household(participant, { childcare: [halfDay('MONDAY', 'MORNING', 'ARRANGED')] }));
  assert.equal(await needOf(hengelo, participant), undefined);
  const history = await hengelo.list(`/v1/households?participantId=${participant.id}`, 'households');
  assert.deepEqual(history, [arranged, asked]);
});

test('a child grows out of childcare', async () => {
  const participant = await register();
  await both.post('/v1/households', household(participant, { childBirthMonths: ['2013-11-00'] }));
  assert.ok(await needOf(hengelo, participant));
  region.setClock('2026-12-01T08:00:00Z');
  await eventually(async () => (await needOf(hengelo, participant)) === undefined);
  region.setClock(DAY_ONE);
});

test('households that cannot be are refused, each fault by name', async () => {
  const participant = await register();
  const answer = await both.call('POST', '/v1/households', { body: household(participant, {
    fromDate: '2027-01-01', otherAdults: 2, childBirthMonths: ['2019-05-04', '2027-01-00'],
    childcare: [halfDay('MONDAY', 'MORNING', 'NONE'), halfDay('MONDAY', 'MORNING', 'ARRANGED', '2027-01-01')],
  }) });
  assert.equal(answer.status, 400);
  assert.deepEqual(violations(answer), [
    'childBirthMonths[0] MONTH_ONLY', 'childBirthMonths[1] IN_THE_FUTURE', 'childcare[1] DOUBLE_HALF_DAY',
    'childcare[1].sinceDate IN_THE_FUTURE', 'fromDate IN_THE_FUTURE', 'otherAdults NOT_ALONE',
  ]);
  const old = await both.call('POST', '/v1/households', { body: household(participant, { childBirthMonths: ['2008-01-00'] }) });
  assert.deepEqual(violations(old), ['childcare NO_CHILD_IN_CARE_AGE']);
  assert.deepEqual(await both.list(`/v1/households?participantId=${participant.id}`, 'households'), []);
});

test('only who works on the case sees how somebody lives', async () => {
  const there = await register({ municipalityCode: ENSCHEDE });
  await both.post('/v1/households', household(there));
  assert.equal(await needOf(hengelo, there), undefined);
  assert.ok(await needOf(both, there));
  assert.equal((await hengelo.call('GET', `/v1/households?participantId=${there.id}`)).status, 404);
  const answer = await hengelo.call('POST', '/v1/households', { body: household(there) });
  assert.deepEqual(violations(answer), ['participantId UNKNOWN_PARTICIPANT']);
  for (const role of ['planner', 'privacy-officer']) {
    const other = await caller(role, { municipalities: [HENGELO, ENSCHEDE] });
    assert.equal((await other.call('GET', '/v1/childcare-needs')).status, 403, role);
  }
});
