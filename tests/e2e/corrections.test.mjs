import assert from 'node:assert/strict';
import test from 'node:test';
import { BORNE, HENGELO, TODAY, caseManager, region, runningClass } from './lib/builders.mjs';
import { caller, eventually, violations } from './lib/api.mjs';
import { person } from './lib/people.mjs';

const STATEMENT = 'ik ben in mei verhuisd, niet in juni';
const officer = await caller('privacy-officer', { municipalities: [HENGELO], subject: 'po-hengelo' });
const newcomer = () => caseManager.post('/v1/participants', person());
const ask = (participant, { expect = 200, by = caseManager, ...more } = {}) => by.call('POST', '/v1/corrections', { expect, body: {
  participantId: participant.id, service: 'intake-svc', sectionCode: 'residence', statement: STATEMENT, channel: 'CORRECTION_CHANNEL_LETTER', receivedDate: TODAY, ...more,
} });
const change = (correction, what, body, expect = 200, by = officer) => by.call('POST', `/v1/corrections/${correction.id}/${what}`, { body, etag: correction.etag, expect });

// Somebody whom a language school serves, as intake-svc knows it.
async function served() {
  const { organisation, members: [{ participant }] } = await runningClass(1);
  const partner = await caller('provider', { organisation: organisation.id });
  await eventually(async () => (await partner.call('GET', `/v1/participants/${participant.id}`)).status === 200);
  return { participant, organisation };
}

test('a person says that something is wrong, and it is decided, with reasons, within the time of art. 12', async (t) => {
  const { participant, organisation } = await served();
  let correction;

  await t.test('the request is due one month after it came', async () => {
    correction = (await ask(participant, { receivedDate: '2026-10-31' })).body;
    assert.deepEqual([correction.dueDate, correction.requestedBy, correction.overdue ?? false], ['2026-11-30', 'cm-hengelo-1', false]);
  });

  await t.test('all that is wrong with a request is told at once', async () => {
    assert.deepEqual(violations(await ask(participant, { expect: 400, sectionCode: 'shoe-size', receivedDate: '2026-11-17' })),
      ['receivedDate IN_THE_FUTURE', 'sectionCode UNKNOWN_SECTION']);
    assert.deepEqual(violations(await ask(participant, { expect: 400, service: 'partner-svc' })), ['service UNKNOWN_SERVICE']);
  });

  await t.test('more time once, told within the first month', async () => {
    assert.deepEqual(violations(await change(correction, 'extension', { toldDate: '2026-10-30', reason: 'veel stukken' }, 400)), ['toldDate BEFORE_RECEIPT']);
    correction = (await change(correction, 'extension', { toldDate: TODAY, reason: 'veel stukken' })).body;
    assert.deepEqual([correction.dueDate, correction.extensionToldDate, correction.extensionReason], ['2027-01-31', TODAY, 'veel stukken']);
    assert.equal((await change(correction, 'extension', { toldDate: TODAY, reason: 'nog meer' }, 409)).body.reason, 'ALREADY_EXTENDED');
  });

  await t.test('a refusal, also in part, has reasons and tells of the right to complain', async () => {
    assert.deepEqual(violations(await change(correction, 'decision', { outcome: 'CORRECTION_OUTCOME_PARTLY' }, 400)), ['complaintRightTold COMPLAINT_RIGHT_NOT_TOLD', 'reasons REQUIRED']);
    const other = (await ask(participant)).body;
    const refused = (await change(other, 'decision', { outcome: 'CORRECTION_OUTCOME_REFUSED', reasons: 'de BRP zegt juni', complaintRightTold: true })).body;
    assert.deepEqual([refused.outcome, refused.decidedBy, refused.decidedDate, refused.recipients], ['CORRECTION_OUTCOME_REFUSED', 'po-hengelo', TODAY, []]);
  });

  await t.test('granted, it names who received the data, and who of them was told', async () => {
    const before = correction;
    correction = (await change(correction, 'decision', { outcome: 'CORRECTION_OUTCOME_GRANTED' })).body;
    assert.deepEqual(correction.recipients.map((one) => one.organisationId || one.service), [organisation.id, 'trajectory-svc', 'reporting-svc']);
    assert.equal((await change(before, 'decision', { outcome: 'CORRECTION_OUTCOME_GRANTED' }, 412)).body.reason, 'ETAG_MISMATCH');
    assert.equal((await change(correction, 'decision', { outcome: 'CORRECTION_OUTCOME_GRANTED' }, 409)).body.reason, 'ALREADY_DECIDED');
    correction = (await change(correction, 'told-recipients', { recipientNumber: 1, toldDate: TODAY }, 200, caseManager)).body;
    assert.deepEqual([correction.recipients[0].toldDate, correction.recipients[0].toldBy], [TODAY, 'cm-hengelo-1']);
    assert.equal((await change(correction, 'told-recipients', { recipientNumber: 1, toldDate: TODAY }, 409, caseManager)).body.reason, 'ALREADY_TOLD');
    assert.deepEqual(violations(await change(correction, 'told-recipients', { recipientNumber: 9, toldDate: TODAY }, 400, caseManager)), ['recipientNumber UNKNOWN_RECIPIENT']);
  });

  await t.test('the person gets all of it with the export, opened', async () => {
    const { intake } = await officer.get(`/v1/participants/${participant.id}/export`);
    const records = (code) => intake.sections.find((one) => one.code === code).records.map((one) => one.values);
    const told = records('correction').find((one) => one.id === correction.id);
    assert.deepEqual([told.outcome, told.due_date, JSON.parse(told.sealed).statement], ['CORRECTION_OUTCOME_GRANTED', '2027-01-31', STATEMENT]);
    assert.deepEqual(records('correction-recipient').map((one) => one.told_by ?? ''), ['cm-hengelo-1', '', '']);
    assert.deepEqual((await officer.get(`/v1/participants/${participant.id}/corrections`)).corrections.map((one) => one.id), records('correction').map((one) => one.id).reverse());
  });
});

