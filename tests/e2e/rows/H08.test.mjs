import assert from 'node:assert/strict';
import test from 'node:test';
import { HENGELO, admin, declare, publishProgramme, runningClass, sessionsOf, startTrajectory } from '../lib/builders.mjs';
import { caller, eventually, violations } from '../lib/api.mjs';

test('H08 one specialised case manager directs each participant and is the single contact', async (t) => {
  await t.test('the programme gives full direction to exactly one specialised case manager', async () => {
    const programme = await publishProgramme();
    const { definition } = await admin.get(`/v1/programmes/${programme}`);
    const directing = definition.roles.filter((role) => role.directs);
    assert.deepEqual(directing.map((role) => [role.code, role.exactlyOne, role.afterSettlement]), [['case-manager', true, true]]);
  });

  await t.test('nobody starts without one, and a referral starts once', async () => {
    const programme = await publishProgramme();
    const { participant, referral } = await declare(programme, { who: { settlementDate: '2026-06-01' } });
    const without = await admin.call('POST', '/v1/trajectories', { body: { referralId: referral.id, startDate: '2026-11-09' }, expect: 400 });
    assert.deepEqual(violations(without), ['caseManagerId REQUIRED']);
    const trajectory = await startTrajectory(referral, { caseManagerId: 'cm-1' });
    assert.equal(trajectory.caseManagerId, 'cm-1');
    assert.ok(trajectory.startDate > participant.settlementDate, 'assigned after settlement');
    const second = await admin.call('POST', '/v1/trajectories',
      { body: { referralId: referral.id, caseManagerId: 'cm-2', startDate: '2026-11-09' }, expect: 409 });
    assert.equal(second.body.reason, 'ALREADY_STARTED');
    assert.equal((await admin.get(`/v1/trajectories?participantId=${participant.id}`)).trajectories.length, 1);
  });

  await t.test('nobody is assigned before the settlement in the municipality', async () => {
    const programme = await publishProgramme();
    const { participant, referral } = await declare(programme, { who: { settlementDate: '2026-11-12' } });
    const start = (startDate) => admin.call('POST', '/v1/trajectories', { body: { referralId: referral.id, caseManagerId: 'cm-1', startDate } });
    const early = await eventually(async () => {
      const answer = await start('2026-11-11');
      return answer.body.reason !== 'NOT_DECLARED' && answer;
    });
    assert.equal(early.status, 400);
    assert.deepEqual(violations(early), ['startDate BEFORE_SETTLEMENT']);
    assert.match(JSON.stringify(early.body.invalidParams), /2026-11-12/, 'says from when on');
    const trajectory = (await start('2026-11-12')).body;
    assert.equal(trajectory.caseManagerId, 'cm-1');
    // A move to a home that is still to come: until then the new municipality assigns nobody.
    const assign = (etag) => admin.call('POST', `/v1/trajectories/${trajectory.id}/case-manager`, { body: { caseManagerId: 'cm-2' }, etag });
    await admin.patch(`/v1/participants/${participant.id}`, { settlementDate: '2026-12-01' }, { etag: participant.etag });
    await eventually(async () => {
      const now = await admin.get(`/v1/trajectories/${trajectory.id}`);
      const refused = await assign(now.etag);
      return refused.status === 400 && violations(refused).join() === 'caseManagerId BEFORE_SETTLEMENT';
    });
  });

  await t.test('another one takes the place of the first, so that there is one contact at any time', async () => {
    const programme = await publishProgramme();
    const { referral } = await declare(programme);
    const trajectory = await startTrajectory(referral, { caseManagerId: 'cm-1' });
    const path = `/v1/trajectories/${trajectory.id}/case-manager`;
    const moved = await admin.post(path, { caseManagerId: 'cm-2' }, { etag: trajectory.etag });
    assert.equal(moved.caseManagerId, 'cm-2');
    await admin.call('POST', path, { body: { caseManagerId: 'cm-3' }, etag: trajectory.etag, expect: 412 });
    const caseload = async (id) => (await admin.list(`/v1/trajectories?programmeCode=${programme}&caseManagerId=${id}`, 'trajectories')).length;
    assert.deepEqual([await caseload('cm-1'), await caseload('cm-2'), await caseload('cm-3')], [0, 1, 0]);
  });

  await t.test('what happens to a participant reaches that one person, from the first week to the last', async () => {
    const { offering, members: [member] } = await runningClass(1);
    const lastWeek = await admin.get(`/v1/trajectories/${member.trajectory.id}`);
    assert.deepEqual([lastWeek.caseManagerId, lastWeek.state], ['cm-hengelo-1', 'TRAJECTORY_STATE_ACTIVE']);
    const sessions = await sessionsOf(offering, '2026-11-09', '2026-11-17');
    const absent = (session) => admin.post('/v1/attendances',
      { sessionId: session.id, participantId: member.participant.id, status: 'ATTENDANCE_STATUS_ABSENT_WITHOUT_NOTICE' });
    await absent(sessions[0]);
    await admin.post(`/v1/trajectories/${member.trajectory.id}/case-manager`, { caseManagerId: 'cm-late' }, { etag: lastWeek.etag });
    await absent(sessions.at(-1));
    const signals = (await admin.list('/v1/signals', 'signals')).filter((one) => one.trajectoryId === member.trajectory.id);
    assert.equal(signals.length, 2);
    const directing = await caller('case-manager', { municipalities: [HENGELO], subject: 'cm-late' });
    const mine = await directing.list('/v1/signals?caseManagerId=cm-late', 'signals');
    assert.ok(mine.some((one) => one.trajectoryId === member.trajectory.id && one.sessionId === sessions.at(-1).id));
  });
});
