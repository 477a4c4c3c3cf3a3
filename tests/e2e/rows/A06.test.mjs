import assert from 'node:assert/strict';
import test from 'node:test';
import { publishProgramme } from '../lib/builders.mjs';
import { caller, violations } from '../lib/api.mjs';
import { person } from '../lib/people.mjs';

const ARNHEM = 'GM0202';

test('A06 interests, ambitions and the specialisation of case managers are found over all caseloads', async (t) => {
  const programmeCode = await publishProgramme('arnhem');
  const one = await caller('case-manager', { municipalities: [ARNHEM], subject: 'cm-arnhem-1' });
  const two = await caller('case-manager', { municipalities: [ARNHEM], subject: 'cm-arnhem-2' });
  const stranger = await caller('case-manager', { municipalities: ['GM0599'] });
  const path = `/v1/programmes/${programmeCode}/characteristics/interests`;
  const newcomer = (by) => by.post('/v1/participants', person({ municipalityCode: ARNHEM }));
  const record = (by, participant, valueCodes, note, fromDate = '2026-11-02') =>
    by.post(`/v1/participants/${participant.id}/characteristics`, { programmeCode, characteristicCode: 'interests', valueCodes, note, fromDate });
  const interestedIn = async (by, value) => (await by.list(`${path}/people?valueCode=${value}`, 'people')).map((found) => found.participantId).sort();
  const first = await newcomer(one);
  const second = await newcomer(two);

  await t.test('interests as codes, ambitions in the person\'s own words', async () => {
    await record(one, first, ['energy', 'textile'], 'Wil installateur van zonnepanelen worden.');
    await record(two, second, ['energy'], '');
    const { characteristics } = await two.get(`/v1/participants/${first.id}/characteristics?programmeCode=${programmeCode}`);
    assert.deepEqual(characteristics.map((found) => [found.valueCodes, found.note, found.recordedBy]),
      [[['energy', 'textile'], 'Wil installateur van zonnepanelen worden.', 'cm-arnhem-1']]);
  });

  await t.test('the person who asks gets to read those words', async () => {
    const officer = await caller('privacy-officer', { municipalities: [ARNHEM] });
    const file = await officer.get(`/v1/participants/${first.id}/export`);
    const [fact] = file.intake.sections.find((section) => section.code === 'characteristic').records;
    assert.equal(fact.values.note_sealed, 'Wil installateur van zonnepanelen worden.');
  });

  await t.test('whoever looks for candidates finds them in every caseload of the municipality', async () => {
    assert.deepEqual(await interestedIn(one, 'energy'), [first.id, second.id].sort());
    assert.deepEqual(await interestedIn(two, 'textile'), [first.id]);
    assert.deepEqual(await interestedIn(two, 'hospitality'), []);
    assert.deepEqual(await interestedIn(stranger, 'energy'), []);
  });

  await t.test('an interest that has gone is not found any more', async () => {
    await record(two, second, ['hospitality'], '', '2026-11-09');
    assert.deepEqual(await interestedIn(one, 'energy'), [first.id]);
    assert.deepEqual(await interestedIn(one, 'hospitality'), [second.id]);
  });

  await t.test('case managers say in what they are specialised, and are found by it', async () => {
    const specialise = (by, staffId, valueCodes, expect = 200) => by.call('PUT', `${path}/specialisations/${staffId}`,
      { body: { municipalityCode: ARNHEM, valueCodes }, expect });
    await specialise(one, 'cm-arnhem-1', ['energy', 'textile']);
    await specialise(one, 'cm-arnhem-2', ['hospitality']);
    const inEnergy = await two.get(`${path}/specialisations?valueCode=energy`);
    assert.deepEqual(inEnergy.specialisations, [{ staffId: 'cm-arnhem-1', municipalityCode: ARNHEM, valueCodes: ['energy', 'textile'] }]);
    assert.deepEqual((await stranger.get(`${path}/specialisations`)).specialisations, []);
    await specialise(one, 'cm-arnhem-1', ['textile']);
    assert.deepEqual((await two.get(`${path}/specialisations?valueCode=energy`)).specialisations, []);
    assert.deepEqual(violations(await specialise(one, 'cm-arnhem-1', ['fashion'], 400)), ['valueCodes[0] UNKNOWN_VALUE']);
    assert.equal((await specialise(stranger, 'cm-arnhem-1', ['energy'], 403)).body.reason, 'NO_MANDATE');
  });
});
