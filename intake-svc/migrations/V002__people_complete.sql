-- Names in any script, numbers, nationalities, languages, literacy and wishes of a person. A composed name may be
-- longer than what was sent. `birth_known` tells how much of the birth date is known; where nothing is, the
-- column holds the first day of year 1. Languages are lines of `ar* Arab=3 Latn=1`, the star for a first language.
-- `number_claim` is 1, or null for a person who came from a municipality whose record has the same number
-- as one here: the number is claimed once, and a move never fails on it.
ALTER TABLE participant
  MODIFY COLUMN given_name VARCHAR(600) NOT NULL,
  MODIFY COLUMN family_name_prefix VARCHAR(60) NOT NULL,
  MODIFY COLUMN family_name VARCHAR(600) NOT NULL,
  ADD COLUMN single_name BOOLEAN NOT NULL DEFAULT FALSE,
  ADD COLUMN birth_known TINYINT NOT NULL DEFAULT 3,
  ADD COLUMN v_number_sealed VARBINARY(96) NULL,
  ADD COLUMN v_number_lookup BINARY(32) NULL,
  ADD COLUMN v_number_tail VARCHAR(2) NOT NULL DEFAULT '',
  ADD COLUMN number_claim TINYINT NULL DEFAULT 1,
  ADD COLUMN nationalities VARCHAR(40) NOT NULL DEFAULT '',
  ADD COLUMN stateless BOOLEAN NOT NULL DEFAULT FALSE,
  ADD COLUMN languages VARCHAR(1000) NOT NULL DEFAULT '',
  ADD COLUMN literacy TINYINT NOT NULL DEFAULT 0,
  ADD COLUMN expected_route TINYINT NOT NULL DEFAULT 0,
  ADD COLUMN literacy_date DATE NULL,
  ADD COLUMN contact_channel TINYINT NOT NULL DEFAULT 0,
  ADD COLUMN contact_language VARCHAR(3) NOT NULL DEFAULT '',
  DROP KEY participant_bsn,
  ADD UNIQUE KEY participant_bsn (municipality_code, bsn_lookup, number_claim),
  ADD UNIQUE KEY participant_v_number (municipality_code, v_number_lookup, number_claim),
  ADD KEY participant_v_number_lookup (v_number_lookup);

-- Where a person lived, lives and is going to live; written from the first move on. A residence ends where the next
-- begins, so that no two overlap; a first day that is not known is that of year 1. `applied` is false until the
-- day has come and the person went over.
CREATE TABLE residence (
  participant_id BINARY(16) NOT NULL,
  start_date DATE NOT NULL,
  municipality_code VARCHAR(6) NOT NULL,
  cause TINYINT NOT NULL,
  applied BOOLEAN NOT NULL,
  PRIMARY KEY (participant_id, start_date),
  KEY residence_due (applied, start_date),
  CONSTRAINT residence_participant FOREIGN KEY (participant_id) REFERENCES participant (id)
);

-- The municipality in which another goes on from its `end_date` on; empty when there is none.
ALTER TABLE municipality
  ADD COLUMN successor_code VARCHAR(6) NOT NULL DEFAULT '',
  ADD KEY municipality_merged (successor_code, end_date);

-- What is known of a person's integration duty. Facts are added, never changed: dates of the first plan, of which
-- the last counts; extensions; terms as DUO gave them, of which the last is DUO's of today.
CREATE TABLE duty_plan_date (
  participant_id BINARY(16) NOT NULL,
  ordinal INT NOT NULL,
  plan_date DATE NOT NULL,
  record_time DATETIME(6) NOT NULL,
  PRIMARY KEY (participant_id, ordinal),
  CONSTRAINT duty_plan_date_participant FOREIGN KEY (participant_id) REFERENCES participant (id)
);
CREATE TABLE duty_extension (
  participant_id BINARY(16) NOT NULL,
  ordinal INT NOT NULL,
  ground TINYINT NOT NULL,
  months INT NOT NULL,
  days INT NOT NULL,
  decided_date DATE NOT NULL,
  record_time DATETIME(6) NOT NULL,
  PRIMARY KEY (participant_id, ordinal),
  CONSTRAINT duty_extension_participant FOREIGN KEY (participant_id) REFERENCES participant (id)
);
CREATE TABLE duty_term (
  participant_id BINARY(16) NOT NULL,
  ordinal INT NOT NULL,
  start_date DATE NOT NULL,
  end_date DATE NOT NULL,
  changed_date DATE NULL,
  ground_code VARCHAR(10) NOT NULL,
  record_time DATETIME(6) NOT NULL,
  PRIMARY KEY (participant_id, ordinal),
  CONSTRAINT duty_term_participant FOREIGN KEY (participant_id) REFERENCES participant (id)
);
