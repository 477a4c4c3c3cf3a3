import assert from 'node:assert/strict';
import test, { after } from 'node:test';
import { HENGELO, THIS_WEEK, admin, caseManager, runningClass, sessionsOf } from './lib/builders.mjs';
import { caller, eventually } from './lib/api.mjs';
import { STATUS, camelCased, closeClients, client, grpcCall, metadata } from './lib/protos.mjs';
import { person } from './lib/people.mjs';

after(closeClients);

// What both doors say, without what stands for "nothing", and with instants as texts.
function meaning(value) {
  if (Array.isArray(value)) return value.map(meaning);
  if (value === null || typeof value !== 'object') return typeof value === 'number' ? String(value) : value;
  if ('seconds' in value) return new Date(Number(value.seconds) * 1000 + Math.floor((value.nanos ?? 0) / 1e6)).toISOString();
  const kept = Object.entries(value).map(([name, one]) => [name, meaning(one)])
    .filter(([, one]) => !(one === null || one === '' || one === '0' || one === false || one === undefined || (Array.isArray(one) && one.length === 0)));
  return Object.fromEntries(kept);
}

const instants = (value) => JSON.parse(JSON.stringify(value), (_, one) => (/^\d{4}-\d\d-\d\dT/.test(one) ? new Date(one).toISOString() : one));
const same = (rest, grpc, what) => assert.deepEqual(meaning(instants(rest)), meaning(camelCased(grpc)), what);

test('gRPC through the door answers what REST answers', async (t) => {
  const { programmeCode, offering, members } = await runningClass(3);
  const [{ participant, referral, trajectory }] = members;
  await eventually(async () => Number((await caseManager.get(`/v1/figures/funnel?programmeCode=${programmeCode}`)).stages[4].reached.value) === 3);
  const pairs = [
    [`/v1/participants/${participant.id}`, 'duaal.intake.v1.ParticipantService', 'GetParticipant', { id: participant.id }],
    [`/v1/referrals/${referral.id}`, 'duaal.intake.v1.ReferralService', 'GetReferral', { id: referral.id }],
    [`/v1/referrals?programmeCode=${programmeCode}&state=REFERRAL_STATE_DECLARED`, 'duaal.intake.v1.ReferralService', 'ListReferrals',
      { programme_code: programmeCode, state: 'REFERRAL_STATE_DECLARED' }],
    [`/v1/compositions/${programmeCode}`, 'duaal.intake.v1.ReferralService', 'GetComposition', { programme_code: programmeCode }],
    [`/v1/municipalities/${HENGELO}`, 'duaal.intake.v1.MunicipalityService', 'GetMunicipality', { code: HENGELO }],
    [`/v1/programmes/${programmeCode}`, 'duaal.trajectory.v1.ProgrammeService', 'GetProgramme', { code: programmeCode }],
    [`/v1/trajectories/${trajectory.id}`, 'duaal.trajectory.v1.TrajectoryService', 'GetTrajectory', { id: trajectory.id }],
    [`/v1/trajectories/${trajectory.id}/weeks/${THIS_WEEK}`, 'duaal.trajectory.v1.WeekService', 'GetWeek', { trajectory_id: trajectory.id, week: THIS_WEEK }],
    [`/v1/offerings/${offering.id}/weeks/${THIS_WEEK}`, 'duaal.trajectory.v1.WeekService', 'GetClassWeek', { offering_id: offering.id, week: THIS_WEEK }],
    [`/v1/offerings/${offering.id}/seats`, 'duaal.trajectory.v1.EnrolmentService', 'GetSeats', { offering_id: offering.id }],
    [`/v1/sessions?offeringId=${offering.id}&fromDate=2026-11-16&untilDate=2026-12-16`, 'duaal.trajectory.v1.SessionService', 'ListSessions',
      { offering_id: offering.id, from_date: '2026-11-16', until_date: '2026-12-16' }],
    [`/v1/offerings/${offering.id}`, 'duaal.partner.v1.OfferingService', 'GetOffering', { id: offering.id }],
    [`/v1/figures/realisation?programmeCode=${programmeCode}`, 'duaal.reporting.v1.FigureService', 'GetRealisation', { programme_code: programmeCode }],
  ];
  for (const [target, service, method, request] of pairs) {
    await t.test(`${service}.${method}`, async () => {
      await eventually(async () => {
        const [rest, grpc] = await Promise.all([caseManager.get(target), grpcCall(service, method, request, caseManager.token)]);
        // Figures say how far the feeds were read, which goes on meanwhile.
        delete rest.asOf;
        delete grpc.as_of;
        same(rest, grpc, target);
        return true;
      });
    });
  }

  await t.test('a refusal has the same meaning at both doors', async () => {
    const cases = [
      ['GetParticipant', { id: '0192f0c1-7a3b-7c4d-8e5f-001122334455' }, '/v1/participants/0192f0c1-7a3b-7c4d-8e5f-001122334455', STATUS.NOT_FOUND, 404],
      ['GetParticipant', { id: 'Amira' }, '/v1/participants/Amira', STATUS.INVALID_ARGUMENT, 400],
    ];
    for (const [method, request, target, code, status] of cases) {
      const error = await grpcCall('duaal.intake.v1.ParticipantService', method, request, caseManager.token).then(() => null, (one) => one);
      const answer = await caseManager.call('GET', target, { expect: status });
      assert.equal(error?.code, code);
      assert.equal(error.details, answer.body.detail);
      const details = error.metadata.get('grpc-status-details-bin')[0];
      assert.ok(details.includes(answer.body.reason), answer.body.reason);
    }
    const without = await grpcCall('duaal.intake.v1.ParticipantService', 'ListParticipants', {}, '').then(() => null, (one) => one);
    assert.equal(without?.code, STATUS.UNAUTHENTICATED);
    const region = await caller('region-analyst', {});
    const refused = await grpcCall('duaal.intake.v1.ParticipantService', 'ListParticipants', {}, region.token).then(() => null, (one) => one);
    assert.equal(refused?.code, STATUS.PERMISSION_DENIED);
  });

  await t.test('what one door writes, the other reads, and a request id counts at both', async () => {
    const sent = person();
    const snake = Object.fromEntries(Object.entries(sent).map(([name, value]) => [name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), value]));
    const requestId = `both-doors-${sent.bsn.slice(-4)}`;
    const made = await grpcCall('duaal.intake.v1.ParticipantService', 'CreateParticipant', { participant: snake, request_id: requestId }, admin.token);
    same(await admin.get(`/v1/participants/${made.id}`), made);
    const again = await admin.post('/v1/participants', sent, { key: requestId });
    assert.equal(again.id, made.id);
  });

  await t.test('what is for services only cannot be called', async () => {
    const error = await new Promise((resolve) => {
      client('duaal.feed.v1.FeedService').Watch({ after_position: 0 }, metadata(admin.token)).on('error', resolve).on('data', () => resolve(null));
    });
    assert.equal(error?.code, STATUS.UNIMPLEMENTED);
  });
});

