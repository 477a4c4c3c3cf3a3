// The door's OpenAPI document, as any tool gets it.

import fs from 'node:fs';
import path from 'node:path';
import { ROOT, run } from './region.mjs';
import { call, region } from './api.mjs';

export async function openapi() {
  return (await call('GET', '/v1/openapi.json', { expect: 200 })).body;
}

// Findings of the NL GOV API Design Rules linter: [{code, message, path, severity}]; severity 0 is an error.
export async function lint(document) {
  const file = path.join(region.home, 'openapi.json');
  fs.writeFileSync(file, JSON.stringify(document));
  const { code, out, err } = await run(path.join(ROOT, 'tests/node_modules/.bin/spectral'),
    ['lint', '--format', 'json', '--quiet', '--ruleset', path.join(ROOT, 'tests/e2e/adr-ruleset.yaml'), file], { mayFail: true, env: { SCARF_ANALYTICS: 'false' } });
  if (code > 1) throw new Error(`spectral ended with ${code}: ${err}`);
  return JSON.parse(out.slice(out.indexOf('['), out.lastIndexOf(']') + 1));
}

// Every operation: [{path, method, operation}].
export function operationsOf(document) {
  const methods = ['get', 'put', 'post', 'patch', 'delete'];
  return Object.entries(document.paths).flatMap(([target, item]) =>
    methods.filter((method) => item[method]).map((method) => ({ path: target, method: method.toUpperCase(), operation: item[method] })));
}
