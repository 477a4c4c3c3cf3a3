// Random faults under load, with a checker of the history:
//   node tests/chaos/chaos.mjs [--minutes N] [--faults N] [--seed S] [--writers N]
// Writers work through the public door while processes and the database are killed and started again. At the end
// every acknowledged write must be there once, in the owners' tables, in the feeds and in the reports.
// The last line is `chaos: N faults, N calls, 0 lost, 0 doubled, seed S`.

import path from 'node:path';
import { parseArgs } from 'node:util';
import { BUILD } from '../e2e/lib/region.mjs';
import { withRegion } from '../e2e/lib/runner.mjs';
import { AROUND_SECONDS_MOST, Trial } from './trial.mjs';

const begun = Date.now();
const say = (text) => console.log(`${((Date.now() - begun) / 1000).toFixed(1).padStart(7)} s  ${text}`);

function settings() {
  const text = { type: 'string' };
  const { values } = parseArgs({ options: { minutes: text, faults: text, seed: text, writers: text } });
  const number = (name, fallback) => {
    const value = values[name] === undefined ? fallback : Number(values[name]);
    if (!(value >= 0)) throw new Error(`--${name} must be a number`);
    return value;
  };
  return { minutes: number('minutes', 5), faults: number('faults', Infinity), seed: number('seed', Date.now() % 1000000), writers: number('writers', 8) };
}

const wish = settings();
let good = false;
let line = '';
await withRegion('chaos', AROUND_SECONDS_MOST + wish.minutes * 90, async (region) => {
  say(`the region runs at ${region.url}; seed ${wish.seed}`);
  const trial = new Trial(region, wish, say);
  await trial.setUp();
  await trial.disturb();
  trial.describe();
  const findings = await trial.check();
  await trial.history.close();
  good = findings.none;
  say(good ? 'checked: state, feeds, copies and reports agree with the history' : `${findings.all.length} differences`);
  findings.print(console.log);
  line = `chaos: ${trial.faults.done.length} faults, ${trial.calls} calls, ${findings.count('lost')} lost, ${findings.count('doubled')} doubled, seed ${wish.seed}`;
  return good;
});
if (!good) console.log(`the logs and the history are in ${path.join(BUILD, 'tests/chaos-logs')}`);
console.log(line);
process.exit(good ? 0 : 1);
