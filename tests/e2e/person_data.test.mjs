import assert from 'node:assert/strict';
import test, { after } from 'node:test';
import { HENGELO, BORNE, TWENTE, admin, caseManager, publishProgramme, recordBarrier, region, runningClass, sessionsOf } from './lib/builders.mjs';
import { caller, eventually } from './lib/api.mjs';
import { person } from './lib/people.mjs';
import { closeClients, grpcCall } from './lib/protos.mjs';

const officer = await caller('privacy-officer', { municipalities: [HENGELO], subject: 'po-hengelo' });
after(closeClients);
const sectionOf = (part, code) => part.sections.find((one) => one.code === code);
const recordsOf = (part, code) => sectionOf(part, code).records.map((one) => one.values);

// A member of a running class of whom every service holds something, facts of health included.
async function knownPerson() {
  const { programmeCode, organisation, offering, members: [member] } = await runningClass(1, { change: (definition) => {
    definition.catalogues.push({ code: 'barriers', displayName: 'Belemmeringen', entries: [{ code: 'financial', displayName: 'financieel' }] });
    definition.targetGroup.barrierCatalogue = 'barriers';
  } });
  await recordBarrier(programmeCode, member.participant, 'financial', { by: caseManager });
  const [session] = await sessionsOf(offering, '2026-11-16', '2026-11-17');
  await admin.post('/v1/attendances', { sessionId: session.id, participantId: member.participant.id, status: 'ATTENDANCE_STATUS_ABSENT_WITHOUT_NOTICE' });
  return { ...member, organisation, offering, session };
}

test('a person gets in one call what all services hold, and it is whole', async (t) => {
  const { participant, referral, trajectory, organisation, offering, session } = await knownPerson();
  const target = `/v1/participants/${participant.id}/export`;
  await caseManager.get(`/v1/participants/${participant.id}`);
  const file = await eventually(async () => {
    const answer = await officer.get(target);
    return sectionOf(answer.intake, 'served-by').records.length > 0 && answer;
  });

  await t.test('who the person is, the way in, and what stands in the way, opened', () => {
    const [who] = recordsOf(file.intake, 'participant');
    assert.deepEqual([who.family_name, who.birth_date, who.gender, who.origin_country], [participant.familyName, participant.birthDate, participant.gender, participant.originCountry]);
    assert.deepEqual(recordsOf(file.intake, 'referral').map((one) => [one.id, one.state]), [[referral.id, 'REFERRAL_STATE_DECLARED']]);
    assert.ok(recordsOf(file.intake, 'intake-step').length > 0);
    const [barrier] = recordsOf(file.intake, 'barrier');
    assert.equal(JSON.parse(barrier.sealed).kindCode, 'financial');
  });

  await t.test('trajectory, seat, attendance and signal', () => {
    assert.deepEqual(recordsOf(file.trajectory, 'trajectory').map((one) => one.id), [trajectory.id]);
    assert.deepEqual(recordsOf(file.trajectory, 'enrolment').map((one) => [one.offering_id, one.organisation_id]), [[offering.id, organisation.id]]);
    assert.deepEqual(recordsOf(file.trajectory, 'attendance').map((one) => [one.session_id, one.status]), [[session.id, 'ATTENDANCE_STATUS_ABSENT_WITHOUT_NOTICE']]);
    assert.equal(recordsOf(file.trajectory, 'signal').length, 1);
  });

  await t.test('who received it, and who looked and why', () => {
    assert.deepEqual(recordsOf(file.intake, 'served-by').map((one) => one.organisation_id), [organisation.id]);
    const looked = recordsOf(file.intake, 'seen-by').find((one) => one.principal_id === 'cm-hengelo-1' && one.method.endsWith('/GetParticipant'));
    assert.equal(looked.purpose, 'inburgering');
  });

  await t.test('what is held and not told is named with its reason, and nothing is cut off', () => {
    const withheld = sectionOf(file.intake, 'participant').withheldValues.find((one) => one.name === 'bsn_sealed');
    assert.match(withheld.reason, /last two digits/);
    for (const section of [...file.intake.sections, ...file.trajectory.sections]) {
      assert.equal(section.truncated, false, section.code);
      assert.ok(section.retentionClassCodes.length > 0 || section.keptBecause, section.code);
    }
  });

  await t.test('the number itself stands nowhere in it', async () => {
    const [[tail]] = await region.sql(`SELECT bsn_tail FROM duaal_intake.participant WHERE id = UNHEX(REPLACE('${participant.id}', '-', ''))`);
    assert.equal(recordsOf(file.intake, 'participant')[0].bsn_tail, tail);
    assert.doesNotMatch(JSON.stringify(file), /(?<![0-9a-zA-Z.])999\d{6}(?![0-9a-zA-Z])/);
  });

  await t.test('the call is in the log of each service that answered, as one trace', async () => {
    const again = (await officer.get(target));
    const calls = [again.intake, again.trajectory].map((part) => recordsOf(part, 'seen-by').find((one) => one.principal_id === 'po-hengelo' && one.method.endsWith('/ExportPersonData')));
    for (const one of calls) assert.deepEqual([one.purpose, one.processing_activity], ['betrokkenenrechten', 'data-subject-rights']);
  });

  await t.test('the same over gRPC', async () => {
    const answer = await grpcCall('duaal.gateway.v1.PersonService', 'ExportPerson', { participant_id: participant.id }, officer.token);
    assert.equal(answer.intake.sections.length, file.intake.sections.length);
    assert.equal(answer.trajectory.sections.find((one) => one.code === 'trajectory').records.length, 1);
  });
});

