// A careful caller at the public door: each write has an Idempotency-Key and is sent again under the same key
// until a definite answer comes.

import http from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { ACKNOWLEDGED, REFUSED, SURPRISE, UNKNOWN } from './history.mjs';

const ATTEMPT_MILLISECONDS_MOST = 15000;
const FIRST_PAUSE_MILLISECONDS = 20;
const LONGEST_PAUSE_MILLISECONDS = 500;
// Conflicts between callers of one moment; the API says to send the same call again.
const CONFLICTS = new Set(['TRANSACTION_CONFLICT', 'RECORDED_MEANWHILE', 'SIGNAL_RAISED_MEANWHILE', 'PUBLISHED_MEANWHILE', 'ABORTED']);
const DOUBLE_SEND = 0.06; // both at once
const REPEAT = 0.12; // once more after the answer

const agent = new http.Agent({ keepAlive: true, maxSockets: 64 });

function send(url, { method, target, body, headers }) {
  return new Promise((resolve) => {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const content = text === undefined ? {} : { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) };
    const request = http.request(url + target, { method, agent, headers: { ...headers, ...content } }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('error', (error) => resolve({ lost: error.code ?? error.message }));
      response.on('aborted', () => resolve({ lost: 'ABORTED_ANSWER' }));
      response.on('end', () => {
        const answer = Buffer.concat(chunks).toString();
        try {
          resolve({ status: response.statusCode, headers: response.headers, body: answer ? JSON.parse(answer) : undefined });
        } catch {
          resolve({ lost: 'BROKEN_ANSWER' });
        }
      });
    });
    request.setTimeout(ATTEMPT_MILLISECONDS_MOST, () => request.destroy(Object.assign(new Error('no answer'), { code: 'TIMEOUT' })));
    request.on('error', (error) => resolve({ lost: error.code ?? error.message }));
    request.end(text);
  });
}

// Whether the same call may answer otherwise a moment later.
function isPassing(answer, later) {
  if (answer.lost || answer.status >= 500 || answer.status === 429 || answer.status === 499) return true;
  const reasons = [answer.body?.reason, ...(answer.body?.invalidParams ?? []).map((one) => one.reason)];
  return reasons.some((reason) => later.includes(reason) || (answer.status === 409 && CONFLICTS.has(reason)));
}

const isGood = (answer) => answer.status >= 200 && answer.status < 300;

// What must be the same in every answer to one key: what was made, and how many.
function identity(answer) {
  const { id, enrolments, created, corrected, unchanged } = answer.body ?? {};
  return JSON.stringify({ id, enrolments: enrolments?.map((one) => one.id), created, corrected, unchanged });
}

export class Client {
  // `findings` gets what an answer alone already shows to be wrong.
  constructor({ url, token, writer, history, random, findings }) {
    Object.assign(this, { url, token, writer, history, random, findings });
    this.serial = 0;
    this.giveUpAt = Infinity; // on the system clock, in milliseconds
  }

  async attempt(call, entry) {
    const trace = this.random.hex(32);
    const begun = this.history.now();
    const answer = await send(this.url, {
      method: call.method,
      target: call.target,
      body: call.body,
      headers: {
        Authorization: `Bearer ${this.token}`,
        traceparent: `00-${trace}-${this.random.hex(16)}-01`,
        ...(call.key ? { 'Idempotency-Key': call.key } : {}),
        ...(call.etag ? { 'If-Match': call.etag } : {}),
      },
    });
    answer.trace = trace;
    if (entry) this.history.attempt(entry, begun, answer);
    return answer;
  }

  // Sends until an answer is definite or time is up.
  async settle(call, entry, later) {
    let wait = FIRST_PAUSE_MILLISECONDS;
    for (;;) {
      const answer = await this.attempt(call, entry);
      if (!isPassing(answer, later)) return answer;
      if (Date.now() >= this.giveUpAt) return undefined;
      await pause(wait * (0.5 + this.random.next()));
      wait = Math.min(LONGEST_PAUSE_MILLISECONDS, wait * 2);
    }
  }

  // A write. `later` names reasons that pass by themselves, `refusals` those that the rules foresee. Returns the
  // body of the answer, or nothing when the write was refused. `entry` of the history goes to `note(entry)`.
  async write(kind, call, { later = [], refusals = [], note = () => {} } = {}) {
    this.serial += 1;
    const keyed = { ...call, key: `${this.writer}-${this.serial}` };
    const entry = this.history.begin({ writer: this.writer, kind, ...keyed });
    note(entry);
    const sends = this.random.chance(DOUBLE_SEND) ? 2 : 1;
    const answers = await Promise.all(Array.from({ length: sends }, () => this.settle(keyed, entry, later)));
    const good = answers.find((answer) => answer && isGood(answer));
    if (good && this.random.chance(REPEAT)) answers.push(await this.settle(keyed, entry, later));
    this.compare(entry, answers);
    return this.conclude(entry, good ?? answers[0], refusals);
  }

  // All answers to one key are the same: either made once, or refused.
  compare(entry, answers) {
    const definite = answers.filter(Boolean);
    const seen = new Set(definite.map((answer) => (isGood(answer) ? identity(answer) : `${answer.status} ${answer.body?.reason}`)));
    if (seen.size > 1) this.findings.doubled(entry, `one key was answered in ${seen.size} ways: ${[...seen].join(' | ')}`);
  }

  conclude(entry, answer, refusals) {
    if (answer === undefined) {
      this.history.end(entry, UNKNOWN);
      return undefined;
    }
    if (isGood(answer)) {
      this.history.end(entry, ACKNOWLEDGED, answer);
      return answer.body;
    }
    const reasons = [answer.body?.reason, ...(answer.body?.invalidParams ?? []).map((one) => one.reason)];
    this.history.end(entry, reasons.some((reason) => refusals.includes(reason)) ? REFUSED : SURPRISE, answer);
    return undefined;
  }

  // A read, sent until it is answered; undefined when time is up or there is nothing.
  async read(target) {
    const answer = await this.settle({ method: 'GET', target }, undefined, []);
    return answer && isGood(answer) ? answer.body : undefined;
  }
}
