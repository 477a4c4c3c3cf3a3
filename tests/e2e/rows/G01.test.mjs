import assert from 'node:assert/strict';
import test from 'node:test';
import { TODAY, holdStep, publishProgramme, refer } from '../lib/builders.mjs';
import { caller, violations } from '../lib/api.mjs';

const VEENDAM = 'GM0047';
const CATEGORIES = ['BENEFIT_CATEGORY_BENEFIT', 'BENEFIT_CATEGORY_NO_BENEFIT', 'BENEFIT_CATEGORY_NO_DUTY', 'BENEFIT_CATEGORY_WORKING'];

test('G01 client categories are told apart, and those without duty who report are helped at once', async (t) => {
  const by = await caller('case-manager', { municipalities: [VEENDAM] });
  const programmeCode = await publishProgramme('oost-groningen');
  const candidate = (benefitCategory) => refer(programmeCode, {
    by, who: { municipalityCode: VEENDAM, benefitCategory, legalRegime: 'LEGAL_REGIME_WI2007' }, referral: { channel: 'INFLOW_CHANNEL_CASE_MANAGER' },
  });
  const record = (participant, characteristicCode, valueCodes, expect = 200) => by.call('POST', `/v1/participants/${participant.id}/characteristics`,
    { body: { programmeCode, characteristicCode, valueCodes, fromDate: '2026-11-09' }, expect });
  const counts = async (characteristic) => Object.fromEntries(
    (await by.get(`/v1/programmes/${programmeCode}/characteristics/${characteristic}/counts`)).counts.map((one) => [one.valueCode, Number(one.people)]));
  const found = new Map();

  await t.test('with and without benefit, without duty, and working', async () => {
    for (const category of CATEGORIES) {
      found.set(category, await candidate(category));
      assert.equal((await by.get(`/v1/participants/${found.get(category).participant.id}`)).benefitCategory, category);
    }
  });

  await t.test('by education and by the wish to work, as the programme words them', async () => {
    const [benefit, noBenefit, noDuty, working] = CATEGORIES.map((category) => found.get(category).participant);
    await record(benefit, 'education-band', ['low']);
    await record(noBenefit, 'education-band', ['high']);
    await record(working, 'education-band', ['low']);
    await record(noBenefit, 'work-wish', ['without']);
    await record(noDuty, 'work-wish', ['with']);
    assert.deepEqual(await counts('education-band'), { low: 2, high: 1 });
    assert.deepEqual(await counts('work-wish'), { with: 1, without: 1 });
    assert.deepEqual(violations(await record(noDuty, 'education-band', ['middle'], 400)), ['valueCodes[0] UNKNOWN_VALUE']);
  });

  await t.test('who has no duty and reports is compelled to nothing, and the intake is held the same day', async () => {
    const { referral } = found.get('BENEFIT_CATEGORY_NO_DUTY');
    const { allowedBases } = await by.get(`/v1/referrals/${referral.id}/legal-bases`);
    assert.deepEqual(allowedBases.map((one) => one.kind), ['LEGAL_BASIS_KIND_VOLUNTARY', 'LEGAL_BASIS_KIND_CANNOT_BE_COMPELLED']);
    const held = await holdStep(referral, 'integral-intake', { by, heldDate: TODAY });
    assert.equal(held.state, 'REFERRAL_STATE_IN_INTAKE');
  });
});
