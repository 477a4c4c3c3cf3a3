-- How a step was held, and the programme's own reason why a referral ended.
ALTER TABLE referral_intake
  MODIFY COLUMN staff_ids VARCHAR(2000) NOT NULL,
  ADD COLUMN setting TINYINT NOT NULL DEFAULT 0,
  ADD COLUMN company TINYINT NOT NULL DEFAULT 0,
  ADD COLUMN workplace_code VARCHAR(60) NOT NULL DEFAULT '',
  ADD COLUMN in_absence BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE referral
  ADD COLUMN exit_reason_code VARCHAR(60) NOT NULL DEFAULT '';

-- Who held a step, with role and organisation; null for the municipality itself.
CREATE TABLE referral_intake_professional (
  referral_id BINARY(16) NOT NULL,
  ordinal INT NOT NULL,
  place INT NOT NULL,
  staff_id VARCHAR(80) NOT NULL,
  role_code VARCHAR(60) NOT NULL,
  organisation_id BINARY(16) NULL,
  PRIMARY KEY (referral_id, ordinal, place),
  CONSTRAINT referral_intake_professional_step FOREIGN KEY (referral_id, ordinal)
    REFERENCES referral_intake (referral_id, ordinal)
);

-- What was noted with a step: sealed.
CREATE TABLE referral_intake_notes (
  referral_id BINARY(16) NOT NULL,
  step_code VARCHAR(60) NOT NULL,
  sealed MEDIUMBLOB NOT NULL,
  PRIMARY KEY (referral_id, step_code),
  CONSTRAINT referral_intake_notes_referral FOREIGN KEY (referral_id) REFERENCES referral (id)
);

-- Wishes to be spoken with alone; added, never changed, and the last one of a step counts.
CREATE TABLE alone_wish (
  referral_id BINARY(16) NOT NULL,
  step_code VARCHAR(60) NOT NULL,
  ordinal INT NOT NULL,
  alone BOOLEAN NOT NULL,
  asked_date DATE NOT NULL,
  record_time DATETIME(6) NOT NULL,
  PRIMARY KEY (referral_id, step_code, ordinal),
  CONSTRAINT alone_wish_referral FOREIGN KEY (referral_id) REFERENCES referral (id)
);

-- Steps after the start, by when they are due. Made when trajectory-svc tells of a start.
CREATE TABLE intake_deadline (
  referral_id BINARY(16) NOT NULL,
  step_code VARCHAR(60) NOT NULL,
  programme_code VARCHAR(40) NOT NULL,
  start_date DATE NOT NULL,
  due_date DATE NOT NULL,
  held_date DATE NULL,
  PRIMARY KEY (referral_id, step_code),
  KEY intake_deadline_due (programme_code, held_date, due_date, referral_id, step_code)
);

-- Summonses to a step, numbered from 1 per step.
CREATE TABLE summons (
  id BINARY(16) NOT NULL PRIMARY KEY,
  referral_id BINARY(16) NOT NULL,
  step_code VARCHAR(60) NOT NULL,
  number INT NOT NULL,
  sent_date DATE NOT NULL,
  appointment_date DATE NOT NULL,
  channel TINYINT NOT NULL,
  staff_id VARCHAR(80) NOT NULL,
  appearance TINYINT NOT NULL,
  create_time DATETIME(6) NOT NULL,
  row_version BIGINT NOT NULL,
  UNIQUE KEY summons_number (referral_id, step_code, number),
  CONSTRAINT summons_referral FOREIGN KEY (referral_id) REFERENCES referral (id)
);

-- The search for another form of participation after a refusal; one per referral.
CREATE TABLE participation_task (
  id BINARY(16) NOT NULL PRIMARY KEY,
  referral_id BINARY(16) NOT NULL,
  programme_code VARCHAR(40) NOT NULL,
  role_code VARCHAR(60) NOT NULL,
  opened_date DATE NOT NULL,
  closed_date DATE NULL,
  outcome_code VARCHAR(60) NOT NULL,
  staff_id VARCHAR(80) NOT NULL,
  create_time DATETIME(6) NOT NULL,
  row_version BIGINT NOT NULL,
  UNIQUE KEY participation_task_one (referral_id),
  KEY participation_task_open (programme_code, role_code, closed_date, id),
  CONSTRAINT participation_task_referral FOREIGN KEY (referral_id) REFERENCES referral (id)
);

-- Conversations in versions, none of which ever changes. What was said is sealed.
CREATE TABLE conversation (
  id BINARY(16) NOT NULL PRIMARY KEY,
  participant_id BINARY(16) NOT NULL,
  programme_code VARCHAR(40) NOT NULL,
  step_code VARCHAR(60) NOT NULL,
  version INT NOT NULL,
  guide_version VARCHAR(20) NOT NULL,
  held_date DATE NOT NULL,
  staff_ids VARCHAR(1000) NOT NULL,
  sealed MEDIUMBLOB NOT NULL,
  create_time DATETIME(6) NOT NULL,
  UNIQUE KEY conversation_version (participant_id, programme_code, step_code, version),
  KEY conversation_person (participant_id, id),
  CONSTRAINT conversation_participant FOREIGN KEY (participant_id) REFERENCES participant (id)
);
