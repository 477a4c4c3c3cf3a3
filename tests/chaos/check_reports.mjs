// Counts the figures of reporting-svc again from the owners' tables.

import { compare, id } from './tables.mjs';

const NIL = "'00000000-0000-0000-0000-000000000000'";
const CLASS = `COALESCE(${id('r.class_offering_id')}, ${NIL})`;
// The stage that a referral reached, whether it was closed later or not; 5 is a started trajectory.
const STAGE = `CASE WHEN EXISTS (SELECT 1 FROM duaal_trajectory.trajectory t WHERE t.referral_id = r.id) THEN 5
  WHEN r.signed_date IS NOT NULL THEN 4
  ELSE 1 + LEAST((SELECT COUNT(*) FROM duaal_intake.referral_intake i WHERE i.referral_id = r.id), 2) END`;
const WEEK = "CONCAT(LEFT(YEARWEEK(a.session_date, 3), 4), '-W', RIGHT(YEARWEEK(a.session_date, 3), 2))";
const ATTENDED = "CONCAT_WS(' ', present, absent_with_notice, absent_without_notice, minutes)";

const FIGURES = {
  'referrals by stage': [
    `SELECT ${id('r.id')}, CONCAT_WS(' ', r.programme_code, r.municipality_code, ${CLASS}, LEAST(${STAGE}, 5), r.close_reason) FROM duaal_intake.referral r`,
    `SELECT ${id('r.referral_id')}, CONCAT_WS(' ', r.programme_code, r.municipality_code, ${id('r.class_offering_id')}, IF(r.started, 5, r.stage), r.close_reason)
      FROM duaal_reporting.referral_fact r`],
  funnel: [
    `SELECT r.programme_code, ${CLASS}, r.municipality_code, n.stage, COUNT(*) FROM duaal_intake.referral r
      JOIN (SELECT 1 AS stage UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4 UNION ALL SELECT 5 UNION ALL SELECT 6) n
      ON n.stage <= ${STAGE} OR (n.stage = 6 AND ${STAGE} = 5 AND r.close_reason = 0) GROUP BY 1, 2, 3, 4`,
    `SELECT programme_code, ${id('class_offering_id')}, municipality_code, stage, people FROM duaal_reporting.funnel_count WHERE people <> 0`],
  exits: [
    `SELECT r.programme_code, ${CLASS}, r.municipality_code, r.close_reason, r.exit_reason_code, COUNT(*) FROM duaal_intake.referral r WHERE r.close_reason <> 0 GROUP BY 1, 2, 3, 4, 5`,
    `SELECT programme_code, ${id('class_offering_id')}, municipality_code, close_reason, exit_reason_code, people FROM duaal_reporting.exit_count WHERE people <> 0`],
  groups: [
    `SELECT ${id('o.id')}, CONCAT_WS(' ', o.programme_code, o.component_code, o.cancel_cause,
      (SELECT COUNT(*) FROM duaal_trajectory.enrolment e WHERE e.offering_id = o.id)) FROM duaal_partner.offering o`,
    `SELECT ${id('offering_id')}, CONCAT_WS(' ', programme_code, component_code, cancel_cause, enrolments) FROM duaal_reporting.offering_fact`],
  attendance: [
    `SELECT s.programme_code, ${WEEK}, a.component_code, ${id('s.offering_id')}, a.municipality_code,
      CONCAT_WS(' ', SUM(a.status IN (1, 2)), SUM(a.status = 3), SUM(a.status = 4), SUM(a.minutes))
      FROM duaal_trajectory.attendance a JOIN duaal_trajectory.session s ON s.id = a.session_id GROUP BY 1, 2, 3, 4, 5`,
    `SELECT programme_code, week, component_code, ${id('offering_id')}, municipality_code, ${ATTENDED} FROM duaal_reporting.attendance_week
      WHERE present + absent_with_notice + absent_without_notice <> 0`],
};

export class ReportCheck {
  constructor({ tables, findings }) {
    Object.assign(this, { tables, findings });
  }

  async run() {
    for (const [what, [owners, figures]] of Object.entries(FIGURES)) {
      compare((finding) => this.findings.add('report', finding), what, await this.tables.map(owners), await this.tables.map(figures));
    }
  }
}
