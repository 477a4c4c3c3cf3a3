// Tests the checker: a region without faults passes; each damage done by hand afterwards is found.

import assert from 'node:assert/strict';
import { withRegion } from '../e2e/lib/runner.mjs';
import { Trial } from './trial.mjs';

const LOAD = { minutes: 0.15, faults: 0, seed: 7, writers: 6 };
const SECONDS_MOST = 240;
// The columns of a person that have no default, but the id.
const PERSON = `given_name, family_name_prefix, family_name, family_name_key, birth_date, bsn_sealed, bsn_lookup, bsn_tail, gender, origin_country,
  municipality_code, arrival_date, settlement_date, target_group, benefit_category, legal_regime, language_level, create_time, update_time, row_version`;
const last = (table, key) => `(SELECT k FROM (SELECT MAX(${key}) AS k FROM ${table}) t)`;

// [what, the statement that does the damage, kind and text of the finding]. No two hit the same row, or they could
// make up for each other.
const DAMAGES = [
  ['a person is gone from the reports only', 'UPDATE duaal_reporting.funnel_count SET people = people - 1 WHERE stage = 1 LIMIT 1',
    'report', /^funnel: /],
  ['an exit counts twice', 'UPDATE duaal_reporting.exit_count SET people = people + 1 LIMIT 1', 'report', /^exits: /],
  ['minutes differ', 'UPDATE duaal_reporting.attendance_week SET minutes = minutes + 1 LIMIT 1', 'report', /^attendance: /],
  ['a group has a seat more', 'UPDATE duaal_reporting.offering_fact SET enrolments = enrolments + 1 LIMIT 1', 'report', /^groups: /],
  ['a seat is taken twice', `UPDATE duaal_trajectory.offering SET taken = taken - 1 WHERE taken > 0
     AND id <> (SELECT offering_id FROM duaal_trajectory.enrolment ORDER BY id DESC LIMIT 1) LIMIT 1`, 'seats', /seats taken of/],
  ['an event is lost', `DELETE FROM duaal_intake.feed WHERE position = ${last('duaal_intake.feed', 'position')} - 5`, 'feed', /^intake-svc: \d+ events at positions/],
  ['an event stands twice', `INSERT INTO duaal_trajectory.feed SELECT ${last('duaal_trajectory.feed', 'position')} + 1, event_id, type, subject_id, person_id,
     municipality_code, occur_time, known_time, payload FROM duaal_trajectory.feed WHERE position = 3`, 'feed', /positions hold/],
  ['a follower is behind', "UPDATE duaal_reporting.feed_cursor SET position = position - 1 WHERE feed = 'partner-svc'", 'feed', /has applied/],
  ['a copy is old', `UPDATE duaal_trajectory.candidate SET state = 1 WHERE state = 4 LIMIT 1`, 'copy', /^candidates in trajectory-svc/],
  ['a fact of access is gone', `DELETE FROM duaal_intake.access_service LIMIT 1`, 'copy', /^who serves whom in intake-svc/],
  ['a week is lost', 'DELETE FROM duaal_trajectory.saved_week LIMIT 1', 'lost', /^week: .* is missing/],
  ['a correction is lost', 'DELETE FROM duaal_trajectory.attendance_history LIMIT 1', 'lost', /^attendance history of/],
  ['a value is not the last one', 'UPDATE duaal_trajectory.attendance SET minutes = minutes + 1 WHERE minutes > 0', 'lost', /is not what was recorded last/],
  ['a seat is lost', `DELETE FROM duaal_trajectory.enrolment WHERE id = ${last('duaal_trajectory.enrolment', 'id')}`, 'lost', /^enrolment: .* is missing/],
  ['a change of a person is lost', 'UPDATE duaal_intake.participant SET row_version = row_version - 1 WHERE row_version > 1 LIMIT 1', 'lost', /^participant: /],
  ['a person is registered twice', `INSERT INTO duaal_intake.participant (id, ${PERSON}) SELECT UNHEX(REPLACE(UUID(), '-', '')), ${PERSON} FROM duaal_intake.participant WHERE bsn_lookup IS NULL LIMIT 1`, 'doubled', /was registered 2 times/],
  ['a request id is gone', 'DELETE FROM duaal_intake.idempotency ORDER BY id DESC LIMIT 1', 'lost', /request ids are stored/],
  ['a call was not logged', 'DELETE FROM duaal_trajectory.processing_log LIMIT 3', 'unlogged', /^write /],
];

const good = await withRegion('chaos-checker', SECONDS_MOST, async (region) => {
  const trial = new Trial(region, LOAD, console.log);
  await trial.setUp();
  await trial.disturb();
  await trial.history.close();
  const before = await trial.check();
  before.print(console.log);
  assert.ok(before.none, 'the region without faults differs from its history');
  for (const [, statement] of DAMAGES) await region.sql(statement);
  const after = await trial.check();
  const missed = DAMAGES.filter(([, , kind, text]) => !after.all.some((one) => one.kind === kind && text.test(one.text)));
  for (const [what] of missed) console.log(`the checker did not notice that ${what}`);
  console.log(`${DAMAGES.length - missed.length} of ${DAMAGES.length} damages were found`);
  return missed.length === 0;
});
process.exit(good ? 0 : 1);
