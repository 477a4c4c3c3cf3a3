// Runs a suite on a region of its own: node tests/e2e/lib/suite.mjs NAME SECONDS FILE...

import path from 'node:path';
import { runFiles, withRegion } from './runner.mjs';

const [name, seconds, ...wanted] = process.argv.slice(2);
const files = wanted.map((file) => path.resolve(file));
const begun = Date.now();

const { good } = await withRegion(name, Number(seconds), async () => {
  console.log(`${name}: the region runs after ${((Date.now() - begun) / 1000).toFixed(1)} s`);
  const tests = await runFiles(files, (test) => {
    console.log(`${test.passed ? 'ok  ' : 'FAIL'} ${test.seconds.toFixed(2).padStart(6)} s  ${path.basename(test.file ?? '')}: ${test.name}`);
    if (test.fault) console.log(test.fault);
  });
  const failed = tests.filter((test) => !test.passed);
  console.log(`${name}: ${tests.length - failed.length} passed, ${failed.length} failed, ${((Date.now() - begun) / 1000).toFixed(0)} s`);
  return { good: tests.length > 0 && failed.length === 0 };
});
process.exit(good ? 0 : 1);
