import assert from 'node:assert/strict';
import test from 'node:test';
import { admin, enrol, moduleOffering, publishProgramme, runningClass, slot, totalsOf, weekOf } from '../lib/builders.mjs';

const TOPICS = ['health', 'financial-self-reliance', 'job-application', 'digital-skills', 'intercultural', 'talents', 'presenting', 'orientation'];

test('H10 eight module topics stand in a catalogue, one half-day a week', async (t) => {
  await t.test('the catalogue holds the eight topics, each with its name', async () => {
    const { definition } = await admin.get(`/v1/programmes/${await publishProgramme()}`);
    const module = definition.components.find((one) => one.code === 'module');
    assert.deepEqual([module.minHalfDays, module.maxHalfDays], [1, 1]);
    const catalogue = definition.catalogues.find((one) => one.code === module.catalogue);
    assert.deepEqual(catalogue.entries.map((one) => one.code), TOPICS);
    assert.ok(catalogue.entries.every((one) => one.displayName));
  });

  await t.test('a topic is added by a new definition, without a new program', async () => {
    const programme = await publishProgramme();
    const { definition } = await admin.get(`/v1/programmes/${programme}`);
    definition.catalogues.find((one) => one.code === 'module-topics').entries.push({ code: 'traffic', displayName: 'verkeer' });
    await admin.put(`/v1/programmes/${programme}`, definition);
    const changed = (await admin.get(`/v1/programmes/${programme}`)).definition;
    assert.equal(changed.catalogues.find((one) => one.code === 'module-topics').entries.length, TOPICS.length + 1);
  });

  const { programmeCode, organisation, members: [member] } = await runningClass(1);

  await t.test('a module lesson names its topic and takes one half-day of the week', async () => {
    for (const catalogueCode of TOPICS) {
      const offering = await moduleOffering(programmeCode, organisation.id, { catalogueCode, capacity: 1 });
      assert.equal((await admin.get(`/v1/offerings/${offering.id}`)).catalogueCode, catalogueCode);
    }
    await enrol(await moduleOffering(programmeCode, organisation.id), member);
    assert.equal(totalsOf(await weekOf(member)).module, 1);
  });

  await t.test('a second one in the week is told as more than the programme asks', async () => {
    await enrol(await moduleOffering(programmeCode, organisation.id, { timetable: [slot('thursday', '13:00', '16:00')] }), member);
    const week = await weekOf(member);
    assert.equal(totalsOf(week).module, 2);
    assert.ok(week.findings.some((one) => one.reason === 'ABOVE_MAXIMUM' && one.componentCodes.includes('module')));
  });
});
