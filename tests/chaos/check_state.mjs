// Holds the tables of the owners to the history: nothing acknowledged is lost, nothing is there twice.

import { ACKNOWLEDGED, SURPRISE, UNKNOWN, describe } from './history.mjs';
import { compare, id } from './tables.mjs';

const CLOSE_REASONS = ['', 'REFUSED', 'NO_DUTY', 'FINAL_PHASE', 'MOVED', 'OTHER'];
const ATTENDANCE_STATUSES = ['', 'PRESENT', 'LATE', 'ABSENT_WITH_NOTICE', 'ABSENT_WITHOUT_NOTICE'].map((name) => name && `ATTENDANCE_STATUS_${name}`);
const WEEKDAYS = ['', 'MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY'];
// Kinds whose answer or request names a person, so that a record of the call must exist.
const LOGGED = new Set(['participant', 'updateParticipant', 'referral', 'intake', 'declaration', 'closure', 'trajectory', 'caseManager',
  'enrolment', 'enrolClass', 'enrolmentEnd', 'week', 'attendances', 'attendance', 'signal']);

const mapOf = (map, text) => new Map([...map].map(([key, value]) => [key, text(value)]));

export class StateCheck {
  // `before` holds what the set-up put there: {idempotency: rows per schema}.
  constructor({ tables, model, history, findings, before }) {
    Object.assign(this, { tables, model, history, findings, before });
  }

  async run() {
    this.outcomes();
    await this.people();
    await this.referrals();
    await this.trajectories();
    await this.seats();
    await this.weeks();
    await this.attendance();
    await this.small();
    await this.keys();
    await this.records();
  }

  // A row that is missing or older than the model is lost, one too much or newer is doubled. Values begin with
  // the version, so that the two can be told apart.
  hold(what, expected, actual) {
    compare((text, way) => {
      if (way === 'missing') return this.findings.lost(undefined, text);
      if (way === 'extra') return this.findings.doubled(undefined, text);
      const key = text.slice(what.length + 2).split(' is ')[0];
      const newer = Number.parseInt(actual.get(key), 10) > Number.parseInt(expected.get(key), 10);
      return newer ? this.findings.doubled(undefined, text) : this.findings.lost(undefined, text);
    }, what, expected, actual);
  }

  outcomes() {
    for (const entry of this.history.of(SURPRISE)) this.findings.add('refused', describe(entry));
    for (const entry of this.history.of(UNKNOWN)) this.findings.add('unanswered', describe(entry));
  }

  async people() {
    const actual = await this.tables.map(`SELECT ${id('id')}, CONCAT_WS(' ', row_version, family_name, language_level)
      FROM duaal_intake.participant WHERE family_name LIKE 'Proef-%'`);
    this.hold('participant', mapOf(this.model.participants, (one) => `${one.version} ${one.name} ${one.languageLevel}`), actual);
    for (const [name, count] of await this.tables.rows(`SELECT family_name, COUNT(*) FROM duaal_intake.participant
      WHERE family_name LIKE 'Proef-%' GROUP BY family_name HAVING COUNT(*) > 1`)) {
      this.findings.doubled(undefined, `participant: ${name} was registered ${count} times`);
    }
  }

  async referrals() {
    const rows = await this.tables.rows(`SELECT ${id('r.id')}, r.row_version, ${id('r.participant_id')}, r.signed_date IS NOT NULL, r.close_reason,
      COALESCE((SELECT GROUP_CONCAT(i.step_code ORDER BY i.ordinal) FROM duaal_intake.referral_intake i WHERE i.referral_id = r.id), '')
      FROM duaal_intake.referral r`);
    const actual = new Map(rows.map(([key, version, person, signed, reason, steps]) =>
      [key, `${version} ${person} signed=${signed} closed=${CLOSE_REASONS[reason]} steps=${steps}`]));
    const expected = mapOf(this.model.referrals, (one) =>
      `${one.version} ${one.participantId} signed=${one.signed ? 1 : 0} closed=${one.closeReason} steps=${one.steps.join(',')}`);
    this.hold('referral', expected, actual);
  }

