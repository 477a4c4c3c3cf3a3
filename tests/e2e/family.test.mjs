import assert from 'node:assert/strict';
import test from 'node:test';
import { ENSCHEDE, HENGELO, TODAY, region } from './lib/builders.mjs';
import { caller, violations } from './lib/api.mjs';
import { person } from './lib/people.mjs';

const both = await caller('case-manager', { municipalities: [HENGELO, ENSCHEDE], subject: 'cm-both' });
const hengelo = await caller('case-manager', { municipalities: [HENGELO], subject: 'cm-hengelo' });
const register = (changes = {}) => both.post('/v1/participants', person(changes));
const body = (kind, one, other, more = {}) => ({ kind: `FAMILY_LINK_KIND_${kind}`, participantId: one.id, relativeId: other.id, ...more });
const link = (kind, one, other, more = {}) => both.post('/v1/family-links', body(kind, one, other, more));
const linksOf = async (who, participant) =>
  (await who.list(`/v1/family-links?participantId=${participant.id}`, 'familyLinks')).map((one) => one.id);
const refusal = async (kind, one, other, more = {}, who = both) => {
  const answer = await who.call('POST', '/v1/family-links', { body: body(kind, one, other, more) });
  assert.equal(answer.status, 400, JSON.stringify(answer.body));
  return violations(answer);
};

test('a family is linked, read from both sides, and a link ends', async () => {
  const [mother, father, child] = [await register({ birthDate: '1985-05-00' }), await register(), await register({ birthDate: '2010-02-03' })];
  const partners = await link('PARTNER', mother, father, { startDate: '2008-06-01' });
  const parent = await link('PARENT', mother, child);
  assert.deepEqual(await linksOf(both, mother), [parent.id, partners.id]);
  assert.deepEqual(await linksOf(both, child), [parent.id]);
  const first = await both.get(`/v1/family-links?participantId=${mother.id}&pageSize=1`);
  const second = await both.get(`/v1/family-links?participantId=${mother.id}&pageSize=1&pageToken=${encodeURIComponent(first.nextPageToken)}`);
  assert.deepEqual([first.familyLinks[0].id, second.familyLinks[0].id, second.nextPageToken], [parent.id, partners.id, undefined]);

  const ended = await both.post(`/v1/family-links/${partners.id}/ending`, { endDate: TODAY }, { etag: partners.etag });
  assert.equal(ended.endDate, TODAY);
  const stale = await both.call('POST', `/v1/family-links/${partners.id}/ending`, { body: { endDate: TODAY }, etag: partners.etag });
  assert.equal(stale.body.reason, 'ETAG_MISMATCH');
  await link('PARTNER', father, await register(), { startDate: TODAY });
});

test('links that cannot be are refused, each fault by name', async () => {
  const [old, middle, young] = [await register({ birthDate: '1950-00-00' }), await register({ birthDate: '1975-01-01' }), await register({ birthDate: '2000-01-01' })];
  assert.deepEqual(await refusal('SIBLING', old, old, { startDate: '2027-01-01', endDate: '2026-12-31' }), [
    'endDate INTERVAL_REVERSED', 'endDate IN_THE_FUTURE', 'relativeId LINK_TO_SELF', 'startDate IN_THE_FUTURE',
  ]);
  await link('PARENT', old, middle);
  await link('PARENT', middle, young);
  assert.deepEqual(await refusal('PARENT', old, middle), ['kind FAMILY_LINK_KNOWN']);
  assert.deepEqual(await refusal('PARENT', young, old),
    ['participantId PARENT_BORN_AFTER_CHILD', 'relativeId CIRCULAR_FAMILY']);
  await link('PARTNER', old, await register());
  assert.deepEqual(await refusal('PARTNER', middle, old), ['relativeId PARTNER_ALREADY']);
});

test('a link is there for whoever may see both people, and it is told to nobody', async () => {
  const [here, there] = [await register(), await register({ municipalityCode: ENSCHEDE })];
  const guardian = await link('GUARDIAN', here, there);
  assert.deepEqual(await linksOf(hengelo, here), []);
  assert.deepEqual(await linksOf(both, here), [guardian.id]);
  assert.equal((await hengelo.call('GET', `/v1/family-links?participantId=${there.id}`)).status, 404);
  assert.equal((await hengelo.call('POST', `/v1/family-links/${guardian.id}/ending`, { body: { endDate: TODAY }, etag: guardian.etag })).status, 404);
  assert.deepEqual(await refusal('SIBLING', here, there, {}, hengelo), ['relativeId UNKNOWN_PARTICIPANT']);
  for (const role of ['planner', 'privacy-officer']) {
    const other = await caller(role, { municipalities: [HENGELO, ENSCHEDE] });
    assert.equal((await other.call('GET', `/v1/family-links?participantId=${here.id}`)).status, 403, role);
  }
  const told = await region.sql(`SELECT COUNT(*) FROM duaal_intake.feed WHERE HEX(payload) LIKE CONCAT('%', REPLACE('${guardian.id}', '-', ''), '%') OR payload LIKE '%${guardian.id}%'`);
  assert.deepEqual(told, [['0']]);
});
