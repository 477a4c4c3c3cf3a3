import assert from 'node:assert/strict';
import test from 'node:test';
import { admin, holdStep, publishProgramme, refer } from '../lib/builders.mjs';
import { violations } from '../lib/api.mjs';

test('H05 first the talk with a case manager, then the kick-off with the group', async (t) => {
  const programme = await publishProgramme();
  const record = (referral, body, expect) =>
    admin.call('POST', `/v1/referrals/${referral.id}/intakes`, { body: { heldDate: '2026-10-26', staffIds: ['cm-1'], ...body }, etag: referral.etag, expect });

  await t.test('the programme has these two steps in this order', async () => {
    const { definition } = await admin.get(`/v1/programmes/${programme}`);
    assert.deepEqual(definition.intakeSteps.map((step) => [step.code, step.group]), [['intake-talk', false], ['kick-off', true]]);
    assert.deepEqual(definition.intakeSteps[0].heldBy, ['case-manager']);
  });

  await t.test('a kick-off before the talk is refused, and the talk is named', async () => {
    const { referral } = await refer(programme);
    const refused = await record(referral, { stepCode: 'kick-off' }, 409);
    assert.equal(refused.body.reason, 'STEP_OUT_OF_ORDER');
    assert.match(refused.body.detail, /intake-talk/);
    const read = await admin.get(`/v1/referrals/${referral.id}`);
    assert.deepEqual([read.state, read.intakes, read.etag], ['REFERRAL_STATE_REFERRED', [], referral.etag]);
  });

  await t.test('the talk is held by somebody', async () => {
    const { referral } = await refer(programme);
    assert.deepEqual(violations(await record(referral, { stepCode: 'intake-talk', staffIds: [] }, 400)), ['staffIds TOO_FEW_PROFESSIONALS']);
  });

  await t.test('talk, then kick-off, and the intake is complete', async () => {
    const { referral } = await refer(programme);
    const talked = await holdStep(referral, 'intake-talk', { heldDate: '2026-10-26' });
    assert.equal(talked.state, 'REFERRAL_STATE_IN_INTAKE');
    const kickedOff = await holdStep(talked, 'kick-off', { heldDate: '2026-11-02', staffIds: [] });
    assert.equal(kickedOff.state, 'REFERRAL_STATE_INTAKE_COMPLETE');
    assert.deepEqual(kickedOff.intakes.map((step) => [step.stepCode, step.heldDate, step.staffIds]),
      [['intake-talk', '2026-10-26', ['cm-hengelo-1']], ['kick-off', '2026-11-02', []]]);
  });

  await t.test('a kick-off dated before the talk is refused', async () => {
    const { referral } = await refer(programme);
    const talked = await holdStep(referral, 'intake-talk', { heldDate: '2026-10-26' });
    assert.deepEqual(violations(await record(talked, { stepCode: 'kick-off', heldDate: '2026-10-25' }, 400)), ['heldDate INTERVAL_REVERSED']);
  });

  await t.test('a step is held once', async () => {
    const { referral } = await refer(programme);
    const talked = await holdStep(referral, 'intake-talk');
    assert.equal((await record(talked, { stepCode: 'intake-talk' }, 409)).body.reason, 'STEP_ALREADY_HELD');
  });
});
