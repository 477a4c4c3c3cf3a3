import assert from 'node:assert/strict';
import test from 'node:test';
import { BORNE, HAAKSBERGEN, HENGELO, THIS_WEEK, admin, enrol, enrolClass, languageClass, moduleOffering, publishProgramme, region, registerOrganisation, runningClass, sessionsOf, startMany } from './lib/builders.mjs';
import { caller, eventually } from './lib/api.mjs';
import { person } from './lib/people.mjs';

test('a partner sees the people it serves, from the enrolment to its end', async (t) => {
  const { programmeCode, members } = await runningClass(3);
  const [mine, other] = members;
  const ggd = await registerOrganisation({ displayName: 'GGD Twente', kind: 'ORGANISATION_KIND_WELFARE' });
  const partner = await caller('provider', { organisation: ggd.id });
  const offering = await moduleOffering(programmeCode, ggd.id);
  const targets = ({ participant, trajectory }) => [`/v1/participants/${participant.id}`, `/v1/trajectories/${trajectory.id}`,
    `/v1/trajectories/${trajectory.id}/weeks/${THIS_WEEK}`];

  await t.test('nobody before', async () => {
    for (const member of members) for (const target of targets(member)) await partner.call('GET', target, { expect: 404 });
    assert.deepEqual([await partner.list('/v1/participants', 'participants'), await partner.list('/v1/trajectories', 'trajectories')], [[], []]);
  });

  let enrolment;
  await t.test('after the enrolment that one person, and nobody else', async () => {
    enrolment = await enrol(offering, mine);
    await eventually(async () => (await partner.call('GET', `/v1/participants/${mine.participant.id}`)).status === 200);
    for (const target of targets(mine)) await partner.call('GET', target, { expect: 200 });
    for (const target of targets(other)) await partner.call('GET', target, { expect: 404 });
    assert.deepEqual((await partner.list('/v1/participants', 'participants')).map((one) => one.id), [mine.participant.id]);
    const both = await partner.get(`/v1/participants?ids=${mine.participant.id}&ids=${other.participant.id}`);
    assert.deepEqual(both.participants.map((one) => one.id), [mine.participant.id]);
    assert.deepEqual((await partner.list('/v1/trajectories', 'trajectories')).map((one) => one.id), [mine.trajectory.id]);
    const { weeks } = await partner.get(`/v1/offerings/${offering.id}/weeks/${THIS_WEEK}`);
    assert.deepEqual(weeks.map((one) => one.participantId), [mine.participant.id]);
    const found = await partner.post('/v1/participants/_search', { familyName: other.participant.familyName });
    assert.ok(!found.participants.some((one) => one.id === other.participant.id));
  });

  await t.test('it records attendance of that person, and of nobody else', async () => {
    const [session] = await sessionsOf(offering, '2026-11-10', '2026-11-11');
    const record = (member) => partner.call('POST', '/v1/attendances',
      { body: { sessionId: session.id, participantId: member.participant.id, status: 'ATTENDANCE_STATUS_PRESENT' } });
    assert.equal((await record(mine)).status, 200);
    assert.ok((await record(other)).status >= 400);
  });

  await t.test('it may not change who somebody is, nor refer or plan', async () => {
    const { participant, trajectory } = mine;
    const attempts = [
      ['PATCH', `/v1/participants/${participant.id}`, { languageLevel: 'B1' }], ['POST', '/v1/participants', person()],
      ['PUT', `/v1/trajectories/${trajectory.id}/weeks/${THIS_WEEK}`, { activities: [] }], ['GET', `/v1/referrals?programmeCode=${programmeCode}`],
      ['GET', `/v1/contracts?programmeCode=${programmeCode}`], ['GET', `/v1/figures/funnel?programmeCode=${programmeCode}`],
    ];
    for (const [method, target, body] of attempts) {
      const answer = await partner.call(method, target, { body, etag: body && method !== 'POST' ? '"1"' : undefined, expect: 403 });
      assert.equal(answer.body.reason, 'PERMISSION_MISSING');
    }
  });

  await t.test('nobody any more once the seat is given back', async () => {
    await admin.post(`/v1/enrolments/${enrolment.id}/ending`, { endDate: '2026-11-16' }, { etag: enrolment.etag });
    await eventually(async () => (await partner.call('GET', `/v1/participants/${mine.participant.id}`)).status === 404);
    await partner.call('GET', `/v1/trajectories/${mine.trajectory.id}`, { expect: 404 });
  });

  await t.test('a token that names no organisation is no partner', async () => {
    const answer = await (await caller('provider', { organisation: '0192f0c1-7a3b-7c4d-8e5f-001122334455' })).call('GET', '/v1/participants', { expect: 200 });
    assert.deepEqual(answer.body.participants, []);
  });
});

