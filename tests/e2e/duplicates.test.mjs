import assert from 'node:assert/strict';
import test from 'node:test';
import { BORNE, HENGELO, NEXT_WEEK, THIS_WEEK, admin, enrol, languageClass, publishProgramme, region, registerOrganisation, sessionsOf, start } from './lib/builders.mjs';
import { caller, eventually, violations } from './lib/api.mjs';
import { newBsn, person } from './lib/people.mjs';

const FOUND = 15000;  // keys are kept some seconds behind
const hengelo = await caller('case-manager', { municipalities: [HENGELO], subject: 'cm-hengelo' });
const borne = await caller('case-manager', { municipalities: [BORNE], subject: 'cm-borne' });
const both = await caller('case-manager', { municipalities: [HENGELO, BORNE], subject: 'cm-both' });
const statusOf = async (who, target) => (await who.call('GET', target)).status;

// Names and birth dates that no other test uses, so that a list of duplicates holds this test's people alone.
let names = 0;
const family = () => { names += 1; return `Qaz${'abdefgilmnorstuz'[Math.floor(names / 10)]}od${'bdfgklmnrst'[names % 10]}${process.pid.toString(26).replace(/[0-9]/g, 'n')}`; };
const likeness = (familyName, more = {}) => ({ givenName: 'Mohammed', familyName, birthDate: '1988-03-09', gender: 'GENDER_MALE', bsn: undefined, ...more });
const duplicatesOf = async (who, one) => (await who.get(`/v1/participants/${one.id}/duplicates`)).duplicates ?? [];
const duplicateOf = (who, one) => eventually(async () => (await duplicatesOf(who, one))[0], FOUND);
const ask = (who, one, { reference }, kept = 'KEPT_RECORD_OWN', options = {}) =>
  who.post('/v1/merges', { participantId: one.id, duplicateReference: reference, kept }, options);
const answer = (who, merge, how, options = {}) => who.call('POST', `/v1/merges/${merge.id}/${how}`, { body: {}, etag: merge.etag, ...options });

test('duplicates are found across municipalities, and tell nothing of the other record', async (t) => {
  const bsn = newBsn();
  const name = family();
  const mine = await hengelo.post('/v1/participants', person({ familyName: name, bsn }));
  const theirs = await borne.post('/v1/participants', person({ familyName: family(), bsn, municipalityCode: BORNE }));

  await t.test('the same BSN: no more than that there is one, and a reference', async () => {
    const [one, ...more] = await duplicatesOf(hengelo, mine);
    assert.deepEqual([Object.keys(one).sort(), one.certainty, more], [['certainty', 'reference'], 'DUPLICATE_CERTAINTY_NUMBER', []]);
    assert.equal((await duplicatesOf(borne, theirs))[0].reference, one.reference);
    assert.equal((await duplicatesOf(both, mine))[0].participantId, theirs.id);
    assert.equal(await statusOf(borne, `/v1/participants/${mine.id}/duplicates`), 404);
  });

  await t.test('names in other spellings and scripts, birth dates known in part', async () => {
    const stem = family();
    const first = await hengelo.post('/v1/participants', person(likeness(stem)));
    for (const [wish, certainty] of [
      [{ givenName: 'Muhamad' }, 'LIKELY'], [{ givenName: 'محمد' }, 'LIKELY'], [{ birthDate: '1988-09-03' }, 'LIKELY'],
      [{ birthDate: '1988-00-00' }, 'POSSIBLE'], [{ birthDate: '0000-00-00' }, 'POSSIBLE'], [{ gender: 'GENDER_FEMALE' }, 'POSSIBLE'],
    ]) {
      const other = await borne.post('/v1/participants', person(likeness(stem, { municipalityCode: BORNE, ...wish })));
      const reference = (await eventually(async () => (await duplicatesOf(both, first)).find((one) => one.participantId === other.id), FOUND));
      assert.equal(reference.certainty, `DUPLICATE_CERTAINTY_${certainty}`, JSON.stringify(wish));
    }
    for (const wish of [{ birthDate: '1988-03-10' }, { birthDate: '1990-03-09' }, { bsn: newBsn(), givenName: 'Samir', familyName: family() }]) {
      const other = await borne.post('/v1/participants', person(likeness(stem, { municipalityCode: BORNE, ...wish })));
      assert.ok(!(await duplicatesOf(both, first)).some((one) => one.participantId === other.id), JSON.stringify(wish));
    }
  });

  await t.test('what is stored for it cannot be read', async () => {
    const [[readable]] = await region.sql(`SELECT COUNT(*) FROM duaal_intake.participant_match WHERE match_key LIKE '%${name.slice(0, 6)}%' OR match_key LIKE '%mhmd%'`);
    assert.equal(readable, '0');
  });
});

