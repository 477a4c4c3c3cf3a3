-- A record that was merged into another one stays, and is nobody's to see until the merge is undone. `matched` is
-- false until the person's keys in participant_match are those of the name and birth date of now.
ALTER TABLE participant
  ADD COLUMN merged_into_id BINARY(16) NULL,
  ADD COLUMN matched BOOLEAN NOT NULL DEFAULT FALSE,
  ADD KEY participant_unmatched (matched, id);

-- Keyed hashes of name forms with birth dates: equal where two records may be one person. Nothing can be read back.
CREATE TABLE participant_match (
  match_key BINARY(16) NOT NULL,
  participant_id BINARY(16) NOT NULL,
  PRIMARY KEY (match_key, participant_id),
  KEY participant_match_person (participant_id),
  CONSTRAINT participant_match_participant FOREIGN KEY (participant_id) REFERENCES participant (id)
);

-- Two records of one person, from the request to the merge and its undoing. `open_pair` is a hash of both ids while
-- the request or the merge stands, so that a pair has one of them. The adopted numbers are
-- those that the kept record lacked.
CREATE TABLE participant_merge (
  id BINARY(16) NOT NULL PRIMARY KEY,
  kept_id BINARY(16) NOT NULL,
  merged_id BINARY(16) NOT NULL,
  open_pair BINARY(32) NULL,
  state TINYINT NOT NULL,
  requested_by_municipality VARCHAR(6) NOT NULL,
  requested_by_id VARCHAR(120) NOT NULL,
  decided_by_id VARCHAR(120) NOT NULL,
  undone_by_id VARCHAR(120) NOT NULL,
  request_time DATETIME(6) NOT NULL,
  decide_time DATETIME(6) NULL,
  undo_time DATETIME(6) NULL,
  row_version BIGINT NOT NULL,
  adopted_bsn BOOLEAN NOT NULL DEFAULT FALSE,
  adopted_v_number BOOLEAN NOT NULL DEFAULT FALSE,
  UNIQUE KEY participant_merge_open (open_pair),
  KEY participant_merge_state (state, id),
  KEY participant_merge_kept (kept_id, state),
  KEY participant_merge_merged (merged_id, state),
  CONSTRAINT participant_merge_kept_participant FOREIGN KEY (kept_id) REFERENCES participant (id),
  CONSTRAINT participant_merge_merged_participant FOREIGN KEY (merged_id) REFERENCES participant (id)
);

-- What went over in a merge, row by row, so that the undoing gives back exactly that. `row_id` is a referral, an
-- assessment or a barrier; `ordinal` a fact of the duty.
CREATE TABLE participant_merge_row (
  merge_id BINARY(16) NOT NULL,
  kind TINYINT NOT NULL,
  row_id BINARY(16) NOT NULL,
  ordinal INT NOT NULL,
  PRIMARY KEY (merge_id, kind, row_id, ordinal),
  CONSTRAINT participant_merge_row_merge FOREIGN KEY (merge_id) REFERENCES participant_merge (id)
);

-- Rows of weekly register lists, each new or changed person a candidate to screen. `row_key` is a keyed hash of
-- municipality, list and the row's reference, `content_hash` one of what the row said; the person is sealed until the
-- decision, and gone after it.
CREATE TABLE screening (
  id BINARY(16) NOT NULL PRIMARY KEY,
  municipality_code VARCHAR(6) NOT NULL,
  list_code VARCHAR(60) NOT NULL,
  week_date DATE NOT NULL,
  row_key BINARY(32) NOT NULL,
  revision INT NOT NULL,
  content_hash BINARY(32) NOT NULL,
  register_change TINYINT NOT NULL,
  sealed MEDIUMBLOB NOT NULL,
  known_participant_id BINARY(16) NULL,
  state TINYINT NOT NULL,
  assigned_staff_id VARCHAR(120) NOT NULL,
  decided_date DATE NULL,
  decided_by_id VARCHAR(120) NOT NULL,
  dismiss_reason TINYINT NOT NULL,
  participant_id BINARY(16) NULL,
  create_time DATETIME(6) NOT NULL,
  row_version BIGINT NOT NULL,
  UNIQUE KEY screening_row (row_key, revision),
  KEY screening_list (municipality_code, week_date, id)
);
