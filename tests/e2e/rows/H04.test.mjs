import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { BIN, run } from '../lib/region.mjs';
import { HENGELO, admin, caseManager, newCode, publishProgramme, refer, region, registerOrganisation } from '../lib/builders.mjs';
import { eventually, token, violations } from '../lib/api.mjs';
import { classList, person } from '../lib/people.mjs';

const POOL = 650;

test('H04 candidates come in by preselection of the language provider and by referral of a case manager', async (t) => {
  const programme = await publishProgramme();
  const school = await registerOrganisation();

  await t.test('the provider picks a candidate from its classes', async () => {
    const { referral } = await refer(programme, { referral: { channel: 'INFLOW_CHANNEL_PRESELECTION', referringOrganisationId: school.id } });
    const read = await admin.get(`/v1/referrals/${referral.id}`);
    assert.deepEqual([read.channel, read.referringOrganisationId], ['INFLOW_CHANNEL_PRESELECTION', school.id]);
  });

  await t.test('a case manager refers a candidate', async () => {
    const { referral } = await refer(programme, { by: caseManager, referral: { channel: 'INFLOW_CHANNEL_CASE_MANAGER' } });
    const read = await caseManager.get(`/v1/referrals/${referral.id}`);
    assert.deepEqual([read.channel, read.referringOrganisationId], ['INFLOW_CHANNEL_CASE_MANAGER', undefined]);
  });

  await t.test('each candidate has a way in', async () => {
    const participant = await admin.post('/v1/participants', person());
    const refused = await admin.call('POST', '/v1/referrals', { body: { participantId: participant.id, programmeCode: programme }, expect: 400 });
    assert.deepEqual(violations(refused), ['channel REQUIRED']);
  });

  await t.test('a way in that the programme does not have is refused', async () => {
    const participant = await admin.post('/v1/participants', person());
    const refused = await admin.call('POST', '/v1/referrals', {
      body: { participantId: participant.id, programmeCode: programme, channel: 'INFLOW_CHANNEL_RECEPTION_CENTRE' }, expect: 409,
    });
    assert.equal(refused.body.reason, 'NOT_ADMITTED');
  });

  await t.test('a case manager refers someone once, also when the provider picked that person', async () => {
    const { participant } = await refer(programme);
    const again = await caseManager.call('POST', '/v1/referrals', {
      body: { participantId: participant.id, programmeCode: programme, channel: 'INFLOW_CHANNEL_CASE_MANAGER' }, expect: 409,
    });
    assert.equal(again.body.reason, 'ALREADY_REFERRED');
  });

  await t.test('the provider hands over its pool of 650 students as one list', async () => {
    const pool = await publishProgramme();
    const file = path.join(region.home, `${newCode('pool')}.csv`);
    fs.writeFileSync(file, classList(Array.from({ length: POOL }, () => person())));
    const bearer = await token('integrator', { municipalities: [HENGELO] });
    const { out } = await run(path.join(BIN, 'duaal'), ['--home', region.home, '--token', bearer, 'import', file, '--programme', pool, '--rejected', `${file}.rejected`]);
    assert.match(out, /^650 registered,.* 0 came back$/m);
    const referrals = await admin.list(`/v1/referrals?programmeCode=${pool}`, 'referrals');
    assert.equal(referrals.length, POOL);
    assert.ok(referrals.every((referral) => referral.channel === 'INFLOW_CHANNEL_PRESELECTION'));
    await eventually(async () => {
      const funnel = await admin.get(`/v1/figures/funnel?programmeCode=${pool}`);
      return Number(funnel.stages[0].reached.value) === POOL;
    });
  });
});
