// Runs test files one after the other against one region and tells of every test. A file that has run too long is
// stopped, so that nothing of the region outlives the run.

import fs from 'node:fs';
import path from 'node:path';
import { run } from 'node:test';
import { inspect } from 'node:util';
import { BUILD, REGION_VARIABLE, Region } from './region.mjs';

const FILE_SECONDS_MOST = 150;

function faultOf(details) {
  const error = details?.error;
  const cause = error?.cause ?? error;
  if (cause instanceof Error) return cause.stack ?? cause.message;
  return typeof cause === 'string' ? cause : inspect(cause, { depth: 4 });
}

// Runs the files; `tell(test)` hears {name, file, passed, seconds, fault, top} of each, in order. A test that is
// skipped or put off has not passed. Returns the tests.
export async function runFiles(files, tell = () => {}) {
  const tests = [];
  const stream = run({ files, concurrency: 1, timeout: FILE_SECONDS_MOST * 1000 });
  const take = (passed) => (data) => {
    const left = data.skip !== undefined || data.todo !== undefined;
    // The entry of the file as a whole tells something new only when the file itself failed.
    const whole = files.includes(data.name) || files.includes(path.resolve(data.name));
    if (whole && passed) return;
    const test = {
      name: data.name, file: data.file, passed: passed && !left, top: data.nesting === 0, seconds: (data.details?.duration_ms ?? 0) / 1000,
      fault: left ? 'skipped; a test runs or does not exist' : passed ? '' : faultOf(data.details),
    };
    tests.push(test);
    tell(test);
  };
  stream.on('test:pass', take(true));
  stream.on('test:fail', take(false));
  stream.on('test:stderr', ({ message }) => process.stderr.write(message));
  await new Promise((resolve, reject) => {
    stream.on('end', resolve);
    stream.on('error', reject);
    stream.resume();
  });
  return tests;
}

// Starts a region, runs `body(region)` and stops the region, whatever happens, also when time is up or someone
// ends the run; the time counts from the beginning of the start. `body` returns whether it was good, or {good, ...}; the logs of a run that
// was not good stay in the build folder.
export async function withRegion(name, secondsMost, body) {
  const region = await Region.prepare();
  let stopping;
  const stop = (failed) => {
    stopping ??= (async () => {
      const logs = path.join(BUILD, 'tests', `${name}-logs`);
      fs.rmSync(logs, { recursive: true, force: true });
      if (failed) fs.cpSync(path.join(region.home, 'log'), logs, { recursive: true });
      await region.stop();
    })();
    return stopping;
  };
  const breakOff = (why) => async () => {
    console.error(`${name}: ${why}; the region is stopped`);
    await stop(true).catch((error) => console.error(error));
    process.exit(1);
  };
  const timer = setTimeout(breakOff(`more than ${secondsMost} seconds`), secondsMost * 1000);
  timer.unref();
  process.once('SIGINT', breakOff('interrupted'));
  process.once('SIGTERM', breakOff('ended from outside'));
  let failed = true;
  try {
    await region.up();
    const description = path.join(region.home, 'test-region.json');
    fs.writeFileSync(description, JSON.stringify({ home: region.home, base: region.base }));
    process.env[REGION_VARIABLE] = description;
    const result = await body(region);
    failed = !(result?.good ?? result);
    return result;
  } finally {
    clearTimeout(timer);
    await stop(failed);
  }
}