test('streams answer entry by entry', async (t) => {
  const { programmeCode, offering, members } = await runningClass(2);

  await t.test('an import answers each row in its order, and rows fail one by one', async () => {
    const rows = [person(), person({ bsn: '999999999' }), person(), person({ municipalityCode: 'GM9999' })];
    const stream = client('duaal.intake.v1.ParticipantService').ImportParticipants(metadata(admin.token));
    const answers = [];
    const ended = new Promise((resolve, reject) => stream.on('data', (one) => answers.push(one)).on('end', resolve).on('error', reject));
    rows.forEach((one, index) => stream.write({
      row: index + 1, source: programmeCode, source_reference: `r-${index + 1}`, programme_code: programmeCode, channel: 'INFLOW_CHANNEL_PRESELECTION',
      participant: Object.fromEntries(Object.entries(one).map(([name, value]) => [name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), value])),
    }));
    stream.end();
    await ended;
    assert.deepEqual(answers.map((one) => [one.row, one.outcome]), [[1, 'IMPORT_OUTCOME_CREATED'], [2, 'IMPORT_OUTCOME_REJECTED'], [3, 'IMPORT_OUTCOME_CREATED'], [4, 'IMPORT_OUTCOME_REJECTED']]);
    assert.deepEqual(answers[1].violations.map((one) => [one.field, one.reason]), [['participant.bsn', 'BSN_ELEVEN_TEST']]);
    assert.ok(answers[0].participant_id && answers[0].referral_id);
  });

  await t.test('a stream of attendance tells what came of it, and again it changes nothing', async () => {
    const sessions = await sessionsOf(offering, '2026-11-02', '2026-11-16');
    const send = () => new Promise((resolve, reject) => {
      const stream = client('duaal.trajectory.v1.AttendanceService').ImportAttendances(metadata(admin.token), (error, answer) => (error ? reject(error) : resolve(answer)));
      for (const session of sessions) {
        for (const { participant } of members) stream.write({ attendance: { session_id: session.id, participant_id: participant.id, status: 'ATTENDANCE_STATUS_PRESENT' } });
      }
      stream.write({ attendance: { session_id: sessions[0].id, participant_id: '0192f0c1-7a3b-7c4d-8e5f-001122334455', status: 'ATTENDANCE_STATUS_PRESENT' } });
      stream.end();
    });
    const total = sessions.length * 2;
    const first = await send();
    assert.deepEqual([first.received, first.created, first.rejected].map(Number), [total + 1, total, 1]);
    assert.equal(Number(first.rejections[0].index), total);
    const second = await send();
    assert.deepEqual([second.created ?? 0, second.unchanged].map(Number), [0, total]);
  });
});