  async trajectories() {
    const actual = await this.tables.map(`SELECT ${id('id')}, CONCAT_WS(' ', row_version, ${id('referral_id')}, case_manager_id) FROM duaal_trajectory.trajectory`);
    this.hold('trajectory', mapOf(this.model.trajectories, (one) => `${one.version} ${one.referralId} ${one.caseManagerId}`), actual);
  }

  async seats() {
    const rows = await this.tables.rows(`SELECT ${id('id')}, row_version, ${id('trajectory_id')}, ${id('offering_id')}, active IS NULL, end_date FROM duaal_trajectory.enrolment`);
    const actual = new Map(rows.map(([key, version, trajectory, offering, ended, date]) =>
      [key, `${version} ${trajectory} ${offering} ended=${ended === '1' ? date : ''}`]));
    this.hold('enrolment', mapOf(this.model.enrolments, (one) => `${one.version} ${one.trajectoryId} ${one.offeringId} ended=${one.endDate}`), actual);
    for (const [offering, taken, capacity, open] of await this.tables.rows(`SELECT ${id('o.id')}, o.taken, o.capacity,
      (SELECT COUNT(*) FROM duaal_trajectory.enrolment e WHERE e.offering_id = o.id AND e.active = 1) FROM duaal_trajectory.offering o`)) {
      if (taken !== open || Number(taken) > Number(capacity)) {
        this.findings.add('seats', `offering ${offering}: ${taken} seats taken of ${capacity}, ${open} open enrolments`);
      }
    }
  }

