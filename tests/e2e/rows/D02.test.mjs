import assert from 'node:assert/strict';
import test from 'node:test';
import { publishProgramme, recordBarrier } from '../lib/builders.mjs';
import { caller, violations } from '../lib/api.mjs';
import { person } from '../lib/people.mjs';

const DORDRECHT = 'GM0505';
const KINDS = ['psychological', 'physical', 'financial'];

test('D02 barriers on other life areas are recorded, and at least one is required', async (t) => {
  const programmeCode = await publishProgramme('dordrecht');
  const director = await caller('case-manager', { municipalities: [DORDRECHT] });
  const newcomer = () => director.post('/v1/participants', person({ municipalityCode: DORDRECHT }));
  const referral = (participant, expect) => director.call('POST', '/v1/referrals', {
    body: { participantId: participant.id, programmeCode, channel: 'INFLOW_CHANNEL_CASE_MANAGER' }, expect,
  });

  await t.test('the programme names three kinds, and requires one of them', async () => {
    const { definition } = await director.get(`/v1/programmes/${programmeCode}`);
    assert.deepEqual(definition.targetGroup.requiredBarriers, KINDS);
    const catalogue = definition.catalogues.find((one) => one.code === definition.targetGroup.barrierCatalogue);
    assert.deepEqual(catalogue.entries.map((entry) => [entry.code, entry.displayName]),
      [['psychological', 'psychisch'], ['physical', 'lichamelijk'], ['financial', 'financieel']]);
  });

  await t.test('without a recorded barrier nobody is admitted, and the ground is named', async () => {
    const refused = await referral(await newcomer(), 409);
    assert.equal(refused.body.reason, 'NOT_ADMITTED');
    assert.deepEqual(violations(refused), ['participantId BARRIER_MISSING']);
  });

  for (const kind of KINDS) {
    await t.test(`a ${kind} barrier is recorded with its day, read back, and admits`, async () => {
      const participant = await newcomer();
      const barrier = await recordBarrier(programmeCode, participant, kind, { by: director, notedDate: '2026-11-02' });
      const { barriers } = await director.get(`/v1/barriers?participantId=${participant.id}`);
      assert.deepEqual(barriers.map((one) => [one.id, one.kindCode, one.notedDate, one.endDate]), [[barrier.id, kind, '2026-11-02', undefined]]);
      await referral(participant, 201);
    });
  }

  await t.test('all three at once are recorded side by side', async () => {
    const participant = await newcomer();
    for (const kind of KINDS) await recordBarrier(programmeCode, participant, kind, { by: director });
    const { barriers } = await director.get(`/v1/barriers?participantId=${participant.id}`);
    assert.deepEqual(barriers.map((one) => one.kindCode).reverse(), KINDS);
    await referral(participant, 201);
  });

  await t.test('a barrier that ended before admits nobody', async () => {
    const participant = await newcomer();
    const barrier = await recordBarrier(programmeCode, participant, 'physical', { by: director });
    const ended = await director.post(`/v1/barriers/${barrier.id}/ending`, { endDate: '2026-11-10' }, { etag: barrier.etag });
    assert.equal(ended.endDate, '2026-11-10');
    assert.deepEqual(violations(await referral(participant, 409)), ['participantId BARRIER_MISSING']);
  });

  await t.test('another kind than these is no barrier', async () => {
    const participant = await newcomer();
    const refused = await director.call('POST', '/v1/barriers',
      { body: { participantId: participant.id, programmeCode, kindCode: 'weather', notedDate: '2027-01-01' }, expect: 400 });
    assert.deepEqual(violations(refused), ['kindCode UNKNOWN_BARRIER', 'notedDate IN_THE_FUTURE']);
    await referral(participant, 409);
  });
});
