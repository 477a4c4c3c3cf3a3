import assert from 'node:assert/strict';
import test from 'node:test';
import { admin, caseManager, runningClass } from '../lib/builders.mjs';

test('H22 language lessons are paid by the participant\'s own loan, and the provider is kept', async (t) => {
  const { programmeCode, organisation, offering, members: [member] } = await runningClass(1);

  await t.test('the contract has no client but the participant, and names the loan', async () => {
    const made = await admin.post('/v1/contracts', {
      programmeCode, clientMunicipalities: [], contractorId: organisation.id, components: ['language'], fundingSource: 'duo-loan', startDate: '2026-08-31',
    });
    const read = await caseManager.get(`/v1/contracts/${made.id}`);
    assert.deepEqual([read.clientMunicipalities, read.contractorId, read.components, read.fundingSource, read.endDate],
      [[], organisation.id, ['language'], 'duo-loan', undefined]);
  });

  await t.test('the programme knows the loan as the participant\'s own, and language is paid by it', async () => {
    const { definition } = await admin.get(`/v1/programmes/${programmeCode}`);
    const loan = definition.fundingSources.find((one) => one.code === 'duo-loan');
    assert.equal(loan.participantLoan, true);
    const paid = definition.components.filter((one) => one.fundingSource === loan.code);
    assert.deepEqual(paid.map((one) => one.code), ['language']);
  });

  await t.test('from the referral on the participant stays in the class, and so with the school, that he came from', async () => {
    const referral = await admin.get(`/v1/referrals/${member.referral.id}`);
    assert.equal(referral.classOfferingId, offering.id);
    const enrolments = await admin.list(`/v1/enrolments?trajectoryId=${member.trajectory.id}`, 'enrolments');
    assert.deepEqual(enrolments.map((one) => [one.offeringId, one.componentCode]), [[offering.id, 'language']]);
    assert.equal((await admin.get(`/v1/offerings/${enrolments[0].offeringId}`)).organisationId, organisation.id);
  });
});