  async weeks() {
    const rows = await this.tables.rows(`SELECT ${id('w.trajectory_id')}, CONCAT(LEFT(YEARWEEK(w.week_date, 3), 4), '-W', RIGHT(YEARWEEK(w.week_date, 3), 2)),
      p.weekday, p.start_minute FROM duaal_trajectory.saved_week w LEFT JOIN duaal_trajectory.planned_activity p
      ON p.trajectory_id = w.trajectory_id AND p.week_date = w.week_date AND p.this_week_only = w.this_week_only WHERE w.this_week_only = 1`);
    const actual = new Map();
    for (const [trajectory, week, weekday, minute] of rows) {
      const key = `${trajectory} ${week}`;
      if (!actual.has(key)) actual.set(key, []);
      const time = `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
      if (weekday !== 'NULL') actual.get(key).push(`WEEKDAY_${WEEKDAYS[weekday]} ${time}`);
    }
    this.hold('week', mapOf(this.model.weeks, (one) => one.join(', ')), mapOf(actual, (one) => one.sort().join(', ')));
    const saves = await this.tables.map(`SELECT subject_id, COUNT(*) FROM duaal_trajectory.feed WHERE type LIKE '%.WeekSaved' GROUP BY subject_id`);
    this.hold('saves of weeks', this.model.weekSaves, saves);
  }

  async attendance() {
    const rows = await this.tables.rows(`SELECT ${id('session_id')}, ${id('participant_id')}, status, minutes, version FROM duaal_trajectory.attendance`);
    const batched = new Map();
    const singles = new Map();
    for (const [session, person, status, minutes, version] of rows) {
      const key = `${session} ${person}`;
      const row = { status: ATTENDANCE_STATUSES[status], minutes: Number(minutes), version: Number(version) };
      (this.model.singles.has(key) ? singles : batched).set(key, row);
    }
    const text = (one) => `${one.version} ${one.status} ${one.minutes}`;
    this.hold('attendance', mapOf(this.model.singles, text), mapOf(singles, text));
    this.lastWrites(batched);
    this.sums(batched);
    const broken = await this.tables.rows(`SELECT ${id('a.session_id')}, ${id('a.participant_id')}, a.version, COUNT(h.version), COALESCE(MAX(h.version), 0)
      FROM duaal_trajectory.attendance a LEFT JOIN duaal_trajectory.attendance_history h ON h.session_id = a.session_id AND h.participant_id = a.participant_id
      GROUP BY a.session_id, a.participant_id, a.version HAVING COUNT(h.version) <> a.version - 1 OR COALESCE(MAX(h.version), 0) <> a.version - 1`);
    for (const row of broken) this.findings.lost(undefined, `attendance history of ${row.join(' ')}`);
  }

  // What stands there was written by a call after which no other one began.
  lastWrites(actual) {
    for (const [key, sent] of this.model.attendances) {
      const done = sent.filter(({ entry }) => entry.outcome === ACKNOWLEDGED);
      const row = actual.get(key);
      if (!row && done.length > 0) this.findings.lost(done[0].entry, `attendance ${key} is missing`);
      if (row && done.length === 0) this.findings.doubled(undefined, `attendance ${key} is there, though no call was acknowledged`);
      if (!row || done.length === 0) continue;
      const last = done.filter(({ entry }) => !done.some((other) => other.entry.begun > entry.ended));
      const fits = last.some(({ status, minutes }) => status === row.status && minutes === row.minutes);
      if (!fits) this.findings.lost(last[0].entry, `attendance ${key} is ${row.status} ${row.minutes}, which is not what was recorded last`);
    }
    for (const key of actual.keys()) {
      if (!this.model.attendances.has(key)) this.findings.doubled(undefined, `attendance ${key} is there, though nobody sent it`);
    }
  }

  // Each call told how many it recorded and how many it corrected.
  sums(batched) {
    const rows = batched.size;
    const corrections = [...batched.values()].reduce((sum, { version }) => sum + version - 1, 0);
    const { created, corrected } = this.model.counts;
    for (const [what, told, there] of [['first records', created, rows], ['corrections', corrected, corrections]]) {
      if (told > there) this.findings.lost(undefined, `attendance: ${told} ${what} were acknowledged, ${there} are there`);
      if (told < there) this.findings.doubled(undefined, `attendance: ${told} ${what} were acknowledged, ${there} are there`);
    }
  }

  async small() {
    const offerings = await this.tables.map(`SELECT ${id('id')}, CONCAT_WS(' ', row_version, code, capacity) FROM duaal_partner.offering`);
    this.hold('offering', mapOf(this.model.offerings, (one) => `${one.cancelled ? 2 : 1} ${one.code} ${one.capacity}`), offerings);
    const signals = await this.tables.map(`SELECT ${id('id')}, 1 FROM duaal_trajectory.case_signal WHERE acknowledge_time IS NOT NULL`);
    this.hold('acknowledged signal', new Map([...this.model.signals].map((one) => [one, 1])), signals);
    // Sessions of a cancelled offering are cancelled by the feed, the others by calls.
    const sessions = await this.tables.map(`SELECT ${id('s.id')}, 1 FROM duaal_trajectory.session s JOIN duaal_trajectory.offering o ON o.id = s.offering_id
      WHERE s.state = 2 AND (o.cancel_date IS NULL OR s.session_date < o.cancel_date)`);
    const called = await this.tables.map(`SELECT ${id('s.id')}, 1 FROM duaal_trajectory.session s JOIN duaal_trajectory.offering o ON o.id = s.offering_id
      WHERE o.cancel_date IS NULL OR s.session_date < o.cancel_date`);
    this.hold('cancelled session', new Map([...this.model.sessions].filter((one) => called.has(one)).map((one) => [one, 1])), sessions);
  }

  // Every acknowledged key left one row, and no other key did.
  async keys() {
    const acknowledged = this.history.of(ACKNOWLEDGED).length;
    let rows = 0;
    for (const schema of ['duaal_intake', 'duaal_trajectory', 'duaal_partner']) {
      rows += await this.tables.number(`SELECT COUNT(*) FROM ${schema}.idempotency`) - this.before.idempotency[schema];
    }
    if (rows < acknowledged) this.findings.lost(undefined, `${acknowledged} writes were acknowledged, ${rows} request ids are stored`);
    if (rows > acknowledged) this.findings.doubled(undefined, `${acknowledged} writes were acknowledged, ${rows} request ids are stored`);
  }

  // Each answer that named a person was preceded by a durable record of the call.
  async records() {
    const traces = new Set();
    for (const schema of ['duaal_intake', 'duaal_trajectory', 'duaal_partner']) {
      for (const [trace] of await this.tables.rows(`SELECT LOWER(HEX(trace_id)) FROM ${schema}.processing_log`)) traces.add(trace);
    }
    for (const entry of this.history.writes) {
      if (!LOGGED.has(entry.kind)) continue;
      for (const { what, trace } of entry.attempts) {
        if (what.startsWith('2') && !traces.has(trace)) this.findings.add('unlogged', describe(entry));
      }
    }
  }
}