test('a merge relinks everything, and its undoing gives everything back', async (t) => {
  const stem = family();
  const programmes = [await publishProgramme(), await publishProgramme()];
  const school = await registerOrganisation();
  const partner = await caller('provider', { organisation: school.id });
  const kept = await start(programmes[0], { by: both, who: likeness(stem, { birthDate: '1977-05-06' }) });
  const gone = await start(programmes[1], { by: both, who: likeness(stem, { birthDate: '1977-05-06', givenName: 'Muhamed', municipalityCode: BORNE, bsn: newBsn() }) });
  const offering = await languageClass(programmes[1], school.id);
  const seat = await enrol(offering, gone, { by: both });
  const [session] = await sessionsOf(offering, '2026-11-16', '2026-11-17');
  await both.post('/v1/attendances', { sessionId: session.id, participantId: gone.participant.id, status: 'ATTENDANCE_STATUS_PRESENT' });

  const settled = () => eventually(async () => (await region.sql('SELECT (SELECT COUNT(*) FROM duaal_intake.outbox) + (SELECT COUNT(*) FROM duaal_trajectory.outbox)'))[0][0] === '0');
  // Every figure, without the moment that it was made.
  const figures = async () => {
    await settled();
    const paths = programmes.flatMap((code) => [`funnel?programmeCode=${code}`, `realisation?programmeCode=${code}`,
      `attendance?programmeCode=${code}&fromWeek=${THIS_WEEK}&untilWeek=${NEXT_WEEK}`]);
    return Promise.all(paths.map(async (path) => ({ ...await admin.get(`/v1/figures/${path}`), asOf: undefined })));
  };
  const links = async (who) => Promise.all([kept, gone].map(async ({ participant, referral, trajectory }) => [
    await statusOf(who, `/v1/participants/${participant.id}`),
    (await who.call('GET', `/v1/referrals/${referral.id}`)).body.participantId, (await who.call('GET', `/v1/trajectories/${trajectory.id}`)).body.participantId,
  ]));
  const rows = () => region.sql(`SELECT 'enrolment', HEX(id), HEX(participant_id), municipality_code FROM duaal_trajectory.enrolment
    UNION SELECT 'attendance', HEX(session_id), HEX(participant_id), municipality_code FROM duaal_trajectory.attendance
    UNION SELECT 'candidate', HEX(referral_id), HEX(participant_id), municipality_code FROM duaal_trajectory.candidate
    UNION SELECT 'service', HEX(fact_id), HEX(person_id), '' FROM duaal_intake.access_service
    UNION SELECT 'funnel', CONCAT_WS(' ', programme_code, stage, HEX(class_offering_id)), people, municipality_code FROM duaal_reporting.funnel_count WHERE people <> 0 ORDER BY 1, 2, 3, 4`);

  await eventually(async () => (await figures()).slice(0, 1)[0].stages.at(-1).reached.value === '1' && (await figures())[3].stages.at(-1).reached.value === '1'
    && (await statusOf(partner, `/v1/participants/${gone.participant.id}`)) === 200);
  await eventually(async () => JSON.stringify((await figures())[5]).includes('180'));
  const before = [await figures(), await links(both), await rows()];
  let merge;

  await t.test('one municipality asks, the other confirms; until then nothing changes', async () => {
    const duplicate = await duplicateOf(hengelo, kept.participant);
    merge = await ask(hengelo, kept.participant, duplicate);
    assert.deepEqual([merge.state, merge.keptParticipantId, merge.mergedParticipantId], ['MERGE_STATE_REQUESTED', kept.participant.id, undefined]);
    assert.equal((await ask(hengelo, kept.participant, duplicate, 'KEPT_RECORD_OWN', { expect: 409 })).reason, 'MERGE_KNOWN');
    assert.equal((await answer(hengelo, merge, 'confirmation', { expect: 403 })).body.reason, 'NO_MANDATE');
    const [waiting] = (await borne.list('/v1/merges?state=MERGE_STATE_REQUESTED', 'merges')).filter((one) => one.id === merge.id);
    assert.deepEqual([waiting.mergedParticipantId, waiting.keptParticipantId, waiting.requestedByMunicipalityCode], [gone.participant.id, undefined, HENGELO]);
    assert.deepEqual(await links(both), before[1]);
    merge = (await answer(borne, waiting, 'confirmation', { expect: 200 })).body;
    assert.equal(merge.state, 'MERGE_STATE_MERGED');
  });

  await t.test('all that hung on the other record hangs on the one that is kept, in every service', async () => {
    const id = kept.participant.id;
    await eventually(async () => {
      assert.deepEqual(await links(hengelo), [[200, id, id], [404, id, id]]);
      assert.equal(await statusOf(partner, `/v1/participants/${id}`), 200);
      assert.equal(await statusOf(partner, `/v1/participants/${gone.participant.id}`), 404);
      return true;
    });
    assert.equal(await statusOf(borne, `/v1/referrals/${gone.referral.id}`), 404);
    const { attendances } = await hengelo.get(`/v1/attendances?sessionId=${session.id}`);
    assert.deepEqual(attendances.map((one) => one.participantId), [id]);
    assert.equal((await hengelo.get(`/v1/participants/${id}`)).bsnMasked, gone.participant.bsnMasked);
    await eventually(async () => {
      const [place, ...more] = (await figures())[3].municipalities.filter((one) => Number(one.stages[0].reached.value) > 0);
      assert.deepEqual([place.municipalityCode, more], [HENGELO, []]);
      return true;
    });
  });

  await t.test('what is added meanwhile goes along', async () => {
    await hengelo.post('/v1/attendances', { sessionId: session.id, participantId: kept.participant.id, status: 'ATTENDANCE_STATUS_PRESENT' });
    await hengelo.call('POST', `/v1/enrolments/${seat.id}/ending`, { body: { endDate: '2026-12-01' }, etag: (await hengelo.get(`/v1/enrolments/${seat.id}`)).etag, expect: 200 });
  });

  await t.test('after the undoing the figures, and whose everything is, are as before', async () => {
    assert.equal((await answer(hengelo, { ...merge, etag: '"1"' }, 'undoing', { expect: 412 })).body.reason, 'ETAG_MISMATCH');
    merge = (await answer(hengelo, merge, 'undoing', { expect: 200 })).body;
    assert.equal(merge.state, 'MERGE_STATE_UNDONE');
    await eventually(async () => {
      assert.deepEqual(await rows(), before[2]);
      return true;
    });
    assert.deepEqual(await figures(), before[0]);
    assert.deepEqual(await links(both), before[1]);
    assert.equal((await answer(hengelo, merge, 'undoing', { expect: 409 })).body.reason, 'NOT_MERGED');
    await eventually(async () => (await statusOf(partner, `/v1/participants/${gone.participant.id}`)) === 200);
  });

  await t.test('the feed tells of both, by ids and codes', async () => {
    const told = await region.sql(`SELECT type, payload LIKE '%${gone.referral.id}%', payload LIKE '%${stem}%' FROM duaal_intake.feed WHERE subject_id = '${merge.id}' ORDER BY position`);
    assert.deepEqual(told, [['duaal.intake.v1.ParticipantsMerged', '1', '0'], ['duaal.intake.v1.ParticipantMergeUndone', '1', '0']]);
  });
});

