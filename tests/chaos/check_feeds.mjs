// Holds each owner's feed to its rows, and each follower's copies to the owner's.

import { FOLLOWED, OWNERS, SCHEMAS, compare, id, unsettled } from './tables.mjs';
import { attendanceEntries } from './wire.mjs';

const TRAJECTORY = 'duaal_trajectory';
const INTAKE = 'duaal_intake';
const PARTNER = 'duaal_partner';
const text = (column) => `CAST(${column} AS CHAR)`;

// Per type of event: the schema and the rows that call for it, as (subject, number of events).
const CAUSES = {
  ParticipantRegistered: [INTAKE, `SELECT ${id('id')}, 1 FROM ${INTAKE}.participant`],
  ParticipantUpdated: [INTAKE, `SELECT ${id('id')}, row_version - 1 FROM ${INTAKE}.participant WHERE row_version > 1`],
  ParticipantReferred: [INTAKE, `SELECT ${id('id')}, 1 FROM ${INTAKE}.referral`],
  IntakeRecorded: [INTAKE, `SELECT ${id('referral_id')}, COUNT(*) FROM ${INTAKE}.referral_intake GROUP BY referral_id`],
  DeclarationSigned: [INTAKE, `SELECT ${id('id')}, 1 FROM ${INTAKE}.referral WHERE signed_date IS NOT NULL`],
  ReferralClosed: [INTAKE, `SELECT ${id('id')}, 1 FROM ${INTAKE}.referral WHERE close_reason <> 0`],
  TrajectoryStarted: [TRAJECTORY, `SELECT ${id('id')}, 1 FROM ${TRAJECTORY}.trajectory`],
  CaseManagerAssigned: [TRAJECTORY, `SELECT ${id('id')}, row_version - 1 FROM ${TRAJECTORY}.trajectory WHERE row_version > 1`],
  EnrolmentCreated: [TRAJECTORY, `SELECT ${id('id')}, 1 FROM ${TRAJECTORY}.enrolment`],
  EnrolmentEnded: [TRAJECTORY, `SELECT ${id('id')}, row_version - 1 FROM ${TRAJECTORY}.enrolment WHERE active IS NULL`],
  SessionCancelled: [TRAJECTORY, `SELECT ${id('id')}, 1 FROM ${TRAJECTORY}.session WHERE state = 2`],
  SignalRaised: [TRAJECTORY, `SELECT ${id('id')}, 1 FROM ${TRAJECTORY}.case_signal`],
  SignalAcknowledged: [TRAJECTORY, `SELECT ${id('id')}, 1 FROM ${TRAJECTORY}.case_signal WHERE acknowledge_time IS NOT NULL`],
  OrganisationRegistered: [PARTNER, `SELECT ${id('id')}, 1 FROM ${PARTNER}.organisation`],
  OfferingPublished: [PARTNER, `SELECT ${id('id')}, 1 FROM ${PARTNER}.offering`],
  OfferingCancelled: [PARTNER, `SELECT ${id('id')}, 1 FROM ${PARTNER}.offering WHERE state = 2`],
};

// What a follower keeps of an owner's facts, row by row.
const COPIES = [
  ['programmes in intake-svc', `SELECT code, SHA1(definition) FROM ${TRAJECTORY}.programme`, `SELECT code, SHA1(definition) FROM ${INTAKE}.programme`],
  ['programmes in reporting-svc', `SELECT code, SHA1(definition) FROM ${TRAJECTORY}.programme`, 'SELECT code, SHA1(definition) FROM duaal_reporting.programme'],
  ['candidates in trajectory-svc',
    `SELECT ${id('id')}, CONCAT_WS(' ', ${id('participant_id')}, programme_code, municipality_code, COALESCE(HEX(class_offering_id), '-'), state) FROM ${INTAKE}.referral`,
    `SELECT ${id('referral_id')}, CONCAT_WS(' ', ${id('participant_id')}, programme_code, municipality_code, COALESCE(HEX(class_offering_id), '-'), state) FROM ${TRAJECTORY}.candidate`],
  ['offerings in trajectory-svc', `SELECT ${id('id')}, CONCAT_WS(' ', capacity, ${text('start_date')}, ${text('end_date')}, state) FROM ${PARTNER}.offering`,
    `SELECT ${id('id')}, CONCAT_WS(' ', capacity, ${text('start_date')}, ${text('end_date')}, state) FROM ${TRAJECTORY}.offering`],
  ['who serves whom in trajectory-svc', served(), copied(TRAJECTORY)],
  ['who serves whom in intake-svc', served(), copied(INTAKE)],
];

