import assert from 'node:assert/strict';
import test from 'node:test';
import { publishProgramme, recordBarrier, registerOrganisation } from '../lib/builders.mjs';
import { caller, violations } from '../lib/api.mjs';
import { person } from '../lib/people.mjs';

const DORDRECHT = 'GM0505';
const SERVICE = 'Sociale Dienst Drechtsteden';
const PARTNERS = ['sociale wijkteams', 'Leger des Heils', 'VluchtelingenWerk', 'Stichting Mee'];

const by = (delivererName, minutesPerWeek = 60, weeks = 13) => ({ minutesPerWeek, weeks, delivererName });

test('D09 extra coaching is estimated per barrier, with who delivers it', async (t) => {
  const programmeCode = await publishProgramme('dordrecht');
  const director = await caller('case-manager', { municipalities: [DORDRECHT] });
  const newcomer = () => director.post('/v1/participants', person({ municipalityCode: DORDRECHT }));
  const estimate = (barrier, coaching, options = {}) => director.call('POST', `/v1/barriers/${barrier.id}/estimates`,
    { body: { estimate: { estimatedDate: '2026-11-09', coaching } }, etag: barrier.etag, ...options });
  const namesOf = (barrier) => barrier.estimates.at(-1).coaching.map((one) => one.delivererName);

  await t.test('the programme names the service and four partners', async () => {
    const { definition } = await director.get(`/v1/programmes/${programmeCode}`);
    const catalogue = definition.catalogues.find((one) => one.code === definition.targetGroup.barrierCatalogue);
    assert.deepEqual(catalogue.entries.flatMap((entry) => entry.deliverers).sort(), [SERVICE, ...PARTNERS].sort());
  });

  await t.test('each barrier of a person has an estimate of its own', async () => {
    const participant = await newcomer();
    const psychological = await recordBarrier(programmeCode, participant, 'psychological',
      { by: director, estimates: [{ estimatedDate: '2026-11-02', coaching: [by(SERVICE, 120, 26), by('sociale wijkteams', 30, 0)] }] });
    const physical = await recordBarrier(programmeCode, participant, 'physical', { by: director });
    await estimate(physical, [by('Stichting Mee', 45, 8)], { expect: 200 });
    const { barriers } = await director.get(`/v1/barriers?participantId=${participant.id}`);
    const found = Object.fromEntries(barriers.map((one) => [one.kindCode, one.estimates]));
    assert.deepEqual(found, {
      psychological: [{
        estimatedDate: '2026-11-02',
        coaching: [
          { minutesPerWeek: 120, weeks: 26, delivererName: SERVICE },
          { minutesPerWeek: 30, weeks: 0, delivererName: 'sociale wijkteams' },
        ],
      }],
      physical: [{ estimatedDate: '2026-11-09', coaching: [{ minutesPerWeek: 45, weeks: 8, delivererName: 'Stichting Mee' }] }],
    });
    assert.equal((await director.get(`/v1/barriers/${psychological.id}`)).estimates.length, 1);
  });

  for (const name of [SERVICE, ...PARTNERS]) {
    await t.test(`${name} can be named`, async () => {
      const barrier = await recordBarrier(programmeCode, await newcomer(), 'financial', { by: director });
      assert.deepEqual(namesOf((await estimate(barrier, [by(name)], { expect: 200 })).body), [name]);
    });
  }

  await t.test('so can an organisation of the region', async () => {
    const partner = await registerOrganisation({ displayName: 'Vincent van Gogh', kind: 'ORGANISATION_KIND_WELFARE', sites: [] });
    const barrier = await recordBarrier(programmeCode, await newcomer(), 'psychological', { by: director });
    const after = await estimate(barrier, [{ minutesPerWeek: 60, weeks: 13, organisationId: partner.id }], { expect: 200 });
    assert.equal(after.body.estimates[0].coaching[0].organisationId, partner.id);
  });

  await t.test('a later estimate stands beside the earlier one', async () => {
    const barrier = await recordBarrier(programmeCode, await newcomer(), 'financial', { by: director });
    const first = (await estimate(barrier, [by('Leger des Heils', 120)], { expect: 200 })).body;
    const second = (await estimate(first, [by('Leger des Heils', 30), by('VluchtelingenWerk', 60)], { expect: 200 })).body;
    assert.deepEqual(second.estimates.map((one) => one.coaching.map((entry) => entry.minutesPerWeek)), [[120], [30, 60]]);
    assert.equal((await estimate(first, [], { expect: 412 })).body.reason, 'ETAG_MISMATCH');
  });

  await t.test('coaching without a deliverer, with an unknown one or without time is refused, each fault named', async () => {
    const barrier = await recordBarrier(programmeCode, await newcomer(), 'financial', { by: director });
    const refused = await estimate(barrier, [{ minutesPerWeek: 60 }, by('een buurman')], { expect: 400 });
    assert.deepEqual(violations(refused),
      ['estimate.coaching[0].delivererName DELIVERER_REQUIRED', 'estimate.coaching[1].delivererName UNKNOWN_DELIVERER']);
    const timeless = await estimate(barrier, [by(SERVICE, 0)], { expect: 400 });
    assert.deepEqual(violations(timeless).map((one) => one.split(' ')[0]), ['estimate.coaching[0].minutesPerWeek']);
    assert.deepEqual((await director.get(`/v1/barriers/${barrier.id}`)).estimates, []);
  });
});
