import assert from 'node:assert/strict';
import test from 'node:test';
import { HENGELO, THIS_WEEK, admin, declare, enrol, holdStep, languageClass, moduleOffering, newCode, publishProgramme, refer, registerOrganisation, runningClass, sessionsOf, startTrajectory, work } from '../lib/builders.mjs';
import { caller, eventually, violations } from '../lib/api.mjs';
import { person } from '../lib/people.mjs';

// Every change of something that exists: [what, address, body, the state it is made on]. Each is tried without a
// version, on a stale one and on the right one.
async function changes() {
  const { programmeCode, organisation, offering, members: [member] } = await runningClass(1);
  const { participant, trajectory } = member;
  const { referral: referred } = await refer(programmeCode);
  const { referral: talked } = await refer(programmeCode);
  const { referral: complete } = await refer(programmeCode);
  const ready = await holdStep(await holdStep(complete, 'intake-talk'), 'kick-off');
  const spare = await languageClass(programmeCode, organisation.id);
  const enrolment = await enrol(await moduleOffering(programmeCode, organisation.id), member);
  const [past, , session] = await sessionsOf(offering, '2026-11-16', '2026-11-24');
  await admin.post('/v1/attendances', { sessionId: past.id, participantId: participant.id, status: 'ATTENDANCE_STATUS_ABSENT_WITHOUT_NOTICE' });
  const signal = (await admin.list('/v1/signals', 'signals')).find((one) => one.trajectoryId === trajectory.id);
  const week = `/v1/trajectories/${trajectory.id}/weeks/${THIS_WEEK}`;
  return [
    ['PATCH', `/v1/participants/${participant.id}`, { languageLevel: 'A2' }, participant],
    ['POST', `/v1/referrals/${referred.id}/closure`, { reason: 'CLOSE_REASON_MOVED' }, referred],
    ['POST', `/v1/referrals/${talked.id}/intakes`, { stepCode: 'intake-talk', heldDate: '2026-11-02', staffIds: ['cm-1'] }, talked],
    ['POST', `/v1/referrals/${ready.id}/declaration`, { signedDate: '2026-11-02' }, ready],
    ['POST', `/v1/trajectories/${trajectory.id}/case-manager`, { caseManagerId: 'cm-2' }, trajectory],
    ['PUT', week, { activities: work(['monday']) }, await admin.get(week)],
    ['POST', `/v1/sessions/${session.id}/cancellation`, { noticeGiven: true }, session],
    ['POST', `/v1/signals/${signal.id}/acknowledgement`, {}, signal],
    ['POST', `/v1/enrolments/${enrolment.id}/ending`, { endDate: '2026-12-01' }, enrolment],
    ['POST', `/v1/offerings/${spare.id}/cancellation`, { cause: 'CANCEL_CAUSE_NO_CAPACITY', fromDate: '2026-12-01' }, spare],
  ];
}

test('M19 changes name the version they were made on, and repeated calls take effect once', async (t) => {
  for (const [method, target, body, state] of await changes()) {
    await t.test(`${method} ${target.replace(/[0-9a-f-]{36}/, '{id}')}`, async () => {
      const send = (etag, key) => admin.call(method, target, { body, etag, key });
      const without = await send();
      assert.deepEqual([without.status, violations(without)], [400, ['If-Match REQUIRED']]);
      const stale = await send('"987654"');
      assert.deepEqual([stale.status, stale.body.reason], [412, 'ETAG_MISMATCH']);
      const key = newCode('key');
      const first = await send(state.etag, key);
      assert.equal(first.status, 200, JSON.stringify(first.body));
      assert.notEqual(first.body.etag, state.etag);
      assert.deepEqual((await send(state.etag, key)).body, first.body);
      const late = await send(state.etag);
      assert.equal(late.status, 412);
    });
  }

  await t.test('what is read carries its version as ETag, and is not sent twice', async () => {
    const made = await admin.post('/v1/participants', person());
    const read = await admin.call('GET', `/v1/participants/${made.id}`, { expect: 200 });
    assert.equal(read.headers.get('etag'), made.etag);
    const again = await admin.call('GET', `/v1/participants/${made.id}`, { headers: { 'If-None-Match': made.etag } });
    assert.deepEqual([again.status, again.body], [304, '']);
  });

  await t.test('a repeated creation answers the same resource, another body is refused', async () => {
    const programmeCode = await publishProgramme();
    const school = await registerOrganisation();
    const { participant } = await refer(programmeCode);
    const { referral } = await declare(programmeCode);
    await startTrajectory((await declare(programmeCode)).referral);
    const creations = [
      ['/v1/organisations', { code: newCode('org'), displayName: 'School', kind: 'ORGANISATION_KIND_ROC' }, { displayName: 'Another' }],
      ['/v1/contracts', { programmeCode, contractorId: school.id, components: ['module'], fundingSource: 'municipal', startDate: '2026-08-31' }, { components: ['trade'] }],
      ['/v1/participants', person(), { givenName: 'Another' }],
      ['/v1/referrals', { participantId: participant.id, programmeCode: await publishProgramme(), channel: 'INFLOW_CHANNEL_PRESELECTION' }, { channel: 'INFLOW_CHANNEL_CASE_MANAGER' }],
      ['/v1/trajectories', { referralId: referral.id, caseManagerId: 'cm-1', startDate: '2026-11-09' }, { caseManagerId: 'cm-2' }],
    ];
    for (const [target, body, change] of creations) {
      const key = newCode('key');
      const first = await eventually(async () => {
        const answer = await admin.call('POST', target, { body, key });
        return answer.status === 201 && answer;
      });
      const again = await admin.call('POST', target, { body, key, expect: 201 });
      assert.deepEqual(again.body, first.body, target);
      assert.equal(first.headers.get('location'), `${target}/${first.body.id}`);
      const other = await admin.call('POST', target, { body: { ...body, ...change }, key });
      assert.deepEqual([other.status, other.body.reason], [400, 'REQUEST_ID_REUSED'], target);
    }
  });

  await t.test('two planners edit one week: one is told, no update is lost', async () => {
    const { members: [member] } = await runningClass(1);
    const target = `/v1/trajectories/${member.trajectory.id}/weeks/${THIS_WEEK}`;
    const planners = await Promise.all(['p-1', 'p-2'].map((subject) => caller('planner', { municipalities: [HENGELO], subject })));
    const { etag } = await planners[0].get(target);
    const answers = await Promise.all(planners.map((planner, index) =>
      planner.call('PUT', target, { body: { activities: work([['monday', 'tuesday'][index]]) }, etag })));
    assert.deepEqual(answers.map((one) => one.status).sort(), [200, 412]);
    const winner = answers.find((one) => one.status === 200);
    assert.deepEqual(await planners[0].get(target), winner.body);
  });
});
