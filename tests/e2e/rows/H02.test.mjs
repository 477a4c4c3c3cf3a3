import assert from 'node:assert/strict';
import test from 'node:test';
import { AMSTERDAM, BORNE, ENSCHEDE, HAAKSBERGEN, HENGELO, admin, publishProgramme, refer, start } from '../lib/builders.mjs';
import { eventually } from '../lib/api.mjs';
import { person } from '../lib/people.mjs';

test('H02 residents of other municipalities of the region are admitted and keep their home municipality', async (t) => {
  const programme = await publishProgramme();

  await t.test('the three core municipalities are the programme\'s own', async () => {
    for (const municipalityCode of [HENGELO, BORNE, HAAKSBERGEN]) {
      const { referral } = await refer(programme, { who: { municipalityCode } });
      assert.deepEqual([referral.municipalityCode, referral.fromRegion], [municipalityCode, false]);
    }
  });

  await t.test('a resident of the rest of the region is admitted as such', async () => {
    const { referral } = await refer(programme, { who: { municipalityCode: ENSCHEDE } });
    assert.deepEqual([referral.municipalityCode, referral.fromRegion], [ENSCHEDE, true]);
  });

  await t.test('the home municipality stays on record from referral to trajectory and figures', async () => {
    const { participant, referral, trajectory } = await start(programme, { who: { municipalityCode: ENSCHEDE } });
    assert.equal((await admin.get(`/v1/participants/${participant.id}`)).municipalityCode, ENSCHEDE);
    assert.equal((await admin.get(`/v1/referrals/${referral.id}`)).municipalityCode, ENSCHEDE);
    assert.equal((await admin.get(`/v1/trajectories/${trajectory.id}`)).municipalityCode, ENSCHEDE);
    await eventually(async () => {
      const { municipalities } = await admin.get(`/v1/figures/realisation?programmeCode=${programme}`);
      const home = municipalities.find((one) => one.municipalityCode === ENSCHEDE);
      return Number(home?.referred.value) === 2 && Number(home?.started.value) === 1;
    });
  });

  await t.test('a resident of elsewhere is not admitted', async () => {
    const participant = await admin.post('/v1/participants', person({ municipalityCode: AMSTERDAM }));
    const refused = await admin.call('POST', '/v1/referrals', {
      body: { participantId: participant.id, programmeCode: programme, channel: 'INFLOW_CHANNEL_CASE_MANAGER' }, expect: 409,
    });
    assert.equal(refused.body.reason, 'NOT_ADMITTED');
    assert.deepEqual(refused.body.invalidParams.map((one) => one.reason), ['MUNICIPALITY_OUTSIDE_REGION']);
  });
});