test('whoever may for both merges at once; what keeps two records apart is named', async (t) => {
  const stem = family();
  const programme = await publishProgramme();
  const own = await start(programme, { by: both, who: likeness(stem, { birthDate: '1966-07-08' }) });
  const other = await both.post('/v1/participants', person(likeness(stem, { birthDate: '1966-07-08', municipalityCode: BORNE })));
  const referral = await both.post('/v1/referrals', { participantId: other.id, programmeCode: programme, channel: 'INFLOW_CHANNEL_CASE_MANAGER' });
  const duplicate = await duplicateOf(both, own.participant);

  await t.test('two open referrals to one programme', async () => {
    const refused = await both.call('POST', '/v1/merges', { body: { participantId: own.participant.id, duplicateReference: duplicate.reference, kept: 'KEPT_RECORD_OWN' }, expect: 409 });
    assert.deepEqual([refused.body.reason, violations(refused)], ['NOT_MERGEABLE', ['duplicateReference OPEN_REFERRAL_TWICE']]);
  });

  await t.test('a reference of nobody, a system, a partner', async () => {
    const wrong = await both.call('POST', '/v1/merges', { body: { participantId: own.participant.id, duplicateReference: 'f'.repeat(32), kept: 'KEPT_RECORD_OWN' }, expect: 400 });
    assert.deepEqual(violations(wrong), ['duplicateReference UNKNOWN_DUPLICATE']);
    const body = { participantId: own.participant.id, duplicateReference: duplicate.reference, kept: 'KEPT_RECORD_OWN' };
    for (const [role, reason] of [['integrator', 'PERSON_NEEDED'], ['planner', 'PERMISSION_MISSING']]) {
      const unable = await caller(role, { municipalities: [HENGELO, BORNE] });
      assert.equal((await unable.call('POST', '/v1/merges', { body, expect: 403 })).body.reason, reason);
    }
  });

  await t.test('once one is closed, the two merge in one call, and once for one request id', async () => {
    await both.post(`/v1/referrals/${referral.id}/closure`, { reason: 'CLOSE_REASON_OTHER' }, { etag: referral.etag });
    const key = `merge-${stem}`;
    const merge = await ask(both, own.participant, duplicate, 'KEPT_RECORD_OWN', { key });
    assert.equal(merge.state, 'MERGE_STATE_MERGED');
    assert.equal((await ask(both, own.participant, duplicate, 'KEPT_RECORD_OWN', { key })).id, merge.id);
    assert.equal(await statusOf(both, `/v1/participants/${other.id}`), 404);
    assert.deepEqual(await duplicatesOf(both, own.participant), []);
  });
});
