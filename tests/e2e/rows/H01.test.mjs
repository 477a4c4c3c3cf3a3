import assert from 'node:assert/strict';
import test from 'node:test';
import { admin, publishProgramme, refer } from '../lib/builders.mjs';
import { eventually } from '../lib/api.mjs';
import { person } from '../lib/people.mjs';

// Today is 2026-11-16. The bands of Hengelo: below 6 months, below 10, and from 10 on.
const ARRIVALS = [
  ['2026-11-16', 'recent'],
  ['2026-05-17', 'recent'],
  ['2026-05-16', 'longer'],
  ['2026-01-17', 'longer'],
  ['2026-01-16', 'year'],
  ['2025-11-16', 'year'],
];

test('H01 a candidate is classified by arrival cohort and by entitlement to benefit', async (t) => {
  const programme = await publishProgramme();
  const broad = await publishProgramme('hengelo', (definition) => { delete definition.targetGroup.benefitCategories; });

  await t.test('three cohorts, counted in full months at the day of referral', async () => {
    for (const [arrivalDate, cohort] of ARRIVALS) {
      const { referral } = await refer(programme, { who: { arrivalDate, settlementDate: '' } });
      assert.equal(referral.arrivalCohort, cohort, arrivalDate);
    }
    const { counts } = await admin.get(`/v1/compositions/${programme}`);
    const cohorts = counts.filter((count) => count.dimension === 'arrival_cohort').map((count) => [count.value, count.count]);
    assert.deepEqual(cohorts.sort(), [['longer', 2], ['recent', 2], ['year', 2]]);
  });

  await t.test('the class stays what it was when the person gets older in the country', async () => {
    const { referral } = await refer(programme, { who: { arrivalDate: '2026-05-17', settlementDate: '' } });
    assert.equal((await admin.get(`/v1/referrals/${referral.id}`)).arrivalCohort, 'recent');
  });

  await t.test('entitlement to benefit is a fact of the candidate', async () => {
    const entitled = await refer(broad, { who: { benefitCategory: 'BENEFIT_CATEGORY_BENEFIT' } });
    assert.equal(entitled.referral.benefitEntitled, true);
    for (const benefitCategory of ['BENEFIT_CATEGORY_NO_BENEFIT', 'BENEFIT_CATEGORY_WORKING', 'BENEFIT_CATEGORY_NO_DUTY']) {
      const other = await refer(broad, { who: { benefitCategory } });
      assert.equal(other.referral.benefitEntitled, false, benefitCategory);
    }
  });

  await t.test('a programme for people with benefit refuses others and names the rule', async () => {
    const participant = await admin.post('/v1/participants', person({ benefitCategory: 'BENEFIT_CATEGORY_NO_BENEFIT' }));
    const refused = await admin.call('POST', '/v1/referrals', {
      body: { participantId: participant.id, programmeCode: programme, channel: 'INFLOW_CHANNEL_CASE_MANAGER' }, expect: 409,
    });
    assert.equal(refused.body.reason, 'NOT_ADMITTED');
    assert.deepEqual(refused.body.invalidParams.map((one) => one.reason), ['BENEFIT_CATEGORY']);
  });

  await t.test('the target group is broad: any origin, gender, level and main group enters', async () => {
    for (const who of [{ originCountry: 'ER', gender: 'GENDER_MALE', languageLevel: '' },
      { originCountry: 'TR', gender: 'GENDER_FEMALE', languageLevel: 'B1', targetGroup: 'TARGET_GROUP_FAMILY_MIGRANT' }]) {
      const { referral } = await refer(programme, { who });
      assert.equal(referral.state, 'REFERRAL_STATE_REFERRED');
    }
    await eventually(async () => {
      const funnel = await admin.get(`/v1/figures/funnel?programmeCode=${programme}`);
      return Number(funnel.stages[0].reached.value) === ARRIVALS.length + 3;
    });
  });
});
