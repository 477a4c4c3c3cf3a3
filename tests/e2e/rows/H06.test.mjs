import assert from 'node:assert/strict';
import test from 'node:test';
import { admin, declare, holdStep, publishProgramme, refer, sign, startTrajectory } from '../lib/builders.mjs';
import { violations } from '../lib/api.mjs';

test('H06 taking part is voluntary but binding, free of charge, and confirmed by one dated signature', async (t) => {
  const programme = await publishProgramme();
  const begin = (referral) => admin.call('POST', '/v1/trajectories', { body: { referralId: referral.id, caseManagerId: 'cm-1', startDate: '2026-11-09' } });

  await t.test('the declaration says what it means, with its date', async () => {
    const { referral } = await declare(programme);
    assert.equal(referral.state, 'REFERRAL_STATE_DECLARED');
    assert.deepEqual((await admin.get(`/v1/referrals/${referral.id}`)).declaration, { signedDate: '2026-11-02', voluntary: true, freeOfCharge: true });
  });

  await t.test('a date is needed, and a future one is refused', async () => {
    const { referral } = await refer(programme);
    const ready = await holdStep(await holdStep(referral, 'intake-talk'), 'kick-off', { heldDate: '2026-10-30' });
    const signOn = (body) => admin.call('POST', `/v1/referrals/${ready.id}/declaration`, { body, etag: ready.etag, expect: 400 });
    assert.deepEqual(violations(await signOn({})), ['signedDate REQUIRED']);
    assert.deepEqual(violations(await signOn({ signedDate: '2026-11-17' })), ['signedDate IN_THE_FUTURE']);
    assert.equal((await admin.get(`/v1/referrals/${ready.id}`)).declaration, undefined);
  });

  await t.test('nobody signs before talk and kick-off', async () => {
    const { referral } = await refer(programme);
    const talked = await holdStep(referral, 'intake-talk');
    const refused = await admin.call('POST', `/v1/referrals/${talked.id}/declaration`, { body: { signedDate: '2026-11-02' }, etag: talked.etag, expect: 409 });
    assert.equal(refused.body.reason, 'STEPS_MISSING');
  });

  await t.test('it is binding: no start without it, and it is signed once', async () => {
    const { referral } = await refer(programme);
    const ready = await holdStep(await holdStep(referral, 'intake-talk'), 'kick-off', { heldDate: '2026-10-30' });
    const refused = await begin(ready);
    assert.deepEqual([refused.status, refused.body.reason], [409, 'NOT_DECLARED']);
    const signed = await sign(ready);
    const again = await admin.call('POST', `/v1/referrals/${signed.id}/declaration`, { body: { signedDate: '2026-11-03' }, etag: signed.etag, expect: 409 });
    assert.equal(again.body.reason, 'ALREADY_DECLARED');
    assert.equal((await startTrajectory(signed)).referralId, signed.id);
  });

  await t.test('it is voluntary: a candidate may decline at any step, and then does not start', async () => {
    const { referral } = await refer(programme);
    const talked = await holdStep(referral, 'intake-talk');
    const declined = await admin.post(`/v1/referrals/${talked.id}/closure`, { reason: 'CLOSE_REASON_REFUSED' }, { etag: talked.etag });
    assert.equal(declined.state, 'REFERRAL_STATE_REFUSED');
    assert.equal((await begin(declined)).status, 409);
  });

  await t.test('the programme promises this to everybody', async () => {
    const { definition } = await admin.get(`/v1/programmes/${programme}`);
    const { voluntary, declarationRequired, freeOfCharge } = definition.participation;
    assert.deepEqual([voluntary, declarationRequired, freeOfCharge], [true, true, true]);
  });
});
