// The requirement ledger: node tests/e2e/rows/run.mjs [--json]. Runs the test of every row that has one against one
// region, prints each row with its sub-total, and as last line
// {"total":156,"passed":N,"failed":[...],"missing":[...]}.
//
// Fails when a row fails and when a row of high_water.txt does not pass.

import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { GROUPS, LEDGER } from './ledger.mjs';
import { runFiles, withRegion } from '../lib/runner.mjs';

const FOLDER = fileURLToPath(new URL('.', import.meta.url));
const SECONDS_MOST = 330;

const unknown = process.argv.slice(2).filter((one) => one !== '--json');
if (unknown.length > 0) {
  console.error(`rows: what is ${unknown.join(' ')}? Only --json is known.`);
  process.exit(2);
}
const json = process.argv.includes('--json');
const say = json ? () => {} : console.log;

// Files of rows, and nothing that only looks like one.
function rowFiles() {
  const files = fs.readdirSync(FOLDER).filter((name) => name.endsWith('.test.mjs')).sort();
  const stray = files.filter((name) => !LEDGER[path.basename(name, '.test.mjs')]);
  if (stray.length > 0) throw new Error(`no row of the ledger has the name of ${stray.join(', ')}`);
  return files.map((name) => path.join(FOLDER, name));
}

const idOf = (test) => path.basename(test.file ?? test.name, '.test.mjs');

// A row passes when its file has exactly one test, named after the row, and nothing in the file failed.
async function statesOf(files) {
  const tests = await runFiles(files, (test) => {
    if (!test.passed) console.error(`${idOf(test)}: ${test.name}\n${test.fault}`);
  });
  const states = {};
  for (const id of Object.keys(LEDGER)) {
    if (!files.some((file) => path.basename(file, '.test.mjs') === id)) {
      states[id] = 'missing';
      continue;
    }
    const own = tests.filter((test) => idOf(test) === id);
    const named = own.filter((test) => test.top && test.name.startsWith(`${id} `));
    states[id] = named.length === 1 && own.every((test) => test.passed) ? 'pass' : 'fail';
  }
  return states;
}

function printTable(states) {
  for (const [letter, name] of Object.entries(GROUPS)) {
    const ids = Object.keys(LEDGER).filter((id) => id.startsWith(letter));
    say(`\n${letter}  ${name}`);
    for (const id of ids) say(`  ${id}  ${states[id].padEnd(7)}  ${LEDGER[id]}`);
    say(`  ${ids.filter((id) => states[id] === 'pass').length} of ${ids.length} pass`);
  }
}

const files = rowFiles();
const { states } = await withRegion('rows', SECONDS_MOST, async () => {
  const found = await statesOf(files);
  return { states: found, good: !Object.values(found).includes('fail') };
});
const of = (state) => Object.keys(states).filter((id) => states[id] === state);
printTable(states);
const highWater = fs.readFileSync(path.join(FOLDER, 'high_water.txt'), 'utf8').split('\n').map((line) => line.trim()).filter((line) => line && !line.startsWith('#'));
const dropped = highWater.filter((id) => states[id] !== 'pass');
const higher = of('pass').filter((id) => !highWater.includes(id));
if (dropped.length > 0) console.error(`rows: passed before and no longer: ${dropped.join(', ')}`);
if (higher.length > 0) say(`\npasses, and is not in high_water.txt yet: ${higher.join(', ')}`);
say('');
console.log(JSON.stringify({ total: Object.keys(LEDGER).length, passed: of('pass').length, failed: of('fail'), missing: of('missing') }));
process.exit(of('fail').length > 0 || dropped.length > 0 ? 1 : 0);
