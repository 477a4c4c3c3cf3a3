-- Municipalities with the time that they exist (CBS codes).
CREATE TABLE municipality (
  code VARCHAR(6) NOT NULL PRIMARY KEY,
  display_name VARCHAR(80) NOT NULL,
  start_date DATE NULL,
  end_date DATE NULL
);

-- Programme definitions as trajectory-svc published them; serialized, read-only here.
CREATE TABLE programme (
  code VARCHAR(40) NOT NULL PRIMARY KEY,
  definition MEDIUMBLOB NOT NULL
);

-- People. The BSN is sealed and found by keyed hash; no column here is ever published in an event.
CREATE TABLE participant (
  id BINARY(16) NOT NULL PRIMARY KEY,
  given_name VARCHAR(200) NOT NULL,
  family_name_prefix VARCHAR(20) NOT NULL,
  family_name VARCHAR(200) NOT NULL,
  family_name_key VARCHAR(400) NOT NULL,
  birth_date DATE NOT NULL,
  bsn_sealed VARBINARY(96) NULL,
  bsn_lookup BINARY(32) NULL,
  bsn_tail VARCHAR(2) NOT NULL,
  gender TINYINT NOT NULL,
  origin_country VARCHAR(2) NOT NULL,
  municipality_code VARCHAR(6) NOT NULL,
  arrival_date DATE NULL,
  settlement_date DATE NULL,
  target_group TINYINT NOT NULL,
  benefit_category TINYINT NOT NULL,
  legal_regime TINYINT NOT NULL,
  language_level VARCHAR(8) NOT NULL,
  create_time DATETIME(6) NOT NULL,
  update_time DATETIME(6) NOT NULL,
  row_version BIGINT NOT NULL,
  UNIQUE KEY participant_bsn (municipality_code, bsn_lookup),
  KEY participant_list (municipality_code, id),
  KEY participant_bsn_lookup (bsn_lookup),
  KEY participant_name (municipality_code, family_name_key, id)
);

-- Where an imported person came from, so that the same list can be read again.
CREATE TABLE participant_source (
  municipality_code VARCHAR(6) NOT NULL,
  source VARCHAR(80) NOT NULL,
  source_reference VARCHAR(80) NOT NULL,
  participant_id BINARY(16) NOT NULL,
  PRIMARY KEY (municipality_code, source, source_reference),
  KEY participant_source_person (participant_id)
);

-- Candidates. `open_programme_code` is set while the referral is open, so that a person has at most one
-- open referral per programme.
CREATE TABLE referral (
  id BINARY(16) NOT NULL PRIMARY KEY,
  participant_id BINARY(16) NOT NULL,
  programme_code VARCHAR(40) NOT NULL,
  open_programme_code VARCHAR(40) NULL,
  municipality_code VARCHAR(6) NOT NULL,
  channel TINYINT NOT NULL,
  referring_organisation_id BINARY(16) NULL,
  class_offering_id BINARY(16) NULL,
  from_region BOOLEAN NOT NULL,
  arrival_cohort VARCHAR(40) NOT NULL,
  benefit_entitled BOOLEAN NOT NULL,
  state TINYINT NOT NULL,
  close_reason TINYINT NOT NULL,
  signed_date DATE NULL,
  voluntary BOOLEAN NOT NULL,
  free_of_charge BOOLEAN NOT NULL,
  create_time DATETIME(6) NOT NULL,
  row_version BIGINT NOT NULL,
  UNIQUE KEY referral_open (participant_id, open_programme_code),
  KEY referral_list (programme_code, municipality_code, id),
  KEY referral_class (class_offering_id, municipality_code, id),
  CONSTRAINT referral_participant FOREIGN KEY (participant_id) REFERENCES participant (id)
);

-- Intake steps that were held, in the order of recording.
CREATE TABLE referral_intake (
  referral_id BINARY(16) NOT NULL,
  ordinal INT NOT NULL,
  step_code VARCHAR(60) NOT NULL,
  held_date DATE NOT NULL,
  staff_ids VARCHAR(1000) NOT NULL,
  PRIMARY KEY (referral_id, ordinal),
  UNIQUE KEY referral_intake_step (referral_id, step_code),
  CONSTRAINT referral_intake_referral FOREIGN KEY (referral_id) REFERENCES referral (id)
);
