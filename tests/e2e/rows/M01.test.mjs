import assert from 'node:assert/strict';
import test from 'node:test';
import { region } from '../lib/api.mjs';
import { lint, operationsOf } from '../lib/openapi.mjs';

test('M01 the OpenAPI document passes the API Design Rules 2.2.0', async (t) => {
  const response = await fetch(`${region.url}/v1/openapi.json`);
  const document = await response.json();

  await t.test('it stands at its place, for everybody and for every origin', () => {
    assert.equal(response.status, 200);
    assert.match(response.headers.get('content-type'), /^application\/json/);
    assert.equal(response.headers.get('access-control-allow-origin'), '*');
    assert.match(document.openapi, /^3\./);
    assert.ok(operationsOf(document).length > 30);
  });

  await t.test('the linter finds no error', async () => {
    const findings = await lint(document);
    assert.deepEqual(findings.filter((one) => one.severity === 0).map((one) => `${one.code} ${one.path.join('/')}: ${one.message}`), []);
  });

  await t.test('the linter finds what is wrong, when something is', async () => {
    const { contact, ...info } = document.info;
    assert.ok(contact);
    const broken = { openapi: document.openapi, info, servers: document.servers, paths: { '/participants_and_more/': { get: { responses: { 200: { description: 'x' } } } } } };
    assert.ok((await lint(broken)).filter((one) => one.severity === 0).length > 1);
  });
});
