import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import test from 'node:test';
import { HENGELO, THIS_WEEK, NEXT_WEEK, admin, caseManager, recordBarrier, region, runningClass, sessionsOf } from '../lib/builders.mjs';
import { caller, eventually, violations } from '../lib/api.mjs';
import { person } from '../lib/people.mjs';
import { DAY_ONE } from '../lib/region.mjs';
import { tracesOf } from '../lib/traces.mjs';

// The job that destroys looks every two seconds, and the other services answer by feed.
const CARRIED_OUT = 30000;
const one = await caller('privacy-officer', { municipalities: [HENGELO], subject: 'po-1' });
const two = await caller('privacy-officer', { municipalities: [HENGELO], subject: 'po-2' });

const happened = (participant, event, eventDate) => caseManager.post(`/v1/participants/${participant.id}/retention-events`, { event, eventDate });
const due = async (code) => (await one.list(`/v1/retention-classes/${code}/due-people`, 'duePeople', 2)).map((each) => each.participantId);
const propose = (participants, retentionClassCode = 'integration-record') => one.post('/v1/destructions',
  { retentionClassCode, municipalityCode: HENGELO, participantIds: participants.map((each) => each.id) });
const approve = (list, by, options) => by.call('POST', `/v1/destructions/${list.id}/approval`, { body: {}, etag: list.etag, ...options });
const done = (list) => eventually(async () => {
  const now = await one.get(`/v1/destructions/${list.id}`);
  return now.state === 'DESTRUCTION_STATE_DONE' && now;
}, CARRIED_OUT);

// The text of docs/privacy.md.
function proofText(list) {
  const instant = (text) => text.replace(/(\.\d+)?Z$/, (_, part = '.') => `${part.padEnd(7, '0')}Z`);
  return [
    `destruction ${list.id}`, `class ${list.retentionClassCode}`, `municipality ${list.municipalityCode}`,
    `proposed ${instant(list.proposeTime)} ${list.proposedBy}`, `approved ${instant(list.decideTime)} ${list.decidedBy}`, `finished ${instant(list.finishTime)}`,
    ...list.people.map((each) => `person ${each.participantId} ${each.outcome === 'DESTRUCTION_OUTCOME_DESTROYED' ? 'destroyed' : 'left'}`),
    ...list.destroyedRows.map((each) => `rows ${each.service} ${each.tableName} ${each.rowCount}`),
  ].map((line) => `${line}\n`).join('');
}

