import assert from 'node:assert/strict';
import test from 'node:test';
import { publishProgramme, refer } from '../lib/builders.mjs';
import { caller, violations } from '../lib/api.mjs';

const WEERT = 'GM0988';

test('N05 the trajectory is compulsory for benefit recipients only, and offered to family migrants', async (t) => {
  const by = await caller('case-manager', { municipalities: [WEERT] });
  const programmeCode = await publishProgramme('weert');
  const candidate = async (who) => (await refer(programmeCode, {
    by, who: { municipalityCode: WEERT, settlementDate: '2018-06-01', arrivalDate: '2017-05-01', ...who }, referral: { channel: 'INFLOW_CHANNEL_CASE_MANAGER' },
  })).referral;
  const decide = (referral, kind, expect) =>
    by.call('POST', `/v1/referrals/${referral.id}/legal-bases`, { body: { kind, decidedDate: '2026-11-09' }, expect });
  const allowed = async (referral) => (await by.get(`/v1/referrals/${referral.id}/legal-bases`)).allowedBases;

  await t.test('with a benefit it is compulsory, by the Participation Act', async () => {
    const referral = await candidate({ benefitCategory: 'BENEFIT_CATEGORY_BENEFIT' });
    assert.deepEqual(await allowed(referral), [{ kind: 'LEGAL_BASIS_KIND_COMPULSORY_FOR_BENEFIT', legalGround: 'Participatiewet' }]);
    await decide(referral, 'LEGAL_BASIS_KIND_COMPULSORY_FOR_BENEFIT', 200);
    assert.deepEqual(violations(await decide(referral, 'LEGAL_BASIS_KIND_VOLUNTARY', 400)), ['kind BASIS_NOT_ALLOWED']);
  });

  await t.test('to a family migrant without one it is offered, during the participation declaration trajectory', async () => {
    const referral = await candidate({ benefitCategory: 'BENEFIT_CATEGORY_NO_BENEFIT', targetGroup: 'TARGET_GROUP_FAMILY_MIGRANT' });
    const offered = (await allowed(referral)).find((one) => one.kind === 'LEGAL_BASIS_KIND_CANNOT_BE_COMPELLED');
    assert.equal(offered.occasion, 'participatieverklaringstraject');
    assert.deepEqual(violations(await decide(referral, 'LEGAL_BASIS_KIND_COMPULSORY_FOR_BENEFIT', 400)), ['kind BASIS_NOT_ALLOWED']);
    await decide(referral, 'LEGAL_BASIS_KIND_CANNOT_BE_COMPELLED', 200);
    const agreed = await decide(referral, 'LEGAL_BASIS_KIND_VOLUNTARY', 200);
    assert.equal(agreed.body.occasion, 'participatieverklaringstraject');
  });
});
