import assert from 'node:assert/strict';
import test from 'node:test';
import { THIS_WEEK, admin, enrol, moduleOffering, registerOrganisation, runningClass, slot } from '../lib/builders.mjs';

const DELIVERERS = [
  ['GGD Twente', 'ORGANISATION_KIND_WELFARE'],
  ['Bibliotheek Hengelo', 'ORGANISATION_KIND_WELFARE'],
  ['Stadsbank Oost Nederland', 'ORGANISATION_KIND_WELFARE'],
  ['Klantmanagers Hengelo', 'ORGANISATION_KIND_MUNICIPALITY'],
  ['Leerwerkloket Twente', 'ORGANISATION_KIND_TRAINING_BUREAU'],
];

test('H23 one module lesson is linked to different local deliverers', async (t) => {
  const { programmeCode, members } = await runningClass(DELIVERERS.length);

  await t.test('the catalogue names five deliverers, and more than one for a topic', async () => {
    const { definition } = await admin.get(`/v1/programmes/${programmeCode}`);
    const { entries } = definition.catalogues.find((one) => one.code === 'module-topics');
    assert.ok(entries.every((entry) => entry.deliverers.length > 0));
    assert.deepEqual([...new Set(entries.flatMap((entry) => entry.deliverers))].sort(), ['GGD', 'bibliotheek', 'klantmanagers', 'leerwerkloket', 'stadsbank']);
    assert.ok(entries.find((entry) => entry.code === 'job-application').deliverers.length > 1);
  });

  await t.test('the same lesson by five organisations stands in five people\'s weeks', async () => {
    const organisations = [];
    for (const [index, [displayName, kind]] of DELIVERERS.entries()) {
      const organisation = await registerOrganisation({ displayName, kind, sites: [displayName] });
      const offering = await moduleOffering(programmeCode, organisation.id,
        { catalogueCode: 'job-application', displayName: 'Solliciteren', timetable: [slot('tuesday', '09:00', '12:00', displayName)] });
      await enrol(offering, members[index]);
      const week = await admin.get(`/v1/trajectories/${members[index].trajectory.id}/weeks/${THIS_WEEK}`);
      const lesson = week.activities.find((one) => one.componentCode === 'module');
      assert.deepEqual([lesson.offeringId, lesson.displayName, lesson.slot.site], [offering.id, 'Solliciteren', displayName]);
      organisations.push(organisation.id);
    }
    const offerings = await admin.list(`/v1/offerings?programmeCode=${programmeCode}&componentCode=module`, 'offerings');
    assert.deepEqual(offerings.filter((one) => one.catalogueCode === 'job-application').map((one) => one.organisationId).sort(), organisations.sort());
  });
});
