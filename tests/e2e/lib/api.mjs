// Calls through the public door, as a supplier would make them. Every answer is held to what all answers
// promise, so each test also tests that.

import assert from 'node:assert/strict';
import path from 'node:path';
import { BIN, ROOT, run, theRegion } from './region.mjs';

export const region = await theRegion();

const PROBLEM = 'application/problem+json';
const tokens = new Map();

// A token of the local issuer: token('case-manager', {municipalities: ['GM0164'], subject: 'cm-1'}).
export async function token(role, { municipalities = [], organisation, purpose, subject } = {}) {
  const args = ['token', '--key', path.join(region.home, 'issuer/key.pem'), '--issuer', 'duaal-local', '--audience', 'duaal',
    '--roles', path.join(ROOT, 'gateway/roles.textproto'), '--role', role];
  for (const code of municipalities) args.push('--municipality', code);
  if (organisation) args.push('--organisation', organisation);
  if (purpose) args.push('--purpose', purpose);
  if (subject) args.push('--subject', subject);
  const key = args.join(' ');
  if (!tokens.has(key)) tokens.set(key, run(path.join(BIN, 'duaal-issuer'), args).then(({ out }) => out.trim()));
  return tokens.get(key);
}

function checkPromises(answer, what) {
  assert.ok(answer.headers.get('api-version'), `${what}: no API-Version`);
  if (answer.status < 400) return;
  assert.equal(answer.headers.get('content-type'), PROBLEM, `${what}: an error that is not a problem document`);
  assert.equal(answer.body?.status, answer.status, what);
  for (const member of ['type', 'title', 'detail', 'reason', 'traceId']) {
    assert.ok(answer.body[member], `${what}: a problem without ${member}`);
  }
  if (answer.body.reason === 'INVALID_FIELDS') assert.ok(answer.body.invalidParams?.length, `${what}: no field is named`);
}

// One call. `body` is an object, sent as JSON, or a text or buffer, sent as it is. `expect` names the status that
// the test needs. Returns {status, headers, body}.
export async function call(method, target, options = {}) {
  const { token: bearer, body, etag, key, purpose, headers = {}, expect } = options;
  const raw = typeof body === 'string' || body instanceof Uint8Array;
  const response = await fetch(region.url + target, {
    method,
    headers: {
      ...(bearer ? { Authorization: `Bearer ${bearer}` } : {}),
      ...(body !== undefined ? { 'Content-Type': 'application/json' } : {}),
      ...(etag ? { 'If-Match': etag } : {}),
      ...(key ? { 'Idempotency-Key': key } : {}),
      ...(purpose ? { 'X-Purpose': purpose } : {}),
      ...headers,
    },
    body: body === undefined || raw ? body : JSON.stringify(body),
  });
  const text = await response.text();
  const isJson = (response.headers.get('content-type') ?? '').includes('json');
  const answer = { status: response.status, headers: response.headers, body: isJson && text ? JSON.parse(text) : text };
  const what = `${method} ${target}`;
  checkPromises(answer, what);
  if (expect !== undefined) assert.equal(answer.status, expect, `${what} answered ${answer.status}: ${text.slice(0, 2000)}`);
  return answer;
}

// The caller that a token makes: as(token).get('/v1/programmes').
export function as(bearer) {
  const body = async (method, target, options) => (await call(method, target, { expect: method === 'POST' ? undefined : 200, ...options, token: bearer })).body;
  return {
    token: bearer,
    call: (method, target, options = {}) => call(method, target, { ...options, token: bearer }),
    get: (target, options = {}) => body('GET', target, options),
    put: (target, sent, options = {}) => body('PUT', target, { ...options, body: sent }),
    patch: (target, sent, options = {}) => body('PATCH', target, { ...options, body: sent }),
    async post(target, sent, options = {}) {
      const answer = await call('POST', target, { ...options, token: bearer, body: sent });
      const wanted = options.expect === undefined ? answer.status === 200 || answer.status === 201 : answer.status === options.expect;
      assert.ok(wanted, `POST ${target} answered ${answer.status}: ${JSON.stringify(answer.body).slice(0, 2000)}`);
      return answer.body;
    },
    // All entries of a list, page by page.
    async list(target, field, pageSize = 200) {
      const entries = [];
      let pageToken = '';
      do {
        const query = `${target.includes('?') ? '&' : '?'}pageSize=${pageSize}${pageToken && `&pageToken=${encodeURIComponent(pageToken)}`}`;
        const page = await body('GET', target + query, {});
        entries.push(...page[field]);
        pageToken = page.nextPageToken ?? '';
      } while (pageToken);
      return entries;
    },
  };
}

export async function caller(role, wish) {
  return as(await token(role, wish));
}

// Repeats `attempt` until it neither throws nor returns undefined, null or false, and returns what it returned.
// Facts travel between services by feed within moments; after `milliseconds` it gives up with the last fault.
export async function eventually(attempt, milliseconds = 10000) {
  const deadline = Date.now() + milliseconds;
  let pause = 5;
  for (;;) {
    let fault;
    try {
      const result = await attempt();
      if (result !== undefined && result !== null && result !== false) return result;
      fault = new Error('the condition did not come true');
    } catch (error) {
      fault = error;
    }
    if (Date.now() >= deadline) throw fault;
    await new Promise((resolve) => { setTimeout(resolve, pause); });
    pause = Math.min(100, pause * 2);
  }
}

// The fields and reasons of a refusal, for comparison: ['bsn BSN_ELEVEN_TEST'].
export function violations(answer) {
  return (answer.body.invalidParams ?? []).map((one) => `${one.name} ${one.reason}`).sort();
}

// Runs `work(item, index)` over all items, a few at a time, and returns the results in order.
export async function inParallel(items, work, width = 8) {
  const results = new Array(items.length);
  let next = 0;
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, async () => {
    while (next < items.length) {
      const index = next;
      next += 1;
      results[index] = await work(items[index], index);
    }
  }));
  return results;
}
