// One trial of a region: reference data, load with faults, quiet, check.

import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { BIN, BUILD, ROOT, run } from '../e2e/lib/region.mjs';
import { FeedCheck } from './check_feeds.mjs';
import { ReportCheck } from './check_reports.mjs';
import { StateCheck } from './check_state.mjs';
import { Client } from './client.mjs';
import { Faults } from './faults.mjs';
import { Findings } from './findings.mjs';
import { ACKNOWLEDGED, History, REFUSED } from './history.mjs';
import { Shared, Writer } from './load.mjs';
import { Model } from './model.mjs';
import { Random } from './random.mjs';
import { Tables, unsettled } from './tables.mjs';

const LAST_ANSWERS_MILLISECONDS = 60000; // after the last fault, for writes without an answer
const QUIET_MILLISECONDS_MOST = 120000;
const SUPERVISED_MILLISECONDS_LONGER = 2 * LAST_ANSWERS_MILLISECONDS + 60000;
const TELL_MILLISECONDS = 10000;
// What a trial may take besides its load, in seconds.
export const AROUND_SECONDS_MOST = 120 + (SUPERVISED_MILLISECONDS_LONGER + QUIET_MILLISECONDS_MOST) / 1000;

const OWNING_SCHEMAS = ['duaal_intake', 'duaal_trajectory', 'duaal_partner'];

// A day's token, so that a long run needs no other.
async function tokenOf(region, subject) {
  const { out } = await run(path.join(BIN, 'duaal-issuer'), ['token', '--key', path.join(region.home, 'issuer/key.pem'), '--issuer', 'duaal-local',
    '--audience', 'duaal', '--roles', path.join(ROOT, 'gateway/roles.textproto'), '--role', 'admin', '--municipality', 'GM0164', '--subject', subject, '--hours', '24']);
  return out.trim();
}

export class Trial {
  // `say(text)` tells of the progress; `wish` is {minutes, faults, seed, writers}.
  constructor(region, wish, say) {
    Object.assign(this, { region, wish, say });
    region.preset = path.basename(BUILD);
    this.tables = new Tables(region);
    this.model = new Model();
    this.findings = new Findings(); // of the run itself; a check adds its own
    this.history = new History(path.join(region.home, 'log', 'chaos.jsonl'));
    this.random = new Random(wish.seed);
    this.faults = new Faults({ region, random: this.random.fork(), history: this.history, findings: this.findings });
  }

  // Reference data through the builders of the end-to-end tests, which find the region by the environment.
  async setUp() {
    const builders = await import('../e2e/lib/builders.mjs');
    const programmeCode = await builders.publishProgramme('hengelo');
    const organisation = await builders.registerOrganisation();
    this.before = { idempotency: {} };
    for (const schema of OWNING_SCHEMAS) this.before.idempotency[schema] = await this.tables.number(`SELECT COUNT(*) FROM ${schema}.idempotency`);
    const { model, history, findings } = this;
    this.shared = new Shared({ setting: { programmeCode, organisationId: organisation.id }, model, history, findings });
    this.writers = [];
    for (let index = 1; index <= this.wish.writers; index += 1) await this.addWriter(`w${index}`);
  }

  async addWriter(name) {
    const random = this.random.fork();
    const { history, findings } = this;
    const client = new Client({ url: this.region.url, token: await tokenOf(this.region, `chaos-${name}`), writer: name, history, random: random.fork(), findings });
    this.writers.push(new Writer(this.shared, client, random, { name, caseManager: `cm-${name}` }));
  }

  // The load with its faults, until all writers have their answers, all processes are ready and all is quiet.
  async disturb() {
    const { faults, wish } = this;
    const until = Date.now() + wish.minutes * 60000;
    const stop = () => { faults.stopping = true; };
    process.once('SIGINT', stop).once('SIGTERM', stop);
    const supervising = faults.supervise(until + SUPERVISED_MILLISECONDS_LONGER);
    try {
      await this.work(until);
    } finally {
      this.shared.stopped = true;
      stop();
      await supervising;
    }
    await this.awaitQuiet();
  }

  async work(until) {
    const { shared, faults, writers } = this;
    await faults.allReady();
    const working = writers.map((writer) => writer.run().catch((error) => this.findings.add('harness', `${writer.name}: ${error.stack}`)));
    let told = 0;
    await faults.run({ until, count: this.wish.faults, tell: (done) => {
      if (Date.now() - told < TELL_MILLISECONDS) return;
      told = Date.now();
      this.say(`${done.length} faults, ${this.history.of(ACKNOWLEDGED).length} writes acknowledged, ${this.history.inFlight} on their way`);
    } });
    shared.stopped = true;
    for (const writer of writers) writer.client.giveUpAt = Date.now() + LAST_ANSWERS_MILLISECONDS;
    await Promise.all(working);
    await faults.allReady();
  }

  async awaitQuiet() {
    const until = Date.now() + QUIET_MILLISECONDS_MOST;
    let waiting = await unsettled(this.tables);
    while (waiting.length > 0 && Date.now() < until) {
      await pause(200);
      waiting = await unsettled(this.tables);
    }
    this.say(waiting.length === 0 ? 'quiet: all events are numbered and applied' : `not quiet: ${waiting.join('; ')}`);
  }

  // What is wrong by now, in a list of its own.
  async check() {
    const findings = new Findings();
    findings.all.push(...this.findings.all);
    const parts = { tables: this.tables, model: this.model, history: this.history, before: this.before, findings };
    await new StateCheck(parts).run();
    await new FeedCheck(parts).run();
    await new ReportCheck(parts).run();
    return findings;
  }

  describe() {
    const { counts, inFlight, idle, median, worst } = this.faults.summary();
    const { history, say } = this;
    say(`faults: ${[...counts].sort().map(([what, count]) => `${what} ${count}`).join(', ') || 'none'}`);
    if (this.faults.done.length > 0) {
      say(`writes on their way at a fault: ${inFlight.toFixed(1)} on average, none at ${idle} of them`);
      say(`all ready after a fault: ${median?.toFixed(1)} s median, ${worst?.toFixed(1)} s at most`);
    }
    const kinds = new Map();
    for (const { kind } of history.of(ACKNOWLEDGED)) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    say(`acknowledged: ${[...kinds].map(([kind, count]) => `${kind} ${count}`).join(', ')}; refused by a rule: ${history.of(REFUSED).length}`);
    say(`answers: ${[...history.answers].sort((a, b) => b[1] - a[1]).map(([what, count]) => `${what} ${count}`).join(', ')}`);
  }

  get calls() {
    return [...this.history.answers.values()].reduce((sum, count) => sum + count, 0);
  }
}
