-- Assessments: dated observations. A row never changes but for `superseded_by_id`, set once. `first_reference`
-- is the source's number of a first observation, so that a record of a source is taken over once per person.
CREATE TABLE assessment (
  id BINARY(16) NOT NULL PRIMARY KEY,
  participant_id BINARY(16) NOT NULL,
  programme_code VARCHAR(40) NOT NULL,
  instrument_code VARCHAR(60) NOT NULL,
  instrument_version VARCHAR(20) NOT NULL,
  taken_date DATE NOT NULL,
  taken_by_role VARCHAR(60) NOT NULL,
  staff_ids VARCHAR(1000) NOT NULL,
  organisation_id BINARY(16) NULL,
  setting TINYINT NOT NULL,
  relevance_ground VARCHAR(60) NOT NULL,
  source VARCHAR(60) NOT NULL,
  source_reference VARCHAR(80) NOT NULL,
  first_reference VARCHAR(80) NULL,
  supersedes_id BINARY(16) NULL,
  superseded_by_id BINARY(16) NULL,
  correction_reason TINYINT NOT NULL,
  create_time DATETIME(6) NOT NULL,
  row_version BIGINT NOT NULL,
  UNIQUE KEY assessment_source (participant_id, source, first_reference),
  UNIQUE KEY assessment_supersedes (supersedes_id),
  KEY assessment_person (participant_id, id),
  KEY assessment_instrument (programme_code, instrument_code, id),
  CONSTRAINT assessment_participant FOREIGN KEY (participant_id) REFERENCES participant (id)
);

-- Values of aspects that are of no special category.
CREATE TABLE assessment_value (
  assessment_id BINARY(16) NOT NULL,
  ordinal INT NOT NULL,
  aspect_code VARCHAR(60) NOT NULL,
  value VARCHAR(2000) NOT NULL,
  PRIMARY KEY (assessment_id, ordinal),
  CONSTRAINT assessment_value_assessment FOREIGN KEY (assessment_id) REFERENCES assessment (id)
);

-- Values of a special category (health): sealed, and read by one statement of their own.
CREATE TABLE assessment_special (
  assessment_id BINARY(16) NOT NULL PRIMARY KEY,
  sealed MEDIUMBLOB NOT NULL,
  CONSTRAINT assessment_special_assessment FOREIGN KEY (assessment_id) REFERENCES assessment (id)
);

-- Barriers. Kind, coaching and deliverers are sealed; `open_kind` is a keyed hash of person and kind while the
-- barrier stands, so that a person has one open barrier of a kind per programme.
CREATE TABLE barrier (
  id BINARY(16) NOT NULL PRIMARY KEY,
  participant_id BINARY(16) NOT NULL,
  programme_code VARCHAR(40) NOT NULL,
  noted_date DATE NOT NULL,
  end_date DATE NULL,
  sealed MEDIUMBLOB NOT NULL,
  open_kind BINARY(32) NULL,
  create_time DATETIME(6) NOT NULL,
  row_version BIGINT NOT NULL,
  UNIQUE KEY barrier_open (participant_id, programme_code, open_kind),
  KEY barrier_person (participant_id, id),
  CONSTRAINT barrier_participant FOREIGN KEY (participant_id) REFERENCES participant (id)
);
