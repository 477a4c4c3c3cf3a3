import assert from 'node:assert/strict';
import test, { after } from 'node:test';
import { BORNE, HENGELO, THIS_WEEK, admin, caseManager, runningClass, sessionsOf } from './lib/builders.mjs';
import { caller, eventually, violations } from './lib/api.mjs';
import { closeClients, grpcCall } from './lib/protos.mjs';

after(closeClients);

const decide = (participant, organisation, decision, { purpose = '', decisionDate = '2026-11-16', by = caseManager } = {}) =>
  by.post(`/v1/participants/${participant.id}/sharings`, { organisationId: organisation.id, purpose, decision: `SHARING_DECISION_${decision}`, decisionDate });

// Everything through which a partner could see a person: [what, a look that tells whether it does].
function looks(partner, { participant, trajectory }, offering, session) {
  const found = async (target) => {
    const { status } = await partner.call('GET', target);
    assert.ok([200, 404].includes(status), `${target} is ${status}`);
    return status === 200;
  };
  const among = async (target, field, id, key = 'id') => (await partner.list(target, field)).some((one) => one[key] === id);
  return [
    ['the person', () => found(`/v1/participants/${participant.id}`)],
    ['the list of people', () => among('/v1/participants', 'participants', participant.id)],
    ['people by id', async () => (await partner.get(`/v1/participants?ids=${participant.id}`)).participants.length > 0],
    ['people by name', async () => (await partner.post('/v1/participants/_search', { familyName: participant.familyName })).participants.some((one) => one.id === participant.id)],
    ['the trajectory', () => found(`/v1/trajectories/${trajectory.id}`)],
    ['the list of trajectories', () => among('/v1/trajectories', 'trajectories', trajectory.id)],
    ['the week', () => found(`/v1/trajectories/${trajectory.id}/weeks/${THIS_WEEK}`)],
    ['the weeks of the class', async () => (await partner.get(`/v1/offerings/${offering.id}/weeks/${THIS_WEEK}`)).weeks.some((one) => one.participantId === participant.id)],
    ['the seats of the trajectory', () => among(`/v1/enrolments?trajectoryId=${trajectory.id}`, 'enrolments', trajectory.id, 'trajectoryId')],
    ['the seats of the class', () => among(`/v1/enrolments?offeringId=${offering.id}`, 'enrolments', trajectory.id, 'trajectoryId')],
    ['the attendance of the session', async () => (await partner.get(`/v1/attendances?sessionId=${session.id}`)).attendances.some((one) => one.participantId === participant.id)],
    ['the signals', () => among('/v1/signals?includeAcknowledged=true', 'signals', participant.id, 'participantId')],
    ['the person over gRPC', () => grpcCall('duaal.intake.v1.ParticipantService', 'GetParticipant', { id: participant.id }, partner.token).then(() => true, () => false)],
  ];
}

test('a partner with which sharing was withdrawn sees the person through no call, from the next one on', async (t) => {
  const { organisation, offering, members: [mine, other] } = await runningClass(2);
  const partner = await caller('provider', { organisation: organisation.id });
  const [session] = await sessionsOf(offering, '2026-11-16', '2026-11-17');
  for (const { participant } of [mine, other]) {
    await admin.post('/v1/attendances', { sessionId: session.id, participantId: participant.id, status: 'ATTENDANCE_STATUS_ABSENT_WITHOUT_NOTICE' });
  }
  const seen = async (member) => {
    const result = [];
    for (const [what, look] of looks(partner, member, offering, session)) if (await look()) result.push(what);
    return result;
  };
  const everything = looks(partner, mine, offering, session).map(([what]) => what);
  await eventually(async () => (await seen(mine)).length === everything.length);

  await t.test('withdrawn: nothing, at once, and nothing else changes', async () => {
    const decision = await decide(mine.participant, organisation, 'WITHDRAWN');
    assert.deepEqual(decision.waitingServices, []);
    assert.deepEqual(await seen(mine), []);
    assert.deepEqual(await seen(other), everything);
    assert.equal((await caseManager.call('GET', `/v1/participants/${mine.participant.id}`)).status, 200);
    const write = await partner.call('POST', '/v1/attendances', { body: { sessionId: session.id, participantId: mine.participant.id, status: 'ATTENDANCE_STATUS_PRESENT' } });
    assert.ok(write.status >= 400);
  });

  await t.test('given again: everything', async () => {
    assert.deepEqual((await decide(mine.participant, organisation, 'GIVEN')).waitingServices, []);
    assert.deepEqual(await seen(mine), everything);
  });

  await t.test('withdrawn for one purpose: nothing for that one, and the other as before', async () => {
    await decide(mine.participant, organisation, 'WITHDRAWN', { purpose: 'inburgering' });
    assert.deepEqual(await seen(mine), []);
    assert.equal((await partner.call('GET', `/v1/trajectories/${mine.trajectory.id}`, { purpose: 're-integratie' })).status, 200);
    await decide(mine.participant, organisation, 'GIVEN', { purpose: 'inburgering' });
  });

  await t.test('every decision stays readable, with its day', async () => {
    const { sharings } = await caseManager.get(`/v1/participants/${mine.participant.id}/sharings`);
    assert.deepEqual(sharings.map((one) => [one.decision, one.purpose || undefined, one.decisionDate]), [
      ['SHARING_DECISION_GIVEN', 'inburgering', '2026-11-16'], ['SHARING_DECISION_WITHDRAWN', 'inburgering', '2026-11-16'],
      ['SHARING_DECISION_GIVEN', undefined, '2026-11-16'], ['SHARING_DECISION_WITHDRAWN', undefined, '2026-11-16'],
    ]);
  });

  await t.test('not in the future, not before the last decision, not by others', async () => {
    const refuse = async (decisionDate) => violations(await caseManager.call('POST', `/v1/participants/${mine.participant.id}/sharings`,
      { body: { organisationId: organisation.id, decision: 'SHARING_DECISION_GIVEN', decisionDate }, expect: 400 }));
    assert.deepEqual(await refuse('2026-11-17'), ['decisionDate IN_THE_FUTURE']);
    assert.deepEqual(await refuse('2026-11-15'), ['decisionDate BEFORE_LAST_DECISION']);
    await partner.call('GET', `/v1/participants/${mine.participant.id}/sharings`, { expect: 403 });
    const borne = await caller('case-manager', { municipalities: [BORNE] });
    await borne.call('GET', `/v1/participants/${mine.participant.id}/sharings`, { expect: 404 });
    assert.equal(HENGELO, mine.participant.municipalityCode);
  });
});
