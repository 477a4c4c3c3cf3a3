import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { BIN, run } from '../lib/region.mjs';
import { newCode, publishProgramme, region, registerOrganisation } from '../lib/builders.mjs';
import { as, caller, token } from '../lib/api.mjs';
import { classList, person } from '../lib/people.mjs';

const ARNHEM = 'GM0202';
const NIJMEGEN = 'GM0268';

test('A02 candidates come from the municipal service and from the provider\'s own network, without duplicates', async (t) => {
  const bearer = await token('integrator', { municipalities: [ARNHEM] });
  const by = as(bearer);
  const programmeCode = await publishProgramme('arnhem');
  const provider = await registerOrganisation({ displayName: 'Refugee Company', kind: 'ORGANISATION_KIND_REINTEGRATION', sites: [] });
  const resident = () => person({ municipalityCode: ARNHEM });
  const referrals = () => by.list(`/v1/referrals?programmeCode=${programmeCode}`, 'referrals');
  const search = async (bsn) => (await by.post('/v1/participants/_search', { bsn })).participants;
  const network = async (list, source = newCode('network')) => {
    const file = path.join(region.home, `${source}.csv`);
    fs.writeFileSync(file, classList(list));
    await run(path.join(BIN, 'duaal'), ['--home', region.home, '--token', bearer, 'import', file, '--programme', programmeCode,
      '--channel', 'provider-network', '--source', source, '--rejected', `${file}.rejected`]);
    assert.ok(!fs.existsSync(`${file}.rejected`), 'a row came back');
  };
  const fromMunicipality = resident();
  const known = resident();
  const unknown = resident();

  await t.test('the municipal service refers somebody', async () => {
    const participant = await by.post('/v1/participants', fromMunicipality);
    const made = await by.post('/v1/referrals', { participantId: participant.id, programmeCode, channel: 'INFLOW_CHANNEL_CASE_MANAGER' });
    assert.equal(made.channel, 'INFLOW_CHANNEL_CASE_MANAGER');
  });

  await t.test('the provider brings one whom the municipality knows, and one whom it does not', async () => {
    const registered = await by.post('/v1/participants', known);
    await network([known, unknown]);
    const [found, ...more] = await search(known.bsn);
    assert.deepEqual([found.id, more.length], [registered.id, 0]);
    const [newcomer] = await search(unknown.bsn);
    const own = (await referrals()).filter((one) => one.channel === 'INFLOW_CHANNEL_PROVIDER_NETWORK');
    assert.deepEqual(own.map((one) => one.participantId).sort(), [registered.id, newcomer.id].sort());
  });

  await t.test('a candidate of the municipal service whom the provider brings too stays one person with one referral', async () => {
    await network([fromMunicipality]);
    assert.equal((await search(fromMunicipality.bsn)).length, 1);
    assert.equal((await referrals()).length, 3);
  });

  await t.test('the same list again, and another list with the same people, add nothing', async () => {
    const source = newCode('again');
    await network([known, unknown], source);
    await network([known, unknown], source);
    assert.equal((await referrals()).length, 3);
    assert.deepEqual(await Promise.all([known, unknown].map(async (one) => (await search(one.bsn)).length)), [1, 1]);
  });

  await t.test('two at the same moment make one person', async () => {
    const twin = resident();
    await Promise.all([network([twin]), network([twin]), network([twin])]);
    assert.equal((await search(twin.bsn)).length, 1);
    assert.equal((await referrals()).length, 4);
    const twice = await by.call('POST', '/v1/participants', { body: twin, expect: 409 });
    assert.equal(twice.body.reason, 'BSN_IN_USE');
  });

  await t.test('somebody whom another municipality knows is told of, without showing the record, and merged by both', async () => {
    const here = await caller('case-manager', { municipalities: [ARNHEM], subject: 'cm-arnhem' });
    const there = await caller('case-manager', { municipalities: [NIJMEGEN], subject: 'cm-nijmegen' });
    const twice = resident();
    const elsewhere = await there.post('/v1/participants', { ...twice, municipalityCode: NIJMEGEN });
    await network([twice]);
    const [own] = await search(twice.bsn);
    // Other rows have people of these names too; this one has the number.
    const { duplicates } = await here.get(`/v1/participants/${own.id}/duplicates`);
    assert.ok(duplicates.every((one) => one.participantId === undefined));
    assert.deepEqual(duplicates.filter((one) => one.certainty === 'DUPLICATE_CERTAINTY_NUMBER'), duplicates.slice(0, 1));
    const asked = await here.post('/v1/merges', { participantId: own.id, duplicateReference: duplicates[0].reference, kept: 'KEPT_RECORD_OWN' });
    const merge = await there.post(`/v1/merges/${asked.id}/confirmation`, {}, { etag: asked.etag });
    assert.equal(merge.state, 'MERGE_STATE_MERGED');
    assert.equal((await there.call('GET', `/v1/participants/${elsewhere.id}`)).status, 404);
    assert.equal((await search(twice.bsn)).length, 1);
    await there.post(`/v1/merges/${asked.id}/undoing`, {}, { etag: merge.etag });
    assert.equal((await there.get(`/v1/participants/${elsewhere.id}`)).bsnMasked, own.bsnMasked);
  });

  await t.test('the provider that brought somebody is on record', async () => {
    const participant = await by.post('/v1/participants', resident());
    const made = await by.post('/v1/referrals',
      { participantId: participant.id, programmeCode, channel: 'INFLOW_CHANNEL_PROVIDER_NETWORK', referringOrganisationId: provider.id });
    assert.equal((await by.get(`/v1/referrals/${made.id}`)).referringOrganisationId, provider.id);
  });
});
