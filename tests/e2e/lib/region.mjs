// A private region for a run of tests: its own home, ports and database, started and stopped with ./dev.
// A runner starts one and tells the test files of it; a test file that is run by itself starts its own.

import { spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { after } from 'node:test';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../../', import.meta.url)).replace(/\/$/, '');
export const BUILD = process.env.DUAAL_BUILD ?? path.join(ROOT, 'build/release');
export const BIN = path.join(BUILD, 'bin');
// Names the file in which a runner describes its region to the test files.
export const REGION_VARIABLE = 'DUAAL_TEST_REGION';

export const SERVICES = ['intake-svc', 'trajectory-svc', 'partner-svc', 'reporting-svc'];
const PORTS_OF_A_REGION = 11;
// The monday of the example week, 2026-W47; every region of a test starts on it.
export const DAY_ONE = '2026-11-16T08:00:00Z';

function isFree(port) {
  return new Promise((resolve) => {
    const probe = net.createServer().once('error', () => resolve(false));
    probe.listen({ port, host: '127.0.0.1', exclusive: true }, () => probe.close(() => resolve(true)));
  });
}

// The first of eleven free ports below the range from which the kernel lends ports to callers.
async function freeBase() {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const base = 12000 + Math.floor(Math.random() * 1600) * PORTS_OF_A_REGION;
    const free = await Promise.all(Array.from({ length: PORTS_OF_A_REGION }, (_, index) => isFree(base + index)));
    if (free.every(Boolean)) return base;
  }
  throw new Error('no eleven consecutive free ports');
}

// Runs a program to its end. Returns code and output; throws on another code than 0 unless `mayFail`.
export function run(program, args, { env = {}, cwd = ROOT, mayFail = false, input } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env: { ...process.env, ...env }, stdio: [input ? 'pipe' : 'ignore', 'pipe', 'pipe'] });
    const chunks = { out: [], err: [] };
    child.stdout.on('data', (chunk) => chunks.out.push(chunk));
    child.stderr.on('data', (chunk) => chunks.err.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      const bytes = Buffer.concat(chunks.out);
      const result = { code, bytes, out: bytes.toString(), err: Buffer.concat(chunks.err).toString() };
      if (code === 0 || mayFail) return resolve(result);
      return reject(new Error(`${path.basename(program)} ${args.join(' ')} ended with ${code}\n${result.out}${result.err}`));
    });
    if (input) child.stdin.end(input);
  });
}

export class Region {
  constructor({ home, base }) {
    this.home = home;
    this.base = base;
    this.url = `http://127.0.0.1:${base}`;
    this.grpc = `127.0.0.1:${base + 1}`;
  }

  // A home and ports that nobody uses; nothing runs yet.
  static async prepare() {
    const home = fs.mkdtempSync(path.join(os.tmpdir(), 'duaal-t-'));
    const region = new Region({ home, base: await freeBase() });
    region.setClock(DAY_ONE);
    return region;
  }

  static async start() {
    const region = await Region.prepare();
    try {
      await region.up();
    } catch (error) {
      await region.stop({ keep: true });
      throw error;
    }
    return region;
  }

  // Starts what does not run; changes nothing else.
  async up() {
    await this.dev('up', '--empty', '--detach');
  }

  dev(...args) {
    return run(path.join(ROOT, 'dev'), args, {
      env: { DUAAL_HOME: this.home, DUAAL_PORT_BASE: String(this.base), DUAAL_PRESET: path.basename(BUILD), DUAAL_DB_BUFFER: '96M' },
    });
  }

  // Stops the region and removes it; `keep` leaves its files for whoever looks into a failure.
  async stop({ keep = false } = {}) {
    await this.dev('down');
    if (!keep) fs.rmSync(this.home, { recursive: true, force: true });
  }

  // Sets the business clock of all processes; they look at the file ten times a second.
  setClock(instant) {
    const file = path.join(this.home, 'clock');
    fs.writeFileSync(`${file}.new`, `${instant}\n`);
    fs.renameSync(`${file}.new`, file);
  }

  log(process) {
    return fs.readFileSync(path.join(this.home, 'log', `${process}.log`), 'utf8');
  }

  metricsUrl(process) {
    const index = SERVICES.indexOf(process);
    return `http://127.0.0.1:${this.base + (process === 'gateway' ? 6 : 7 + index)}`;
  }

  pid(process) {
    return Number(fs.readFileSync(path.join(this.home, 'run', `${process}.pid`), 'utf8'));
  }

  // Rows of one statement, as arrays of texts, read as the database's administrator.
  async sql(statement) {
    const { out } = await run('mariadb', ['--no-defaults', '-uroot', '-S', path.join(this.home, 'db/run/s.sock'),
      '--batch', '--raw', '--skip-column-names', '-e', statement]);
    return out.split('\n').filter(Boolean).map((line) => line.split('\t'));
  }

  // Rows per table of all services: equal before and after means that nothing was written. Tables that every
  // call may touch, or that a job keeps by others, are left out.
  async counts() {
    const tables = await this.sql("SELECT table_schema, table_name FROM information_schema.tables WHERE table_schema LIKE 'duaal\\_%'" +
      " AND table_name NOT LIKE 'processing_log%' AND table_name NOT IN ('lease', 'participant_match') ORDER BY 1, 2");
    const union = tables.map(([schema, table]) => `SELECT '${schema}.${table}', COUNT(*) FROM ${schema}.${table}`).join(' UNION ALL ');
    return Object.fromEntries(await this.sql(union));
  }
}

let known;

// The region of this run.
export async function theRegion() {
  if (known) return known;
  const file = process.env[REGION_VARIABLE];
  if (file) {
    known = new Region(JSON.parse(fs.readFileSync(file, 'utf8')));
  } else {
    known = await Region.start();
    after(() => known.stop({ keep: Boolean(process.env.DUAAL_KEEP_REGION) }));
  }
  return known;
}
