import assert from 'node:assert/strict';
import test from 'node:test';
import { admin } from './lib/builders.mjs';
import { as, call, region, token } from './lib/api.mjs';
import { openapi, operationsOf } from './lib/openapi.mjs';

const EXAMPLES = { week: '2026-W47', code: 'hengelo', programmeCode: 'hengelo' };

test('every operation of the OpenAPI document is there', async (t) => {
  const document = await openapi();
  const operations = operationsOf(document);
  const fill = (path) => path.replace(/\{([^}]+)\}/g, (_, name) => EXAMPLES[name] ?? '0192f0c1-7a3b-7c4d-8e5f-001122334455');

  await t.test('the document covers what the contract promises', () => {
    const paths = new Set(operations.map((one) => one.path));
    for (const wanted of ['/municipalities', '/participants', '/participants/_search', '/referrals', '/programmes', '/trajectories', '/enrolments',
      '/sessions', '/attendances', '/signals', '/organisations', '/contracts', '/offerings', '/figures/funnel']) {
      assert.ok([...paths].some((path) => path.replace(/^\/v1/, '') === wanted), wanted);
    }
  });

  await t.test('none of them is unknown to the router, and each asks for a token', async () => {
    const base = document.servers?.[0]?.url?.includes('/v1') && !operations[0].path.startsWith('/v1') ? '/v1' : '';
    for (const { path, method } of operations) {
      const target = base + fill(path);
      const isDocument = path.endsWith('openapi.json') || path.endsWith('glossary');
      const anonymous = await call(method, target, { body: method === 'GET' ? undefined : {} });
      assert.equal(anonymous.status, isDocument ? 200 : 401, `${method} ${target}`);
      const known = await admin.call(method, target, { body: method === 'GET' ? undefined : {} });
      assert.ok(![405, 501].includes(known.status), `${method} ${target} is ${known.status}`);
      assert.ok(known.status < 500, `${method} ${target} is ${known.status}`);
      if (known.status === 404) assert.notEqual(known.body.detail, 'There is nothing at this address.', `${method} ${target}`);
    }
  });

  await t.test('an address that takes another method says which', async () => {
    const answer = await admin.call('DELETE', '/v1/participants', { expect: 405 });
    assert.deepEqual(answer.headers.get('allow').split(', ').sort(), ['GET', 'HEAD', 'POST'].sort());
  });

  await t.test('operation ids are unique, and errors are described', () => {
    const ids = operations.map((one) => one.operation.operationId);
    assert.equal(new Set(ids).size, ids.length);
    for (const { path, operation } of operations.filter((one) => one.operation.responses['401'])) {
      for (const status of ['400', '401', '403', '500'].filter((one) => operation.responses[one])) {
        const described = operation.responses[status];
        const content = described.$ref ? document.components.responses[described.$ref.split('/').pop()].content : described.content;
        assert.ok(content?.['application/problem+json'], `${path} ${status}`);
      }
    }
  });
});

test('what is not the API\'s has no place under it', async () => {
  const { call: ask } = as(await token('admin', { municipalities: ['GM0164'] }));
  for (const target of ['/v1', '/v1/', '/v1/participants/', '/v1//participants', '/v1/nothing', '/v2/participants', '/../gateway/roles.textproto', '/%2e%2e/roles.textproto', '/.git/config']) {
    const { status } = await ask('GET', target);
    assert.ok(status === 404 || status === 400, `${target} is ${status}`);
  }
});

test('the page and its parts are served with a strict policy', async () => {
  const page = await fetch(`${region.url}/`);
  assert.equal(page.status, 200);
  assert.match(page.headers.get('content-security-policy'), /default-src 'self'/);
  const html = await page.text();
  for (const [, file] of html.matchAll(/(?:src|href)="([^"#:]+)"/g)) {
    assert.equal((await fetch(new URL(file, `${region.url}/`))).status, 200, file);
  }
});
