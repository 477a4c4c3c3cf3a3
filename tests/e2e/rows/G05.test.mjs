import assert from 'node:assert/strict';
import test from 'node:test';
import { publishProgramme } from '../lib/builders.mjs';
import { caller, violations } from '../lib/api.mjs';
import { person } from '../lib/people.mjs';

const VEENDAM = 'GM0047';
const PROFILES = ['work', 'ogo', 'state-exam', 'kns'];

test('G05 the chosen integration profile is recorded, one of four', async (t) => {
  const by = await caller('case-manager', { municipalities: [VEENDAM] });
  const programmeCode = await publishProgramme('oost-groningen');
  const newcomer = () => by.post('/v1/participants', person({ municipalityCode: VEENDAM, legalRegime: 'LEGAL_REGIME_WI2007' }));
  const record = (participant, valueCodes, options = {}) => by.call('POST', `/v1/participants/${participant.id}/characteristics`,
    { body: { programmeCode, characteristicCode: 'profile', valueCodes, fromDate: '2026-11-02', ...options.more }, expect: options.expect ?? 200 });
  const counts = async () => Object.fromEntries(
    (await by.get(`/v1/programmes/${programmeCode}/characteristics/profile/counts`)).counts.map((one) => [one.valueCode, Number(one.people)]));
  const people = [];

  await t.test('each of the four', async () => {
    for (const profile of PROFILES) {
      const participant = await newcomer();
      await record(participant, [profile]);
      people.push(participant);
    }
    assert.deepEqual(await counts(), { work: 1, ogo: 1, 'state-exam': 1, kns: 1 });
  });

  await t.test('another choice takes its place, and the one before stays readable', async () => {
    await record(people[1], ['work'], { more: { fromDate: '2026-11-09' } });
    const { characteristics } = await by.get(`/v1/participants/${people[1].id}/characteristics?programmeCode=${programmeCode}`);
    assert.deepEqual(characteristics.map((one) => [one.number, one.valueCodes, one.fromDate]), [[2, ['work'], '2026-11-09'], [1, ['ogo'], '2026-11-02']]);
    assert.deepEqual(await counts(), { work: 2, 'state-exam': 1, kns: 1 });
  });

  await t.test('no two at once, none that the programme does not have, none to come', async () => {
    const refused = await record(await newcomer(), ['work', 'entrepreneur'], { expect: 400, more: { fromDate: '2027-01-01' } });
    assert.deepEqual(violations(refused), ['fromDate IN_THE_FUTURE', 'valueCodes ONE_VALUE', 'valueCodes[1] UNKNOWN_VALUE']);
  });
});
