import assert from 'node:assert/strict';
import test from 'node:test';
import { publishProgramme, refer } from '../lib/builders.mjs';
import { caller, violations } from '../lib/api.mjs';
import { person } from '../lib/people.mjs';

const FORMS = ['paid-work', 'language-work-placement', 'voluntary-work', 'social-participation'];

test('D01 vulnerable people of the whole region are admitted who can be led to a form of participation', async (t) => {
  const programmeCode = await publishProgramme('dordrecht');
  const { definition } = await (await caller('admin', { municipalities: ['GM0505'] })).get(`/v1/programmes/${programmeCode}`);
  const region = [...(definition.region.coreMunicipalities ?? []), ...(definition.region.admittedMunicipalities ?? [])];
  const by = await caller('integrator', { municipalities: [...region, 'GM0599'] });
  const director = await caller('case-manager', { municipalities: region });
  const candidates = [];

  await t.test('from every municipality of the Drechtsteden', async () => {
    assert.ok(region.length >= 6, `${region.length} municipalities`);
    for (const municipalityCode of region) {
      candidates.push(await refer(programmeCode, { by, who: { municipalityCode }, referral: { channel: 'INFLOW_CHANNEL_CASE_MANAGER' } }));
    }
  });

  await t.test('from nowhere else', async () => {
    const participant = await by.post('/v1/participants', person({ municipalityCode: 'GM0599' }));
    const refused = await by.call('POST', '/v1/referrals',
      { body: { participantId: participant.id, programmeCode, channel: 'INFLOW_CHANNEL_CASE_MANAGER' }, expect: 409 });
    assert.ok(violations(refused).includes('participantId MUNICIPALITY_OUTSIDE_REGION'));
  });

  await t.test('each by ability: to work, to something like it, or to another form', async () => {
    for (const [index, form] of FORMS.entries()) {
      const { participant } = candidates[index];
      const fact = await director.post(`/v1/participants/${participant.id}/characteristics`,
        { programmeCode, characteristicCode: 'participation-form', valueCodes: [form], fromDate: '2026-11-09', note: 'Past bij wat nu kan.' });
      assert.deepEqual(fact.valueCodes, [form]);
    }
    const { counts } = await director.get(`/v1/programmes/${programmeCode}/characteristics/participation-form/counts`);
    assert.deepEqual(counts.map((one) => one.valueCode).sort(), [...FORMS].sort());
  });
});
