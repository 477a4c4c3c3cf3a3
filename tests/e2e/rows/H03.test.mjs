import assert from 'node:assert/strict';
import test from 'node:test';
import { admin, languageClass, newCode, publishProgramme, refer, registerOrganisation } from '../lib/builders.mjs';

const countsOf = (composition, dimension) =>
  Object.fromEntries(composition.counts.filter((one) => one.dimension === dimension).map((one) => [one.value, one.count]));
const findingOf = (composition, dimension) => composition.findings.find((one) => one.dimension === dimension);

test('H03 the composition of a group is checked on origin, gender and moment of entry, with family migrants', async (t) => {
  const programme = await publishProgramme('hengelo', (definition) => {
    definition.targetGroup.compositionRules.find((rule) => rule.value === 'TARGET_GROUP_FAMILY_MIGRANT').minimum = 2;
  });
  const school = await registerOrganisation({ code: newCode('school') });
  const offering = await languageClass(programme, school.id);
  const referral = { classOfferingId: offering.id };
  const compositionOf = () => admin.get(`/v1/compositions/${programme}?classOfferingId=${offering.id}`);

  await t.test('a group of one kind is told on every dimension', async () => {
    for (let index = 0; index < 3; index += 1) {
      await refer(programme, { who: { originCountry: 'SY', gender: 'GENDER_MALE', arrivalDate: '2026-09-01', settlementDate: '' }, referral });
    }
    const composition = await compositionOf();
    assert.equal(composition.candidates, 3);
    for (const dimension of ['origin', 'gender', 'arrival_cohort', 'target_group']) {
      assert.equal(findingOf(composition, dimension).met, false, dimension);
    }
    assert.deepEqual(findingOf(composition, 'target_group'),
      { dimension: 'target_group', value: 'TARGET_GROUP_FAMILY_MIGRANT', minimum: 2, actual: 0, met: false });
  });

  await t.test('spread over origin, gender and moment of entry is seen as it grows', async () => {
    await refer(programme, { who: { originCountry: 'ER', gender: 'GENDER_FEMALE', arrivalDate: '2025-10-01', targetGroup: 'TARGET_GROUP_FAMILY_MIGRANT' }, referral });
    const composition = await compositionOf();
    assert.deepEqual(countsOf(composition, 'origin'), { SY: 3, ER: 1 });
    assert.deepEqual(countsOf(composition, 'gender'), { GENDER_MALE: 3, GENDER_FEMALE: 1 });
    assert.deepEqual(countsOf(composition, 'arrival_cohort'), { recent: 3, year: 1 });
    for (const dimension of ['origin', 'gender', 'arrival_cohort']) assert.equal(findingOf(composition, dimension).met, true, dimension);
    assert.deepEqual([findingOf(composition, 'target_group').actual, findingOf(composition, 'target_group').met], [1, false]);
  });

  await t.test('the number of family migrants asked for is reached', async () => {
    await refer(programme, { who: { originCountry: 'TR', targetGroup: 'TARGET_GROUP_FAMILY_MIGRANT' }, referral });
    const composition = await compositionOf();
    assert.equal(composition.candidates, 5);
    assert.ok(composition.findings.every((finding) => finding.met));
  });

  await t.test('whoever left the way into the programme no longer counts', async () => {
    const { referral: last } = await refer(programme, { who: { originCountry: 'AF' }, referral });
    await admin.post(`/v1/referrals/${last.id}/closure`, { reason: 'CLOSE_REASON_REFUSED' }, { etag: last.etag });
    assert.equal((await compositionOf()).candidates, 5);
  });

  await t.test('another group of the same programme counts by itself', async () => {
    await refer(programme, { who: { originCountry: 'IQ' } });
    assert.equal((await compositionOf()).candidates, 5);
    assert.equal((await admin.get(`/v1/compositions/${programme}`)).candidates, 6);
  });
});
