import assert from 'node:assert/strict';
import test from 'node:test';
import { assess, publishProgramme } from '../lib/builders.mjs';
import { caller, violations } from '../lib/api.mjs';
import { person } from '../lib/people.mjs';

const WEERT = 'GM0988';
const FOUND = { chances: 'ervaren lasser', 'early-start': 'Nederlands op het azc' };

test('N03 an assessment done in the reception centre before settlement by an opportunity scout is taken over', async (t) => {
  const programmeCode = await publishProgramme('weert');
  const consultant = await caller('case-manager', { municipalities: [WEERT] });
  const statusHolder = () =>
    consultant.post('/v1/participants', person({ municipalityCode: WEERT, arrivalDate: '2017-05-01', settlementDate: '2018-06-01' }));
  const noa = (participant, more = {}) => ({
    participantId: participant.id, programmeCode, instrumentCode: 'noa', instrumentVersion: '1', takenDate: '2018-04-16',
    takenByRole: 'opportunity-scout', staffIds: ['scout-1'], setting: 'ASSESSMENT_SETTING_RECEPTION_CENTRE', source: 'coa',
    values: Object.entries(FOUND).map(([aspectCode, value]) => ({ aspectCode, value })), ...more,
  });
  const takeOver = (body, expect) => consultant.call('POST', '/v1/assessments', { body, expect });

  await t.test('the programme says: by an opportunity scout, in the reception centre', async () => {
    const { definition } = await consultant.get(`/v1/programmes/${programmeCode}`);
    const instrument = definition.instruments.find((one) => one.code === 'noa');
    assert.deepEqual([instrument.displayName, instrument.taking.roles, instrument.taking.settings],
      ['NOA-assessment', ['opportunity-scout'], ['ASSESSMENT_SETTING_RECEPTION_CENTRE']]);
    const [step] = definition.intakeSteps;
    assert.deepEqual([step.code, step.heldBy, step.instruments], ['reception-talk', ['opportunity-scout'], ['noa']]);
  });

  await t.test('one talk and one assessment, both before the settlement, are on the record', async () => {
    const participant = await statusHolder();
    const referral = await consultant.post('/v1/referrals', { participantId: participant.id, programmeCode, channel: 'INFLOW_CHANNEL_RECEPTION_CENTRE' });
    const talked = await consultant.post(`/v1/referrals/${referral.id}/intakes`,
      { stepCode: 'reception-talk', heldDate: '2018-04-16', staffIds: ['scout-1'] }, { etag: referral.etag });
    assert.deepEqual(talked.intakes.map((step) => [step.stepCode, step.heldDate, step.staffIds]), [['reception-talk', '2018-04-16', ['scout-1']]]);
    const made = (await takeOver(noa(participant, { sourceReference: 'NOA-1', specialValues: [{ aspectCode: 'challenges', value: 'slaapt slecht' }] }), 200)).body;
    const read = await consultant.get(`/v1/assessments/${made.id}`);
    assert.deepEqual([read.takenDate, read.takenByRole, read.staffIds, read.setting, read.source, read.sourceReference],
      ['2018-04-16', 'opportunity-scout', ['scout-1'], 'ASSESSMENT_SETTING_RECEPTION_CENTRE', 'coa', 'NOA-1']);
    assert.deepEqual(Object.fromEntries(read.values.map((one) => [one.aspectCode, one.value])), FOUND);
    assert.deepEqual((await consultant.get(`/v1/assessments/${made.id}/special-values`)).values, [{ aspectCode: 'challenges', value: 'slaapt slecht' }]);
  });

  await t.test('the same record is taken over once', async () => {
    const participant = await statusHolder();
    await takeOver(noa(participant, { sourceReference: 'NOA-2' }), 200);
    assert.equal((await takeOver(noa(participant, { sourceReference: 'NOA-2' }), 409)).body.reason, 'ASSESSMENT_KNOWN');
    const { assessments } = await consultant.get(`/v1/assessments?participantId=${participant.id}`);
    assert.equal(assessments.length, 1);
  });

  await t.test('it can be there before anybody knows when the person will settle', async () => {
    const participant = await consultant.post('/v1/participants', person({ municipalityCode: WEERT, settlementDate: '' }));
    await takeOver(noa(participant, { takenDate: '2026-10-05' }), 200);
  });

  await t.test('after the settlement, by somebody else or elsewhere it is refused, each fault named', async () => {
    const participant = await statusHolder();
    const late = await takeOver(noa(participant, { takenDate: '2018-06-01', takenByRole: 'job-coach' }), 400);
    assert.deepEqual(violations(late), ['takenByRole ROLE_MAY_NOT_TAKE', 'takenDate AFTER_SETTLEMENT']);
    const elsewhere = await takeOver(noa(participant, { setting: 'ASSESSMENT_SETTING_MUNICIPALITY', source: '', sourceReference: 'NOA-3' }), 400);
    assert.deepEqual(violations(elsewhere), ['setting NOT_TAKEN_HERE', 'source SOURCE_REQUIRED']);
  });

  await t.test('a municipality the person does not live in sees nothing of it', async () => {
    const participant = await statusHolder();
    const made = await assess(programmeCode, participant, 'noa', FOUND,
      { by: consultant, takenDate: '2018-04-16', takenByRole: 'opportunity-scout', setting: 'ASSESSMENT_SETTING_RECEPTION_CENTRE', source: 'coa' });
    const stranger = await caller('case-manager', { municipalities: ['GM0946'] });
    await stranger.call('GET', `/v1/assessments/${made.id}`, { expect: 404 });
    await stranger.call('GET', `/v1/assessments/${made.id}/special-values`, { expect: 404 });
  });
});
