// Faults in the middle of the load: processes are killed and started again at once, as a supervisor would, ended in
// good order, or held still for some seconds.

import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ROOT, SERVICES, run } from '../e2e/lib/region.mjs';

export const DATABASE = 'database';
export const PROCESSES = [...SERVICES, 'gateway'];
const ALL = [DATABASE, ...PROCESSES];
const WATCH_MILLISECONDS = 200;
const READY_MILLISECONDS_MOST = 60000;
const PAUSE_MILLISECONDS = [700, 4500]; // between faults
const PATIENT = 0.7; // share of faults after which all become ready before the next
const HOLD_MILLISECONDS = [300, 7000]; // longer than a lease lasts
const END_MILLISECONDS_MOST = 30000;

// One round of faults, of which the order is random: mostly kills.
function round(random) {
  return random.shuffle([
    ...[...PROCESSES, ...PROCESSES, DATABASE].map((name) => ({ how: 'kill', name })),
    ...[random.pick(PROCESSES), random.pick(ALL)].map((name) => ({ how: 'hold', name })),
    { how: 'end', name: random.pick(PROCESSES) },
  ]);
}

export class Faults {
  constructor({ region, random, history, findings }) {
    Object.assign(this, { region, random, history, findings });
    this.done = []; // {how, name, inFlight, seconds until all were ready, when that was waited for}
    this.starting = new Map();
    this.ended = new Map(); // pid → why nobody needs to wonder about its end
    this.seen = new Map(); // name → pid
    this.wasReady = new Set(); // pids
    this.stopping = false;
  }

  // The pid of a process of this region that runs; a pid file alone proves nothing.
  pid(name) {
    try {
      const pid = Number(fs.readFileSync(path.join(this.region.home, 'run', `${name}.pid`), 'utf8'));
      const commandLine = fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8'); // empty for a zombie
      return pid > 1 && commandLine.includes(this.region.home) ? pid : undefined;
    } catch {
      return undefined;
    }
  }

  killsOf(name) {
    return this.done.filter((fault) => fault.how === 'kill' && fault.name === name).length;
  }

  start(name) {
    if (!this.starting.has(name)) {
      const kills = this.killsOf(name);
      const environment = { DUAAL_HOME: this.region.home, DUAAL_PORT_BASE: String(this.region.base), DUAAL_PRESET: this.region.preset, DUAAL_DB_BUFFER: '96M' };
      const started = run('bash', [path.join(ROOT, 'tests/chaos/start-one.sh'), name], { env: environment })
        .catch((error) => {
          // Killed once more on its way up: the supervisor starts it again.
          if (this.killsOf(name) === kills) this.findings.add('start', `${name} could not be started: ${error.message}`);
        })
        .finally(() => this.starting.delete(name));
      this.starting.set(name, started);
    }
    return this.starting.get(name);
  }

  // Starts whatever is down, until told to stop or `until`: whoever ends the region must not meet it again. A process that had been ready and ended by itself is a finding; one
  // that gives up its start while the database is away is not.
  async supervise(until) {
    while (!this.stopping && Date.now() < until) {
      for (const name of ALL) {
        const pid = this.pid(name);
        if (pid !== undefined) {
          this.seen.set(name, pid);
        } else if (!this.starting.has(name)) {
          const last = this.seen.get(name);
          if (this.wasReady.has(last) && !this.ended.has(last)) {
            this.ended.set(last, 'by itself');
            this.findings.add('crash', `${name} (pid ${last}) ended by itself; see its log`);
          }
          this.start(name);
        }
      }
      await pause(WATCH_MILLISECONDS);
    }
    await Promise.all(this.starting.values());
  }

  async isReady(name) {
    const pid = this.pid(name);
    if (pid === undefined) return false;
    if (name === DATABASE) return true;
    try {
      const answer = await fetch(`${this.region.metricsUrl(name)}/readyz`, { signal: AbortSignal.timeout(2000) });
      if (answer.ok) this.wasReady.add(pid);
      return answer.ok;
    } catch {
      return false;
    }
  }

  // Waits until all run and are ready; tells how long it took in seconds, or nothing when time was up.
  async allReady() {
    const begun = Date.now();
    while (Date.now() - begun < READY_MILLISECONDS_MOST) {
      const ready = await Promise.all(ALL.map((name) => this.isReady(name)));
      if (ready.every(Boolean)) return (Date.now() - begun) / 1000;
      await pause(50);
    }
    return undefined;
  }

  async strike({ how, name }) {
    const pid = this.pid(name);
    if (pid === undefined) return; // on its way up
    const fault = { how, name, inFlight: this.history.inFlight };
    this.history.note({ fault: how, name, pid, inFlight: fault.inFlight });
    this.done.push(fault);
    await this[how](pid, name);
    if (!this.random.chance(PATIENT)) return;
    fault.seconds = await this.allReady();
    if (fault.seconds === undefined) this.findings.add('start', `not all processes were ready within ${READY_MILLISECONDS_MOST / 1000} s after ${how} of ${name}`);
  }

  signal(pid, signal) {
    try {
      process.kill(pid, signal);
    } catch (error) {
      if (error.code !== 'ESRCH') throw error; // it ended just now; the supervisor tells of that
    }
  }

  async kill(pid, name) {
    this.ended.set(pid, 'killed');
    this.signal(pid, 'SIGKILL');
    while (this.pid(name) === pid) await pause(5);
    this.start(name);
  }

  // Calls that run are to be answered first.
  async end(pid, name) {
    const begun = Date.now();
    this.ended.set(pid, 'asked to end');
    this.signal(pid, 'SIGTERM');
    while (this.pid(name) === pid && Date.now() - begun < END_MILLISECONDS_MOST) await pause(5);
    if (this.pid(name) === pid) this.findings.add('end', `${name} did not end within ${END_MILLISECONDS_MOST / 1000} s`);
    else this.start(name);
  }

  async hold(pid) {
    this.signal(pid, 'SIGSTOP');
    try {
      await pause(this.random.between(...HOLD_MILLISECONDS));
    } finally {
      this.signal(pid, 'SIGCONT');
    }
  }

  // Faults until the time or the number is reached; with none at all, the load alone until the time.
  async run({ until, count, tell }) {
    let left = [];
    while (Date.now() < until && (count === 0 || this.done.length < count)) {
      await pause(this.random.between(...PAUSE_MILLISECONDS));
      tell(this.done);
      if (count === 0) continue;
      if (left.length === 0) left = round(this.random);
      await this.strike(left.pop());
    }
  }

  summary() {
    const counts = new Map();
    for (const { how, name } of this.done) counts.set(`${how} ${name}`, (counts.get(`${how} ${name}`) ?? 0) + 1);
    const waits = this.done.map(({ seconds }) => seconds).filter((seconds) => seconds !== undefined).sort((a, b) => a - b);
    return {
      counts,
      inFlight: this.done.reduce((sum, fault) => sum + fault.inFlight, 0) / Math.max(1, this.done.length),
      idle: this.done.filter((fault) => fault.inFlight === 0).length,
      median: waits[Math.floor(waits.length / 2)],
      worst: waits.at(-1),
    };
  }
}