function served() {
  return `SELECT ${id('id')}, CONCAT_WS(' ', HEX(participant_id), HEX(organisation_id), ${text('end_date')}) FROM ${TRAJECTORY}.enrolment`;
}

function copied(schema) {
  return `SELECT ${id('fact_id')}, CONCAT_WS(' ', HEX(person_id), HEX(organisation_id), ${text('valid_until')}) FROM ${schema}.access_service`;
}

export class FeedCheck {
  constructor({ tables, findings }) {
    Object.assign(this, { tables, findings });
  }

  async run() {
    for (const owner of OWNERS) await this.feed(owner);
    for (const waiting of await unsettled(this.tables)) this.findings.add('feed', waiting);
    await this.cursors();
    for (const [type, [schema, statement]] of Object.entries(CAUSES)) await this.events(type, schema, statement);
    await this.attendance();
    for (const [what, owner, copy] of COPIES) {
      compare((finding) => this.findings.add('copy', finding), what, await this.tables.map(owner), await this.tables.map(copy));
    }
  }

  // Positions 1 to head without a gap, no event twice, known times that never go back, nothing left behind.
  async feed(owner) {
    const schema = SCHEMAS[owner];
    const [rows, first, head, events, back, outbox] = (await this.tables.one(`SELECT COUNT(*), COALESCE(MIN(position), 1), COALESCE(MAX(position), 0),
      COUNT(DISTINCT event_id), (SELECT COUNT(*) FROM ${schema}.feed a JOIN ${schema}.feed b ON b.position = a.position + 1 WHERE b.known_time < a.known_time),
      (SELECT COUNT(*) FROM ${schema}.outbox) FROM ${schema}.feed`)).map(Number);
    const tell = (what) => this.findings.add('feed', `${owner}: ${what}`);
    if (first !== 1 || rows !== head) tell(`${rows} events at positions ${first} to ${head}`);
    if (events !== rows) tell(`${rows} positions hold ${events} events`);
    if (back !== 0) tell(`the known time goes back ${back} times`);
    if (outbox !== 0) tell(`${outbox} events are left in the outbox`);
  }

  async cursors() {
    for (const [service, feed] of FOLLOWED) {
      const rows = await this.tables.rows(`SELECT feed FROM ${SCHEMAS[service]}.feed_cursor WHERE feed = '${feed}'`);
      if (rows.length !== 1) this.findings.add('feed', `${service} keeps ${rows.length} positions of ${feed}`);
    }
  }

  async events(type, schema, statement) {
    const told = await this.tables.map(`SELECT subject_id, COUNT(*) FROM ${schema}.feed WHERE type LIKE '%.${type}' GROUP BY subject_id`);
    compare((finding) => this.findings.add('event', finding), type, await this.tables.map(statement), told);
  }

  // Every version of every attendance stands in one event, with the value it had.
  async attendance() {
    const expected = await this.tables.map(`SELECT ${id('session_id')}, ${id('participant_id')}, version, CONCAT_WS(' ', status, minutes) FROM ${TRAJECTORY}.attendance
      UNION ALL SELECT ${id('session_id')}, ${id('participant_id')}, version, CONCAT_WS(' ', status, minutes) FROM ${TRAJECTORY}.attendance_history`);
    const told = new Map();
    for (const [payload] of await this.tables.rows(`SELECT HEX(payload) FROM ${TRAJECTORY}.feed WHERE type LIKE '%.AttendanceRecorded' ORDER BY position`)) {
      for (const one of attendanceEntries(Buffer.from(payload, 'hex'))) {
        const key = `${one.sessionId} ${one.participantId} ${one.version}`;
        if (told.has(key)) this.findings.add('event', `AttendanceRecorded: ${key} was told of twice`);
        told.set(key, `${one.status} ${one.minutes}`);
      }
    }
    compare((finding) => this.findings.add('event', finding), 'AttendanceRecorded', expected, told);
  }
}
