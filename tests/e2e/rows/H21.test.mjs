import assert from 'node:assert/strict';
import test from 'node:test';
import { BORNE, HAAKSBERGEN, HENGELO, admin, caseManager, publishProgramme, registerOrganisation } from '../lib/builders.mjs';
import { violations } from '../lib/api.mjs';

test('H21 the municipalities commission and pay module and trade training, the ROC delivers', async (t) => {
  const programmeCode = await publishProgramme();
  const roc = await registerOrganisation();
  const contract = {
    programmeCode, clientMunicipalities: [HENGELO, BORNE, HAAKSBERGEN], contractorId: roc.id,
    components: ['module', 'trade'], fundingSource: 'municipal', startDate: '2026-08-31', endDate: '2027-07-17',
  };

  await t.test('three clients, one contractor, two components, and who pays', async () => {
    const made = await admin.post('/v1/contracts', contract);
    const read = await caseManager.get(`/v1/contracts/${made.id}`);
    for (const [name, value] of Object.entries(contract)) assert.deepEqual(read[name], value, name);
    const listed = await caseManager.list(`/v1/contracts?programmeCode=${programmeCode}`, 'contracts');
    assert.deepEqual(listed.map((one) => one.id), [made.id]);
  });

  await t.test('the source of money is the municipalities\' own, and the components name it', async () => {
    const { definition } = await admin.get(`/v1/programmes/${programmeCode}`);
    const source = definition.fundingSources.find((one) => one.code === 'municipal');
    assert.equal(source.participantLoan, false);
    for (const code of contract.components) {
      assert.equal(definition.components.find((one) => one.code === code).fundingSource, 'municipal');
    }
  });

  await t.test('the contractor is a ROC that is known', async () => {
    assert.equal((await caseManager.get(`/v1/organisations/${roc.id}`)).kind, 'ORGANISATION_KIND_ROC');
    const refused = await admin.call('POST', '/v1/contracts', { body: { ...contract, contractorId: '0192f0c1-7a3b-7c4d-8e5f-001122334455' }, expect: 400 });
    assert.deepEqual(violations(refused), ['contractorId UNKNOWN_ORGANISATION']);
  });
});
