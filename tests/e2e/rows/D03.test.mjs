import assert from 'node:assert/strict';
import test from 'node:test';
import { publishProgramme, recordBarrier, registerOrganisation } from '../lib/builders.mjs';
import { caller } from '../lib/api.mjs';
import { person } from '../lib/people.mjs';

const DORDRECHT = 'GM0505';

test('D03 family migrants and people without benefit are admitted on referral by partners', async (t) => {
  const programmeCode = await publishProgramme('dordrecht');
  const director = await caller('case-manager', { municipalities: [DORDRECHT] });
  const cases = [
    ['VluchtelingenWerk', { targetGroup: 'TARGET_GROUP_FAMILY_MIGRANT', benefitCategory: 'BENEFIT_CATEGORY_NO_BENEFIT' }],
    ['Sociaal wijkteam', { targetGroup: 'TARGET_GROUP_ASYLUM_STATUS_HOLDER', benefitCategory: 'BENEFIT_CATEGORY_NO_BENEFIT' }],
    ['Sociaal wijkteam', { targetGroup: 'TARGET_GROUP_FAMILY_MIGRANT', benefitCategory: 'BENEFIT_CATEGORY_WORKING' }],
  ];
  for (const [displayName, who] of cases) {
    await t.test(`${who.targetGroup}, ${who.benefitCategory}, by ${displayName}`, async () => {
      const partner = await registerOrganisation({ displayName, kind: 'ORGANISATION_KIND_WELFARE', sites: [] });
      const participant = await director.post('/v1/participants', person({ municipalityCode: DORDRECHT, ...who }));
      await recordBarrier(programmeCode, participant, 'financial', { by: director });
      const made = await director.post('/v1/referrals', {
        participantId: participant.id, programmeCode, channel: 'INFLOW_CHANNEL_PROVIDER_NETWORK', referringOrganisationId: partner.id,
      });
      const read = await director.get(`/v1/referrals/${made.id}`);
      assert.deepEqual([read.state, read.benefitEntitled, read.channel, read.referringOrganisationId],
        ['REFERRAL_STATE_REFERRED', false, 'INFLOW_CHANNEL_PROVIDER_NETWORK', partner.id]);
    });
  }
});
