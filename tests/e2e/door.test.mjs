import assert from 'node:assert/strict';
import test from 'node:test';
import { admin, newCode, region } from './lib/builders.mjs';
import { call, eventually } from './lib/api.mjs';
import { person } from './lib/people.mjs';

test('what cannot be read is refused before it reaches a service', async (t) => {
  const media = [['text/plain', 415, 'NOT_JSON'], ['application/xml', 415, 'NOT_JSON'], ['application/json; charset=utf-8', 201, undefined]];
  for (const [type, status, reason] of media) {
    await t.test(`a body of ${type}`, async () => {
      const body = JSON.stringify({ code: newCode('org'), displayName: 'School', kind: 'ORGANISATION_KIND_ROC' });
      const answer = await admin.call('POST', '/v1/organisations', { body, headers: { 'Content-Type': type }, expect: status });
      assert.equal(answer.body.reason, reason);
    });
  }
  await t.test('a coded body', async () => {
    await admin.call('POST', '/v1/organisations', { body: '{}', headers: { 'Content-Encoding': 'gzip' }, expect: 415 });
  });
  await t.test('a body where none belongs', async () => {
    await admin.call('DELETE', '/v1/organisations', { body: '{}', expect: 405 });
  });
  await t.test('a head of 20 kilobytes', async () => {
    await admin.call('GET', '/v1/organisations', { headers: { 'X-Long': 'x'.repeat(20000) }, expect: 431 });
  });
  await t.test('a time limit that is none', async () => {
    for (const limit of ['soon', '0', '61', '-1']) await admin.call('GET', '/v1/organisations', { headers: { 'Request-Timeout': limit }, expect: 400 });
  });
});

test('a page token is good for its own query only', async () => {
  for (let index = 0; index < 3; index += 1) await admin.post('/v1/participants', person());
  const page = await admin.get('/v1/participants?pageSize=1');
  assert.equal(page.participants.length, 1);
  const next = await admin.get(`/v1/participants?pageSize=1&pageToken=${encodeURIComponent(page.nextPageToken)}`);
  assert.notEqual(next.participants[0].id, page.participants[0].id);
  for (const [target, token] of [['/v1/participants?municipalityCode=GM0164&', page.nextPageToken], ['/v1/organisations?', page.nextPageToken], ['/v1/participants?', 'AAAA']]) {
    const answer = await admin.call('GET', `${target}pageSize=1&pageToken=${encodeURIComponent(token)}`, { expect: 400 });
    assert.equal(answer.body.invalidParams[0].name, 'pageToken');
  }
  await admin.call('GET', '/v1/participants?pageSize=201', { expect: 400 });
});

test('a list gives every entry once, newest first, page by page', async () => {
  const made = [];
  for (let index = 0; index < 7; index += 1) made.push((await admin.post('/v1/participants', person())).id);
  const listed = (await admin.list('/v1/participants', 'participants', 3)).map((one) => one.id);
  assert.equal(new Set(listed).size, listed.length);
  assert.deepEqual(listed.slice(0, 7), [...made].reverse());
});

test('a trace that the caller began goes on, and every problem names it', async () => {
  const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
  const headers = { traceparent: `00-${trace}-00f067aa0ba902b7-01` };
  const refused = await call('GET', '/v1/participants', { headers, expect: 401 });
  assert.equal(refused.body.traceId, trace);
  const answer = await admin.call('GET', '/v1/participants/0192f0c1-7a3b-7c4d-8e5f-001122334455', { headers, expect: 404 });
  assert.equal(answer.body.traceId, trace);
  assert.ok(answer.headers.get('traceparent').includes(trace));
  await eventually(() => ['gateway', 'intake-svc'].every((name) => region.log(name).includes(trace)));
});