test('M11 five years after the duty, or on death, the record goes; the key set after fifty; by a list, a second person and a proof', async (t) => {
  t.after(() => region.setClock(DAY_ONE));
  const { programmeCode, offering, members } = await runningClass(3, {
    change: (definition) => {
      definition.catalogues.push({ code: 'barriers', displayName: 'Belemmeringen', entries: [{ code: 'financial', displayName: 'financieel' }] });
      definition.targetGroup.barrierCatalogue = 'barriers';
    },
    wishOf: () => ({ who: { arrivalDate: '2015-01-12', settlementDate: '2015-06-01', birthDate: '1980-02-01' } }),
  });
  const [gone, stays] = members.map((each) => each.participant);
  await recordBarrier(programmeCode, gone, 'financial', { by: caseManager });
  const [session] = await sessionsOf(offering, '2026-11-16', '2026-11-17');
  await admin.post('/v1/attendances/_batch', { attendances: members.map(({ participant }) => ({ sessionId: session.id, participantId: participant.id, status: 'ATTENDANCE_STATUS_PRESENT' })) });
  // All but the positions of the feeds that they were made at.
  const figures = async () => (await Promise.all(['funnel?', 'realisation?', `attendance?fromWeek=${THIS_WEEK}&untilWeek=${NEXT_WEEK}&`].map((each) => admin.get(`/v1/figures/${each}programmeCode=${programmeCode}`)))).map(({ asOf, ...rest }) => rest);
  // Once every feed has told what it knows of the class: who plans it, who starts in it, who was present.
  const before = await eventually(async () => {
    const now = await figures();
    const [funnel, realisation, attendance] = now;
    const told = realisation.startedGroups === 1 && realisation.municipalities.some((one) => one.plannedGroups === 1);
    return told && Number(funnel.stages[4].reached.value) === 3 && attendance.rows.length === 1 && now;
  });

  await t.test('the classes are data: what, on which ground, how long after what', async () => {
    const { retentionClasses } = await one.get('/v1/retention-classes');
    const termsOf = (code) => retentionClasses.find((each) => each.code === code).terms.map((each) => [each.event, each.years]);
    assert.deepEqual(termsOf('integration-record'), [['RETENTION_EVENT_KIND_DUTY_ENDED', 5], ['RETENTION_EVENT_KIND_DIED', 0]]);
    assert.deepEqual(termsOf('key-data'), [['RETENTION_EVENT_KIND_DUTY_ENDED', 50], ['RETENTION_EVENT_KIND_DIED', 50]]);
    for (const each of retentionClasses) assert.match(each.legalGround, /art\. 9\.9/);
  });

  await t.test('five years after the end of the duty the person is due, and not a day before', async () => {
    await happened(gone, 'RETENTION_EVENT_KIND_DUTY_ENDED', '2021-11-17');
    assert.ok(!(await due('integration-record')).includes(gone.id));
    const early = await one.call('POST', '/v1/destructions', { body: { retentionClassCode: 'integration-record', municipalityCode: HENGELO, participantIds: [gone.id] }, expect: 400 });
    assert.deepEqual(violations(early), ['participantIds[0] NOT_DUE']);
    region.setClock('2026-11-16T23:01:00Z');
    await eventually(async () => (await due('integration-record')).includes(gone.id));
    assert.ok(!(await due('integration-record')).includes(stays.id));
    assert.ok(!(await due('key-data')).includes(gone.id));
  });

  await t.test('on death the record is due at once', async () => {
    const late = await caseManager.post('/v1/participants', person());
    await happened(late, 'RETENTION_EVENT_KIND_DIED', '2026-11-16');
    assert.ok((await due('integration-record')).includes(late.id));
    const future = await caseManager.call('POST', `/v1/participants/${late.id}/retention-events`, { body: { event: 'RETENTION_EVENT_KIND_DIED', eventDate: '2027-01-01' }, expect: 400 });
    assert.deepEqual(violations(future), ['eventDate IN_THE_FUTURE']);
  });

  let list;
  await t.test('whoever proposed cannot agree; a rejected list destroys nothing', async () => {
    const first = await propose([gone]);
    assert.equal((await approve(first, one, { expect: 403 })).body.reason, 'SECOND_PERSON');
    await one.call('POST', `/v1/destructions/${first.id}/rejection`, { body: {}, etag: first.etag, expect: 200 });
    assert.equal((await approve(first, two)).status, 412);
    list = await propose([gone]);
    for (const role of ['case-manager', 'admin']) {
      assert.equal((await approve(list, await caller(role, { municipalities: [HENGELO] }), { expect: 403 })).body.reason, 'PERMISSION_MISSING');
    }
  });

  let proof;
  await t.test('once a second person agrees it is carried out in all services, with a proof', async () => {
    await approve(list, two, { expect: 200 });
    proof = await done(list);
    assert.deepEqual([proof.proposedBy, proof.decidedBy, proof.people], ['po-1', 'po-2', [{ participantId: gone.id, outcome: 'DESTRUCTION_OUTCOME_DESTROYED' }]]);
    for (const [service, table] of [['intake-svc', 'barrier'], ['intake-svc', 'referral'], ['trajectory-svc', 'trajectory'], ['trajectory-svc', 'attendance']]) {
      assert.ok(proof.destroyedRows.some((each) => each.service === service && each.tableName === table && Number(each.rowCount) > 0), `${service} ${table}`);
    }
    assert.equal(proof.proofHash, createHash('sha256').update(proofText(proof)).digest('hex'));
    // The feed numbers what happened a moment after it did.
    await eventually(async () => {
      const told = await region.sql(`SELECT COUNT(*) FROM duaal_intake.feed WHERE type = 'duaal.intake.v1.DestructionFinished' AND payload LIKE '%${proof.proofHash}%'`);
      return told[0][0] === '1';
    });
  });

  await t.test('the key set stays, the record is nowhere any more, and nobody else lost anything', async () => {
    assert.equal((await caseManager.get(`/v1/participants/${gone.id}`)).familyName, gone.familyName);
    const left = (await tracesOf(gone.id)).filter((each) => !['duaal_intake.participant.id', 'duaal_intake.retention_event.participant_id'].includes(each));
    assert.deepEqual(left, []);
    const file = await one.get(`/v1/participants/${gone.id}/export`);
    for (const section of [...file.intake.sections, ...file.trajectory.sections].filter((each) => each.retentionClassCodes[0] === 'integration-record' && !['participant', 'told-to-services'].includes(each.code))) {
      assert.deepEqual(section.records, [], section.code);
    }
    const other = await one.get(`/v1/participants/${stays.id}/export`);
    assert.equal(other.trajectory.sections.find((each) => each.code === 'attendance').records.length, 1);
  });

  await t.test('the figures are those of before', async () => {
    assert.deepEqual(await figures(), before);
    assert.equal((await admin.get(`/v1/offerings/${offering.id}/seats`)).taken, 3);
  });

  await t.test('fifty years after the duty the key set goes too, and nothing is left', async () => {
    const old = await caseManager.post('/v1/participants', person({ familyName: 'Zzyzwicz', birthDate: '1930-05-01', arrivalDate: '1960-01-01', settlementDate: '1960-02-01' }));
    await happened(old, 'RETENTION_EVENT_KIND_DUTY_ENDED', '1976-11-16');
    const all = await propose([old], 'key-data');
    await approve(all, two, { expect: 200 });
    await done(all);
    await caseManager.call('GET', `/v1/participants/${old.id}`, { expect: 404 });
    assert.deepEqual([await tracesOf(old.id), await tracesOf('Zzyzwicz')], [[], []]);
  });
});