test('the region sees figures with small numbers hidden, and no people', async (t) => {
  const programmeCode = await publishProgramme();
  const roc = await registerOrganisation();
  const offering = await languageClass(programmeCode, roc.id);
  const sizes = { [HENGELO]: 9, [BORNE]: 6, [HAAKSBERGEN]: 2 };
  const members = await startMany(programmeCode, 17, (index) => ({
    who: { municipalityCode: index < 9 ? HENGELO : index < 15 ? BORNE : HAAKSBERGEN }, referral: { classOfferingId: offering.id },
  }));
  await enrolClass(offering, members);
  const [session] = await sessionsOf(offering, '2026-11-16', '2026-11-17');
  await admin.post('/v1/attendances/_batch', {
    attendances: members.map((member, index) => ({
      sessionId: session.id, participantId: member.participant.id, status: index < 14 ? 'ATTENDANCE_STATUS_PRESENT' : 'ATTENDANCE_STATUS_ABSENT_WITH_NOTICE',
    })),
  });
  const analyst = await caller('region-analyst', {});
  const funnelPath = `/v1/figures/funnel?programmeCode=${programmeCode}`;
  await eventually(async () => Number((await admin.get(funnelPath)).stages[4].reached.value) === 17);
  const attendancePath = `/v1/figures/attendance?programmeCode=${programmeCode}&fromWeek=2026-W47&untilWeek=2026-W48`;
  await eventually(async () => (await admin.get(attendancePath)).rows.length === 1);

  await t.test('those who carry the cases see every number', async () => {
    const funnel = await admin.get(funnelPath);
    for (const one of funnel.municipalities) {
      assert.deepEqual(one.stages.map((stage) => [Number(stage.reached.value), stage.reached.suppressed]), Array(5).fill([sizes[one.municipalityCode], false]));
    }
  });

  await t.test('the region sees fewer than five nowhere, and cannot work it out from the rest', async () => {
    const funnel = await analyst.get(funnelPath);
    for (const stage of [0, 1, 2, 3, 4]) {
      assert.deepEqual(funnel.stages[stage].reached, { value: '17', suppressed: false });
      const cells = Object.fromEntries(funnel.municipalities.map((one) => [one.municipalityCode, one.stages[stage].reached]));
      assert.deepEqual(cells[HAAKSBERGEN], { value: '0', suppressed: true });
      const hidden = Object.values(cells).filter((cell) => cell.suppressed).length;
      assert.ok(hidden >= 2, 'one hidden number of a sum is no secret');
    }
    const { rows } = await analyst.get(attendancePath);
    for (const row of rows) {
      const counts = [row.present, row.absentWithNotice, row.absentWithoutNotice];
      for (const count of counts) assert.ok(count.suppressed || Number(count.value) === 0 || Number(count.value) >= 5, JSON.stringify(counts));
    }
  });

  await t.test('no address gives the region a person', async () => {
    const { participant, trajectory, referral } = members[0];
    for (const target of ['/v1/participants', `/v1/participants/${participant.id}`, '/v1/trajectories', `/v1/trajectories/${trajectory.id}`,
      `/v1/trajectories/${trajectory.id}/weeks/${THIS_WEEK}`, `/v1/offerings/${offering.id}/weeks/${THIS_WEEK}`, `/v1/referrals/${referral.id}`,
      `/v1/referrals?programmeCode=${programmeCode}`, `/v1/enrolments?offeringId=${offering.id}`, `/v1/attendances?sessionId=${session.id}`, '/v1/signals',
      `/v1/compositions/${programmeCode}`]) {
      await analyst.call('GET', target, { expect: 403 });
    }
    await analyst.call('POST', '/v1/participants/_search', { body: { familyName: 'Haddad' }, expect: 403 });
  });
});

test('a municipality sees its own people only, in lists, searches, groups and figures', async () => {
  const { programmeCode, offering, members } = await runningClass(4, { wishOf: (index) => ({ who: { municipalityCode: index < 3 ? HENGELO : BORNE } }) });
  const [resident] = members;
  const own = members[3];
  const borne = await caller('team-lead', { municipalities: [BORNE] });
  const everybody = await borne.list('/v1/participants', 'participants');
  assert.ok(everybody.length > 0 && everybody.every((one) => one.municipalityCode === BORNE));
  assert.ok((await borne.list('/v1/trajectories', 'trajectories')).every((one) => one.municipalityCode === BORNE));
  assert.deepEqual((await borne.list(`/v1/referrals?programmeCode=${programmeCode}`, 'referrals')).map((one) => one.participantId), [own.participant.id]);
  assert.deepEqual((await borne.list(`/v1/enrolments?offeringId=${offering.id}`, 'enrolments')).map((one) => one.participantId), [own.participant.id]);
  const { weeks } = await borne.get(`/v1/offerings/${offering.id}/weeks/${THIS_WEEK}`);
  assert.deepEqual(weeks.map((one) => one.participantId), [own.participant.id]);
  assert.equal((await borne.get(`/v1/compositions/${programmeCode}`)).candidates, 1);
  const named = await borne.post('/v1/participants/_search', { familyName: resident.participant.familyName });
  assert.ok(named.participants.every((one) => one.municipalityCode === BORNE));
  assert.deepEqual((await borne.get(`/v1/participants?municipalityCode=${HENGELO}`)).participants, []);
  await eventually(async () => {
    const funnel = await borne.get(`/v1/figures/funnel?programmeCode=${programmeCode}`);
    assert.ok(funnel.municipalities.every((one) => one.municipalityCode === BORNE));
    return Number(funnel.stages[4].reached.value) === 1;
  });
});

test('each service reaches its own tables only, and events leave no other way than between services', async () => {
  for (const schema of ['duaal_intake', 'duaal_trajectory', 'duaal_partner', 'duaal_reporting']) {
    const grants = (await region.sql(`SHOW GRANTS FOR '${schema}'@'localhost'`)).flat().filter((line) => !/GRANT USAGE/.test(line));
    assert.ok(grants.length > 0);
    for (const grant of grants) assert.match(grant, new RegExp(`ON \`${schema.replace('_', '(\\\\\\\\)?_')}\``), grant);
  }
  await admin.call('GET', '/v1/events', { expect: 404 });
  await admin.call('POST', '/duaal.feed.v1.FeedService/Watch', { body: {}, expect: 404 });
});
