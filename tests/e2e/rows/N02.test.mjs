import assert from 'node:assert/strict';
import test from 'node:test';
import { askedOf, holdStep, publishProgramme, refer, startTrajectory, stepsOf } from '../lib/builders.mjs';
import { caller, eventually, inParallel, violations } from '../lib/api.mjs';

const WEERT = 'GM0988';
// Before the start 41 had no duty any more. Of the 24 who left after the talk and the 5 who left after the start the source
// gives no numbers per reason; these are assumptions.
const BEFORE = Array(41).fill(['no-duty', 'CLOSE_REASON_NO_DUTY']);
const AFTER_TALK = [...Array(16).fill(['final-phase', 'CLOSE_REASON_FINAL_PHASE']), ...Array(8).fill(['about-to-move', 'CLOSE_REASON_MOVED'])];
const AFTER_START = Array(5).fill(['other', 'CLOSE_REASON_OTHER']);

test('N02 the funnel of 110, 69, 45 and 40 candidates, with a reason for each exit', async (t) => {
  const programmeCode = await publishProgramme('weert');
  const by = await caller('case-manager', { municipalities: [WEERT] });
  const who = { municipalityCode: WEERT, settlementDate: '2018-06-01', arrivalDate: '2017-05-01' };
  const close = (referral, body, options = {}) => by.call('POST', `/v1/referrals/${referral.id}/closure`, { body, etag: referral.etag, ...options });
  const leave = async (referral, [exitReasonCode, reason]) => (await close(referral, { reason, exitReasonCode }, { expect: 200 })).body;
  const funnel = (reader = by) => reader.get(`/v1/figures/funnel?programmeCode=${programmeCode}`);
  const reached = (now) => Object.fromEntries(now.stages.map((stage) => [stage.stage, Number(stage.reached.value)]));
  const exits = (now) => Object.fromEntries(now.exits.map((one) => [one.exitReasonCode, Number(one.count.value)]));

  const candidates = await inParallel(Array.from({ length: 110 }),
    async () => (await refer(programmeCode, { by, who, referral: { channel: 'INFLOW_CHANNEL_CASE_MANAGER' } })).referral);

  await t.test('110 candidates are followed', async () => {
    const now = await eventually(async () => {
      const read = await funnel();
      return reached(read).referred === 110 && read;
    });
    assert.deepEqual([reached(now)['in-intake'], reached(now).started, now.exits], [0, 0, []]);
  });

  await t.test('the reasons are data of the programme, and each exit names one', async () => {
    const { definition } = await by.get(`/v1/programmes/${programmeCode}`);
    assert.deepEqual(definition.participation.exitReasons.map((one) => one.code), ['no-duty', 'final-phase', 'about-to-move', 'other']);
    const [referral] = candidates;
    assert.deepEqual(violations(await close(referral, { reason: 'CLOSE_REASON_NO_DUTY' }, { expect: 400 })), ['exitReasonCode EXIT_REASON_MISSING']);
    assert.deepEqual(violations(await close(referral, { reason: 'CLOSE_REASON_NO_DUTY', exitReasonCode: 'bored' }, { expect: 400 })), ['exitReasonCode UNKNOWN_EXIT_REASON']);
    assert.deepEqual(violations(await close(referral, { reason: 'CLOSE_REASON_MOVED', exitReasonCode: 'no-duty' }, { expect: 400 })), ['reason EXIT_REASON_DIFFERS']);
    assert.equal((await by.get(`/v1/referrals/${referral.id}`)).etag, referral.etag);
  });

  await t.test('69 are still under the duty: 41 leave, and with the others the intake is held', async () => {
    const gone = await inParallel(candidates.splice(0, 41), (referral, index) => leave(referral, BEFORE[index]));
    assert.ok(gone.every((one) => one.exitReasonCode === 'no-duty' && one.state === 'REFERRAL_STATE_EXCLUDED'));
    const talked = await inParallel(candidates, async (referral) => {
      let now = referral;
      for (const step of stepsOf(programmeCode)) {
        now = await holdStep(now, step.code, { by, heldDate: '2019-05-06', ...askedOf(programmeCode, step) });
      }
      return now;
    });
    candidates.splice(0, candidates.length, ...talked);
    const now = await eventually(async () => {
      const read = await funnel();
      return reached(read)['intake-complete'] === 69 && exits(read)['no-duty'] === 41 && read;
    });
    assert.deepEqual(exits(now), { 'no-duty': 41 });
  });

  await t.test('45 start; the other 24 are in the final phase or about to move', async () => {
    await inParallel(candidates.splice(0, 24), (referral, index) => leave(referral, AFTER_TALK[index]));
    await inParallel(candidates, (referral) => startTrajectory(referral, { by, caseManagerId: 'cm-1', startDate: '2019-06-03' }));
    const now = await eventually(async () => {
      const read = await funnel();
      return reached(read).started === 45 && exits(read)['final-phase'] === 16 && read;
    });
    assert.deepEqual([exits(now), Number(now.participating.value)], [{ 'no-duty': 41, 'final-phase': 16, 'about-to-move': 8 }, 45]);
  });

  await t.test('40 still take part after some left', async () => {
    await inParallel(candidates.splice(0, 5), (referral, index) => leave(referral, AFTER_START[index]));
    const now = await eventually(async () => {
      const read = await funnel();
      return Number(read.participating.value) === 40 && exits(read).other === 5 && read;
    });
    assert.deepEqual([reached(now).referred, reached(now)['in-intake'], reached(now).started, Number(now.participating.value)], [110, 69, 45, 40]);
    assert.deepEqual(exits(now), { 'no-duty': 41, 'final-phase': 16, 'about-to-move': 8, other: 5 });
    assert.deepEqual(Object.fromEntries(now.exits.map((one) => [one.exitReasonCode, one.reason])),
      { 'no-duty': 'no-duty', 'final-phase': 'final-phase', 'about-to-move': 'moved', other: 'other' });
    const region = await caller('region-analyst');
    assert.deepEqual([Number((await funnel(region)).participating.value), exits(await funnel(region))], [40, exits(now)]);
  });
});