test('what waits comes by its last day, in pages, overdue ones marked', async () => {
  const participant = await newcomer();
  const days = ['2026-11-10', '2026-09-30', '2026-11-09'];
  const asked = [];
  for (const receivedDate of days) asked.push((await ask(participant, { receivedDate })).body);
  const waiting = (await officer.list('/v1/corrections', 'corrections', 2)).filter((one) => one.participantId === participant.id);
  assert.deepEqual(waiting.map((one) => [one.id, one.dueDate, one.overdue ?? false]), [
    [asked[1].id, '2026-10-30', true], [asked[2].id, '2026-12-09', false], [asked[0].id, '2026-12-10', false],
  ]);
  await change(asked[1], 'decision', { outcome: 'CORRECTION_OUTCOME_GRANTED' });
  const left = (await officer.list('/v1/corrections', 'corrections')).filter((one) => one.participantId === participant.id);
  assert.deepEqual(left.map((one) => one.id), [asked[2].id, asked[0].id]);
});

test('the case manager asks, the privacy officer decides, and nobody else knows of it', async () => {
  const participant = await newcomer();
  const correction = (await ask(participant)).body;
  await change(correction, 'decision', { outcome: 'CORRECTION_OUTCOME_GRANTED' }, 403, caseManager);
  await change(correction, 'extension', { toldDate: TODAY, reason: 'veel' }, 403, caseManager);
  for (const role of ['admin', 'team-lead', 'integrator', 'planner']) {
    const who = await caller(role, { municipalities: [HENGELO] });
    await who.call('GET', `/v1/corrections/${correction.id}`, { expect: 403 });
    await who.call('GET', '/v1/corrections', { expect: 403 });
    await ask(participant, { by: who, expect: 403 });
  }
  const borne = await caller('privacy-officer', { municipalities: [BORNE] });
  await borne.call('GET', `/v1/corrections/${correction.id}`, { expect: 404 });
  await change(correction, 'decision', { outcome: 'CORRECTION_OUTCOME_GRANTED' }, 404, borne);
  assert.deepEqual((await borne.get(`/v1/participants/${participant.id}/corrections`)).corrections, []);
  await officer.call('GET', `/v1/corrections/${correction.id}`, { purpose: 'inburgering', expect: 403 });
  assert.equal((await caseManager.get(`/v1/corrections/${correction.id}`)).statement, STATEMENT);
});

test('the same request twice is one, and what it says lies sealed', async () => {
  const participant = await newcomer();
  const body = { participantId: participant.id, service: 'trajectory-svc', sectionCode: 'attendance', statement: STATEMENT, channel: 'CORRECTION_CHANNEL_PORTAL', receivedDate: TODAY };
  const key = `correction-${participant.id}`;
  const [one, two] = [await caseManager.post('/v1/corrections', body, { key }), await caseManager.post('/v1/corrections', body, { key })];
  assert.equal(one.id, two.id);
  const [[count, readable]] = await region.sql(`SELECT COUNT(*), SUM(sealed LIKE '%verhuisd%') FROM duaal_intake.correction WHERE participant_id = UNHEX(REPLACE('${participant.id}', '-', ''))`);
  assert.deepEqual([Number(count), Number(readable)], [1, 0]);
});
