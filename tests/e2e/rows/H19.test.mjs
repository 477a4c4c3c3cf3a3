import assert from 'node:assert/strict';
import test from 'node:test';
import {
  HENGELO, admin, caseManager, enrol, enrolClass, moduleOffering, publishOffering, reasonsOf, runningClass, saveWeek, sessionsOf, totalsOf, work,
} from '../lib/builders.mjs';
import { caller, eventually, violations } from '../lib/api.mjs';

const WITHOUT_NOTICE = 'ATTENDANCE_STATUS_ABSENT_WITHOUT_NOTICE';

test('H19 absence from the language course is signalled in time, and work follows language progress', async (t) => {
  const { programmeCode, organisation, offering, members } = await runningClass(4);
  const module = await moduleOffering(programmeCode, organisation.id);
  await enrolClass(module, members);
  const school = await caller('provider', { organisation: organisation.id, subject: 'teacher-1' });
  const [today] = await sessionsOf(offering, '2026-11-16', '2026-11-17');
  const record = (session, member, status) =>
    school.post('/v1/attendances', { sessionId: session.id, participantId: member.participant.id, status });
  const signalsOf = async (member, by = caseManager) =>
    (await by.list('/v1/signals', 'signals')).filter((one) => one.trajectoryId === member.trajectory.id);

  await t.test('the case manager has the signal as soon as the school has recorded the absence', async () => {
    await record(today, members[0], WITHOUT_NOTICE);
    const [signal, ...more] = await signalsOf(members[0]);
    assert.equal(more.length, 0);
    assert.deepEqual([signal.kind, signal.caseManagerId, signal.sessionId, signal.componentCode, signal.date, signal.participantId],
      ['SIGNAL_KIND_ABSENCE', 'cm-hengelo-1', today.id, 'language', '2026-11-16', members[0].participant.id]);
    assert.equal(signal.createTime, '2026-11-16T08:00:00Z');
  });

  await t.test('a class list recorded at once signals the same way', async () => {
    const [earlier] = await sessionsOf(offering, '2026-11-13', '2026-11-14');
    const statuses = [WITHOUT_NOTICE, 'ATTENDANCE_STATUS_PRESENT', 'ATTENDANCE_STATUS_ABSENT_WITH_NOTICE', 'ATTENDANCE_STATUS_LATE'];
    const counted = await school.post('/v1/attendances/_batch',
      { attendances: members.map((member, index) => ({ sessionId: earlier.id, participantId: member.participant.id, status: statuses[index] })) });
    assert.deepEqual([counted.created, counted.corrected, counted.unchanged], [4, 0, 0]);
    assert.deepEqual(await Promise.all(members.map(async (member) => (await signalsOf(member)).length)), [2, 0, 0, 0]);
  });

  await t.test('the same record again raises no second signal', async () => {
    await record(today, members[0], WITHOUT_NOTICE);
    assert.equal((await signalsOf(members[0])).length, 2);
  });

  await t.test('present, late or absent with notice is no signal, nor is absence from a module', async () => {
    await record(today, members[1], 'ATTENDANCE_STATUS_PRESENT');
    await record(today, members[2], 'ATTENDANCE_STATUS_ABSENT_WITH_NOTICE');
    await record(today, members[3], 'ATTENDANCE_STATUS_LATE');
    const [lesson] = await sessionsOf(module, '2026-11-10', '2026-11-11');
    await record(lesson, members[1], WITHOUT_NOTICE);
    for (const member of members.slice(1)) assert.equal((await signalsOf(member)).length, 0);
  });

  await t.test('the case manager marks it as seen, once', async () => {
    const [signal] = await signalsOf(members[0]);
    const path = `/v1/signals/${signal.id}/acknowledgement`;
    const seen = await caseManager.post(path, {}, { etag: signal.etag });
    assert.ok(seen.acknowledgeTime);
    const again = await caseManager.call('POST', path, { body: {}, etag: seen.etag, expect: 409 });
    assert.equal(again.body.reason, 'SIGNAL_ACKNOWLEDGED');
    assert.ok((await signalsOf(members[0])).every((one) => one.id !== signal.id));
  });

  await t.test('work starts at the level that the programme asks, is refused below it, and waits visibly', async () => {
    const { members: [member] } = await runningClass(1, {
      change: (definition) => { definition.components.find((one) => one.code === 'work').minimumLanguageLevel = 'A2'; },
    });
    const planner = await caller('planner', { municipalities: [HENGELO] });
    const path = `/v1/trajectories/${member.trajectory.id}/weeks/2026-W48`;
    const waiting = await caseManager.get(path);
    const notice = waiting.findings.find((one) => one.reason === 'AWAITS_LANGUAGE_LEVEL');
    assert.deepEqual([notice.blocking, notice.componentCodes], [false, ['work']]);
    assert.match(notice.description, /A2.*A1/);
    assert.ok(waiting.findings.every((one) => one.reason !== 'BELOW_MINIMUM' || !one.componentCodes.includes('work')), 'nothing is missed');
    const early = await planner.call('PUT', path, { body: { activities: work(['monday'], ['tuesday']) }, etag: waiting.etag, expect: 400 });
    assert.deepEqual(violations(early), ['activities[0].componentCode LANGUAGE_LEVEL_TOO_LOW', 'activities[1].componentCode LANGUAGE_LEVEL_TOO_LOW']);
    await caseManager.patch(`/v1/participants/${member.participant.id}`, { languageLevel: 'A2' }, { etag: member.participant.etag });
    const saved = await eventually(() => saveWeek(member, work(['monday'], ['tuesday']), { week: '2026-W48', by: planner }));
    assert.equal(totalsOf(saved).work, 2);
    assert.ok(!reasonsOf(await caseManager.get(path)).some((reason) => reason.includes('LANGUAGE')));
  });

  await t.test('a work place of a partner waits for the level as well', async () => {
    const { programmeCode: code, organisation: employer, members: [member] } = await runningClass(1, {
      change: (definition) => { definition.components.find((one) => one.code === 'work').minimumLanguageLevel = 'B1'; },
    });
    const place = await publishOffering({ programmeCode: code, organisationId: employer.id, componentCode: 'work', displayName: 'Kringloop', timetable: [] });
    const refused = await admin.call('POST', '/v1/enrolments', { body: { trajectoryId: member.trajectory.id, offeringId: place.id }, expect: 409 });
    assert.equal(refused.body.reason, 'LANGUAGE_LEVEL_TOO_LOW');
    await caseManager.patch(`/v1/participants/${member.participant.id}`, { languageLevel: 'B1' }, { etag: member.participant.etag });
    await eventually(() => enrol(place, member));
  });

  await t.test('another municipality and another school hear nothing of it', async () => {
    const borne = await caller('case-manager', { municipalities: ['GM0147'] });
    assert.equal((await signalsOf(members[0], borne)).length, 0);
    const stranger = await caller('provider', { organisation: '0192f0c1-7a3b-7c4d-8e5f-001122334455' });
    assert.equal((await signalsOf(members[0], stranger)).length, 0);
    assert.ok((await admin.list('/v1/signals?includeAcknowledged=true', 'signals')).length >= 2);
  });
});
