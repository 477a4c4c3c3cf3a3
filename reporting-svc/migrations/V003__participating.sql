-- Who started and has not left since is counted as stage 6, beside the stages reached.
INSERT INTO funnel_count (programme_code, class_offering_id, municipality_code, stage, people)
  SELECT r.programme_code, r.class_offering_id, r.municipality_code, 6, COUNT(r.referral_id) FROM referral_fact r
  WHERE r.stage > 0 AND r.started AND r.close_reason = 0
  GROUP BY r.programme_code, r.class_offering_id, r.municipality_code;

-- People who left are counted by the programme's own reason as well; empty where it names none.
ALTER TABLE referral_fact
  ADD COLUMN exit_reason_code VARCHAR(60) NOT NULL DEFAULT '';
ALTER TABLE exit_count
  ADD COLUMN exit_reason_code VARCHAR(60) NOT NULL DEFAULT '',
  DROP PRIMARY KEY,
  ADD PRIMARY KEY (programme_code, class_offering_id, municipality_code, close_reason, exit_reason_code);