test('nobody else opens a file, and not for another purpose', async (t) => {
  const participant = await admin.post('/v1/participants', person());
  const targets = ['export', 'intake-data', 'trajectory-data'].map((one) => `/v1/participants/${participant.id}/${one}`);

  await t.test('no other role', async () => {
    for (const role of ['case-manager', 'admin', 'team-lead', 'integrator', 'planner']) {
      const who = await caller(role, { municipalities: TWENTE });
      for (const target of targets) assert.equal((await who.call('GET', target, { expect: 403 })).body.reason, 'PERMISSION_MISSING');
    }
  });

  await t.test('no other municipality: the person does not exist', async () => {
    const borne = await caller('privacy-officer', { municipalities: [BORNE] });
    await borne.call('GET', targets[0], { expect: 404 });
    await borne.call('GET', targets[1], { expect: 404 });
    assert.deepEqual((await borne.get(targets[2])).sections, []);
    assert.equal((await officer.get(targets[0])).intake.sections[0].records.length, 1);
  });

  await t.test('not for another purpose', async () => {
    for (const target of targets) await officer.call('GET', target, { purpose: 'inburgering', expect: 403 });
  });

  await t.test('no id that is none', async () => {
    await officer.call('GET', '/v1/participants/nobody/export', { expect: 400 });
  });
});

test('an answer that would not be whole is none', async () => {
  const programmeCode = await publishProgramme('dordrecht');
  const by = await caller('case-manager', { municipalities: ['GM0505'] });
  const theirs = await caller('privacy-officer', { municipalities: ['GM0505'] });
  const participant = await by.post('/v1/participants', person({ municipalityCode: 'GM0505' }));
  await recordBarrier(programmeCode, participant, 'financial', { by });
  const target = `/v1/participants/${participant.id}/export`;
  assert.equal(recordsOf((await theirs.get(target)).intake, 'barrier').length, 1);
  await region.sql(`UPDATE duaal_intake.barrier SET sealed = 'broken' WHERE participant_id = UNHEX(REPLACE('${participant.id}', '-', ''))`);
  const answer = await theirs.call('GET', target);
  assert.ok(answer.status >= 500, `answered ${answer.status}`);
  assert.doesNotMatch(JSON.stringify(answer.body), new RegExp(participant.familyName));
});
