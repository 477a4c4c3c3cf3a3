// Every write that was sent, with each attempt and what came of it: in memory for the checker, in a file of
// JSON lines for whoever looks into a difference.

import fs from 'node:fs';

export const ACKNOWLEDGED = 'acknowledged';
export const REFUSED = 'refused'; // for a reason that the rules of the domain foresee
export const SURPRISE = 'surprise'; // refused for a reason that nobody should meet
export const UNKNOWN = 'unknown'; // no definite answer until the end of the run

export class History {
  constructor(file) {
    this.stream = fs.createWriteStream(file);
    this.begun = Date.now();
    this.writes = [];
    this.answers = new Map(); // 'status reason' → attempts
    this.inFlight = 0;
  }

  now() {
    return Date.now() - this.begun;
  }

  // A write that is about to be sent. What it says stands in the file only, so that a day's history fits.
  begin({ writer, kind, key, method, target, etag, body }) {
    const entry = { number: this.writes.length + 1, writer, kind, key, begun: this.now(), ended: 0, attempts: [], outcome: UNKNOWN };
    this.writes.push(entry);
    this.inFlight += 1;
    this.line({ begin: entry.number, at: entry.begun, writer, kind, key, call: `${method} ${target}`, etag, body });
    return entry;
  }

  attempt(entry, begun, answer) {
    const what = answer.lost ? `lost ${answer.lost}` : `${answer.status} ${answer.body?.reason ?? ''}`.trim();
    this.answers.set(what, (this.answers.get(what) ?? 0) + 1);
    entry.attempts.push({ begun, ended: this.now(), what, trace: answer.trace });
  }

  end(entry, outcome, answer) {
    entry.ended = this.now();
    entry.outcome = outcome;
    this.inFlight -= 1;
    this.line({ end: entry.number, at: entry.ended, outcome, attempts: entry.attempts, answer: answer?.body });
  }

  note(what) {
    this.line({ at: this.now(), ...what });
  }

  line(value) {
    this.stream.write(`${JSON.stringify(value)}\n`);
  }

  of(outcome) {
    return this.writes.filter((entry) => entry.outcome === outcome);
  }

  close() {
    return new Promise((resolve) => { this.stream.end(resolve); });
  }
}

// How a write is told of in a finding.
export function describe(entry) {
  const attempts = entry.attempts.map((one) => `${one.begun}-${one.ended} ms ${one.what} (trace ${one.trace})`).join(', ');
  return `write ${entry.number} ${entry.kind} of ${entry.writer}, key ${entry.key}: ${attempts}`;
}
