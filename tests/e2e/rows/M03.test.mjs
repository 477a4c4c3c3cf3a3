import assert from 'node:assert/strict';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import test from 'node:test';
import { ROOT } from '../lib/region.mjs';
import { call, region } from '../lib/api.mjs';
import { admin } from '../lib/builders.mjs';
import { openapi } from '../lib/openapi.mjs';

// The answer to bytes that are no request.
function answerTo(bytes) {
  return new Promise((resolve, reject) => {
    const chunks = [];
    const socket = net.connect(region.base, '127.0.0.1', () => socket.write(bytes));
    socket.on('data', (chunk) => chunks.push(chunk)).on('error', reject).on('close', () => resolve(Buffer.concat(chunks).toString()));
    socket.setTimeout(5000, () => socket.destroy(new Error('no answer')));
  });
}

test('M03 every answer names the API\'s version, and versions follow a published policy', async (t) => {
  const { info, paths } = await openapi();

  await t.test('the version is a semantic one', () => assert.match(info.version, /^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/));

  await t.test('on answers of every kind', async () => {
    const answers = [
      await admin.call('GET', '/v1/municipalities', { expect: 200 }),
      await call('GET', '/v1/glossary', { expect: 200 }),
      await call('GET', '/', { expect: 200 }),
      await call('GET', '/app.js', { expect: 200 }),
      await call('GET', '/nothing', { expect: 404 }),
      await call('GET', '/v1/participants', { expect: 401 }),
      await admin.call('GET', '/v1/participants/x', { expect: 400 }),
      await admin.call('DELETE', '/v1/participants', { expect: 405 }),
      await admin.call('POST', '/v1/participants', { body: 'x', headers: { 'Content-Type': 'text/plain' }, expect: 415 }),
      await admin.call('GET', '/v1/municipalities', { headers: { 'X-Purpose': 'unknown' }, expect: 403 }),
      await call('HEAD', '/v1/openapi.json', { expect: 200 }),
    ];
    for (const answer of answers) assert.equal(answer.headers.get('api-version'), info.version);
    assert.match(await answerTo('GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n'), new RegExp(`^HTTP/1.1 400 [^]*API-Version: ${info.version}\r\n`, 'i'));
  });

  await t.test('one major version, and it stands in every address', async () => {
    const { servers } = await openapi();
    const majors = new Set(Object.keys(paths).map((one) => /(?:^|\/)(v\d+)(?:\/|$)/.exec(servers[0].url + one)?.[1]));
    assert.deepEqual([...majors], [`v${Math.max(1, Number(info.version.split('.')[0]))}`]);
    await call('GET', '/v2/openapi.json', { expect: 404 });
  });

  await t.test('the changelog has this version, and the policy says how one goes', () => {
    const changelog = fs.readFileSync(path.join(ROOT, 'CHANGELOG.md'), 'utf8');
    assert.ok(changelog.includes(`## ${info.version}`), info.version);
    const policy = fs.readFileSync(path.join(ROOT, 'docs/versioning.md'), 'utf8');
    assert.match(policy, /## Deprecation schedule/);
    assert.match(policy, /At most two major versions run side by side/);
    assert.match(policy, /12 months/);
  });
});
