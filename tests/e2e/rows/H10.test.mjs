import assert from 'node:assert/strict';
import test from 'node:test';
import { admin, enrol, moduleOffering, publishProgramme, runningClass, slot, totalsOf, weekOf } from '../lib/builders.mjs';
import { violations } from '../lib/api.mjs';

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
    const path = `/v1/programmes/${programme}`;
    const { definition, etag } = await admin.get(path);
    const same = await admin.put(path, definition);
    assert.equal(same.etag, etag, 'an equal definition changes nothing');
    definition.catalogues.find((one) => one.code === 'module-topics').entries.push({ code: 'traffic', displayName: 'verkeer' });
    const blind = await admin.call('PUT', path, { body: definition, expect: 400 });
    assert.deepEqual(violations(blind), ['If-Match REQUIRED']);
    await admin.put(path, definition, { etag });
    const changed = (await admin.get(path)).definition;
    assert.equal(changed.catalogues.find((one) => one.code === 'module-topics').entries.length, TOPICS.length + 1);
    definition.displayName = 'Of somebody who read before that';
    await admin.call('PUT', path, { body: definition, etag, expect: 412 });
    await admin.call('PUT', '/v1/programmes/nowhere', { body: { ...definition, code: 'nowhere' }, etag, expect: 412 });
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
