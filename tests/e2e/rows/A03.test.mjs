import assert from 'node:assert/strict';
import test from 'node:test';
import { eventually, caller, violations } from '../lib/api.mjs';
import { holdStep, publishProgramme, refer } from '../lib/builders.mjs';

const ARNHEM = 'GM0202';

test('A03 the case manager does the intake and registers for one of two internal workplaces', async (t) => {
  const programmeCode = await publishProgramme('arnhem');
  const by = await caller('case-manager', { municipalities: [ARNHEM] });
  const candidate = async () =>
    (await refer(programmeCode, { by, who: { municipalityCode: ARNHEM }, referral: { channel: 'INFLOW_CHANNEL_CASE_MANAGER' } })).referral;
  const INTAKE = { stepCode: 'intake-case-manager', heldDate: '2026-10-26', professionals: [{ staffId: 'cm-1', roleCode: 'case-manager' }], workplaceCode: 'restaurant' };
  const attempt = (referral, body, expect) =>
    by.call('POST', `/v1/referrals/${referral.id}/intakes`, { body: { ...INTAKE, ...body }, etag: referral.etag, expect });

  await t.test('the programme has two internal workplaces', async () => {
    const { definition } = await by.get(`/v1/programmes/${programmeCode}`);
    const workplaces = definition.catalogues.find((one) => one.code === 'workplaces');
    assert.deepEqual(workplaces.entries.map((one) => one.code), ['restaurant', 'mask-factory']);
    const [step] = definition.intakeSteps;
    assert.deepEqual([step.heldBy, step.workplaceCatalogue], [['case-manager'], 'workplaces']);
  });

  for (const workplaceCode of ['restaurant', 'mask-factory']) {
    await t.test(`registered for the ${workplaceCode} by a case manager`, async () => {
      const done = (await attempt(await candidate(), { workplaceCode }, 200)).body;
      const [held] = done.intakes;
      assert.deepEqual([held.workplaceCode, held.professionals.map((one) => [one.staffId, one.roleCode])], [workplaceCode, [['cm-1', 'case-manager']]]);
      assert.equal(done.state, 'REFERRAL_STATE_INTAKE_COMPLETE');
    });
  }

  await t.test('an intake by somebody else, without a workplace or for another one is refused', async () => {
    const referral = await candidate();
    assert.deepEqual(violations(await attempt(referral, { professionals: [{ staffId: 'c-1', roleCode: 'coach' }], workplaceCode: '' }, 400)),
      ['professionals ROLE_MISSING', 'professionals[0].roleCode ROLE_MAY_NOT_HOLD', 'workplaceCode WORKPLACE_MISSING']);
    assert.deepEqual(violations(await attempt(referral, { workplaceCode: 'energy' }, 400)), ['workplaceCode UNKNOWN_WORKPLACE']);
    assert.deepEqual(violations(await attempt(referral, { professionals: [], staffIds: ['cm-1'] }, 400)), ['professionals TOO_FEW_PROFESSIONALS']);
  });

  await t.test('after it the trajectory can start', async () => {
    const referral = (await attempt(await candidate(), {}, 200)).body;
    await eventually(async () =>
      (await by.call('POST', '/v1/trajectories', { body: { referralId: referral.id, caseManagerId: 'cm-1', startDate: '2026-11-02' } })).status === 201);
  });

  await t.test('under the Act of 2021 it is completed in absence after three summonses, and not before', async () => {
    const { referral } = await refer(programmeCode, { by, who: { municipalityCode: ARNHEM, legalRegime: 'LEGAL_REGIME_WI2021' }, referral: { channel: 'INFLOW_CHANNEL_CASE_MANAGER' } });
    await assert.rejects(holdStep(referral, 'intake-case-manager', { by, staffIds: [] }));
    const complete = (expect) => by.call('POST', `/v1/referrals/${referral.id}/absences`,
      { body: { stepCode: 'intake-case-manager', completedDate: '2026-11-16', staffId: 'cm-1' }, etag: referral.etag, expect });
    for (const [index, [sentDate, appointmentDate]] of [['2026-09-07', '2026-09-14'], ['2026-09-21', '2026-09-28'], ['2026-10-05', '2026-10-12']].entries()) {
      const early = (await complete(409)).body;
      assert.equal(early.reason, 'TOO_FEW_SUMMONSES');
      assert.match(early.detail, new RegExp(`after 3 summonses.* missed ${index}\\b`));
      const summons = await by.post(`/v1/referrals/${referral.id}/summonses`,
        { stepCode: 'intake-case-manager', sentDate, appointmentDate, channel: 'SUMMONS_CHANNEL_LETTER', staffId: 'cm-1' });
      assert.equal(summons.number, index + 1);
      await by.post(`/v1/summonses/${summons.id}/appearance`, { appearance: 'APPEARANCE_NOT_APPEARED' }, { etag: summons.etag });
    }
    const done = (await complete(200)).body;
    assert.deepEqual([done.intakes[0].inAbsence, done.state], [true, 'REFERRAL_STATE_INTAKE_COMPLETE']);
  });
});
