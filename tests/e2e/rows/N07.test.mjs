import assert from 'node:assert/strict';
import test from 'node:test';
import { publishProgramme, refer } from '../lib/builders.mjs';
import { caller, violations } from '../lib/api.mjs';
import { person } from '../lib/people.mjs';

const WEERT = 'GM0988';
const JUDGED = { literacyDate: '2026-11-10', expectedRoute: 'LEARNING_ROUTE_SELF_RELIANCE' };
const PROFILES = [
  { literacy: 'LITERACY_ILLITERATE', languages: [{ languageCode: 'ti', firstLanguage: true, scripts: [{ scriptCode: 'Ethi', level: 'SCRIPT_LEVEL_NONE' }] }], ...JUDGED },
  { literacy: 'LITERACY_OTHER_SCRIPT', languages: [{ languageCode: 'ar', firstLanguage: true, scripts: [{ scriptCode: 'Arab', level: 'SCRIPT_LEVEL_GOOD' }] }], ...JUDGED },
  { literacy: 'LITERACY_ILLITERATE', ...JUDGED },
  { literacy: 'LITERACY_LITERATE', ...JUDGED, expectedRoute: 'LEARNING_ROUTE_B1' },
];

test('N07 literacy is profiled, with the route that the person would fall under', async (t) => {
  const by = await caller('integrator', { municipalities: [WEERT] });
  const programme = await publishProgramme('weert');
  const settled = { municipalityCode: WEERT, settlementDate: '2018-06-01', arrivalDate: '2017-05-01', legalRegime: 'LEGAL_REGIME_WI2013' };
  const countsOf = async (dimension) => {
    const { counts } = await by.get(`/v1/compositions/${programme}`);
    return Object.fromEntries(counts.filter((one) => one.dimension === dimension).map((one) => [one.value, one.count]));
  };
  const members = [];

  await t.test('of each person: illiterate, in another script or in ours, by script and on a day', async () => {
    for (const profile of PROFILES) {
      const { participant } = await refer(programme, { by, who: { ...settled, ...profile }, referral: { channel: 'INFLOW_CHANNEL_CASE_MANAGER' } });
      const read = await by.get(`/v1/participants/${participant.id}`);
      assert.deepEqual([read.literacy, read.expectedRoute, read.literacyDate], [profile.literacy, profile.expectedRoute, profile.literacyDate]);
      if (profile.languages) assert.deepEqual(read.languages, profile.languages);
      members.push(participant);
    }
  });

  await t.test('of the group: about half illiterate, most of them bound for the Z-route, though under the Act of 2013', async () => {
    assert.deepEqual(await countsOf('literacy'), { LITERACY_ILLITERATE: 2, LITERACY_LITERATE: 1, LITERACY_OTHER_SCRIPT: 1 });
    assert.deepEqual(await countsOf('expected_route'), { LEARNING_ROUTE_B1: 1, LEARNING_ROUTE_SELF_RELIANCE: 3 });
  });

  await t.test('a new judgement takes the place of the one before, for the person and the group', async () => {
    const changed = await by.patch(`/v1/participants/${members[2].id}`,
      { literacy: 'LITERACY_LITERATE', expectedRoute: 'LEARNING_ROUTE_B1', literacyDate: '2026-11-16' }, { etag: members[2].etag });
    assert.deepEqual([changed.literacy, changed.expectedRoute], ['LITERACY_LITERATE', 'LEARNING_ROUTE_B1']);
    assert.deepEqual(await countsOf('expected_route'), { LEARNING_ROUTE_B1: 2, LEARNING_ROUTE_SELF_RELIANCE: 2 });
  });

  await t.test('a profile that cannot be is refused: without a day, on a day to come, against the scripts', async () => {
    const refuse = async (profile, expected) => {
      const answer = await by.call('POST', '/v1/participants', { body: person({ ...settled, ...profile }), expect: 400 });
      assert.deepEqual(violations(answer), expected);
    };
    await refuse({ expectedRoute: 'LEARNING_ROUTE_SELF_RELIANCE' }, ['literacyDate REQUIRED']);
    await refuse({ ...PROFILES[0], literacyDate: '2026-11-17' }, ['literacyDate IN_THE_FUTURE']);
    await refuse({ ...PROFILES[1], literacy: 'LITERACY_ILLITERATE' }, ['literacy LITERACY_CONTRADICTED']);
    await refuse({ ...PROFILES[0], expectedRoute: 'LEARNING_ROUTE_C2' }, ['expectedRoute UNKNOWN_VALUE']);
  });
});
