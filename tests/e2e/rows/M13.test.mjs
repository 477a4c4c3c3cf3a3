import assert from 'node:assert/strict';
import test from 'node:test';
import { ENSCHEDE, HENGELO, admin, caseManager } from '../lib/builders.mjs';
import { caller, violations } from '../lib/api.mjs';
import { person } from '../lib/people.mjs';

const THREE_YEARS = { startDate: '2025-03-11', endDate: '2028-03-11' };

test('M13 the term starts on the day after the plan, extensions go by ground, and DUO wins with the conflict shown', async (t) => {
  const participant = await caseManager.post('/v1/participants', person());
  const duty = `/v1/participants/${participant.id}/duty`;
  const record = (what, body) => caseManager.post(`${duty}/${what}`, body);
  const refuse = async (what, body, expected) => assert.deepEqual(violations(await caseManager.call('POST', `${duty}/${what}`, { body, expect: 400 })), expected);

  await t.test('nothing is expected before there is a plan', async () => {
    const { term, forecast, source, conflicts, legalRegime } = await caseManager.get(duty);
    assert.deepEqual([term, forecast, source, conflicts, legalRegime], [undefined, undefined, undefined, [], 'LEGAL_REGIME_WI2021']);
  });

  await t.test('three years from the day after the date of the plan', async () => {
    const now = await record('plan-date', { planDate: '2025-03-10' });
    assert.deepEqual([now.forecast, now.term, now.source, now.conflicts], [THREE_YEARS, THREE_YEARS, 'TERM_SOURCE_FORECAST', []]);
    await refuse('plan-date', { planDate: '2026-11-17' }, ['planDate IN_THE_FUTURE']);
    await refuse('plan-date', { planDate: '2021-12-31' }, ['planDate BEFORE_ACT']);
  });

  await t.test('the same term from DUO is no conflict', async () => {
    const now = await record('terms', THREE_YEARS);
    assert.deepEqual([now.term, now.source, now.conflicts], [THREE_YEARS, 'TERM_SOURCE_REGISTERED', []]);
  });

  await t.test('an extension by its ground moves the forecast, and the conflict with DUO shows', async () => {
    const now = await record('extensions', { ground: 'EXTENSION_GROUND_INTERRUPTION', days: 30, decidedDate: '2026-10-01' });
    assert.deepEqual([now.term, now.source], [THREE_YEARS, 'TERM_SOURCE_REGISTERED'], 'DUO wins');
    assert.deepEqual(now.forecast, { startDate: '2025-03-11', endDate: '2028-04-10' });
    assert.deepEqual(now.conflicts.map((one) => [one.reason, one.registeredDate, one.forecastDate]), [['END_DIFFERS', '2028-03-11', '2028-04-10']]);
    await refuse('extensions', { ground: 'EXTENSION_GROUND_NEARLY_DONE', months: 4, decidedDate: '2026-11-01' }, ['months LENGTH_OF_GROUND']);
    await refuse('extensions', { ground: 'EXTENSION_GROUND_EDUCATION', decidedDate: '2026-12-01' }, ['decidedDate IN_THE_FUTURE', 'months REQUIRED']);
    const nearly = await record('extensions', { ground: 'EXTENSION_GROUND_NEARLY_DONE', months: 6, decidedDate: '2026-11-01' });
    assert.deepEqual(nearly.extensions.map((one) => [one.ground, one.months, one.days]),
      [['EXTENSION_GROUND_INTERRUPTION', 0, 30], ['EXTENSION_GROUND_NEARLY_DONE', 6, 0]]);
    assert.equal(nearly.forecast.endDate, '2028-10-11');
    await refuse('extensions', { ground: 'EXTENSION_GROUND_NEARLY_DONE', months: 6, decidedDate: '2026-11-02' }, ['ground ONCE_ONLY']);
  });

  await t.test('a new term of DUO wins, and neither it nor the forecast overwrites anything', async () => {
    const theirs = { startDate: '2025-03-12', endDate: '2028-10-11', changedDate: '2026-11-10', groundCode: '2' };
    const now = await record('terms', theirs);
    assert.deepEqual(now.term, { startDate: '2025-03-12', endDate: '2028-10-11' });
    assert.deepEqual(now.conflicts.map((one) => [one.reason, one.registeredDate, one.forecastDate]), [['START_DIFFERS', '2025-03-12', '2025-03-11']]);
    assert.deepEqual(now.registeredTerms.map((one) => one.startDate), ['2025-03-11', '2025-03-12']);
    assert.deepEqual(now.forecast, { startDate: '2025-03-11', endDate: '2028-10-11' });
    assert.equal((await record('terms', theirs)).registeredTerms.length, 2);
    await refuse('terms', { startDate: '2025-03-12', endDate: '2025-03-12' }, ['endDate INTERVAL_REVERSED']);
    // What caused it was ours: the plan bears another date.
    const corrected = await record('plan-date', { planDate: '2025-03-11' });
    assert.deepEqual(corrected.forecast, { startDate: '2025-03-12', endDate: '2028-10-12' });
    assert.deepEqual(corrected.conflicts.map((one) => one.reason), ['END_DIFFERS']);
    assert.deepEqual(await caseManager.get(duty), corrected);
  });

  await t.test('the older Acts have DUO\'s term only', async () => {
    const older = await caseManager.post('/v1/participants', person({ legalRegime: 'LEGAL_REGIME_WI2013' }));
    const now = await caseManager.post(`/v1/participants/${older.id}/duty/terms`, { startDate: '2020-01-01', endDate: '2023-01-01' });
    assert.deepEqual([now.forecast, now.source, now.conflicts], [undefined, 'TERM_SOURCE_REGISTERED', []]);
  });

  await t.test('another municipality neither sees nor records anything', async () => {
    const other = await caller('case-manager', { municipalities: [ENSCHEDE] });
    await other.call('GET', duty, { expect: 404 });
    await other.call('POST', `${duty}/terms`, { body: THREE_YEARS, expect: 404 });
    assert.equal((await admin.get(`/v1/participants/${participant.id}`)).municipalityCode, HENGELO);
  });
});
