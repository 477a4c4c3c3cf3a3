-- Requests to correct what is held about a person, and what became of them. What the person says and the reasons are
-- sealed. `open_due_date` is the day until which a decision is due, and empty once there is one.
CREATE TABLE correction (
  id BINARY(16) NOT NULL PRIMARY KEY,
  participant_id BINARY(16) NOT NULL,
  service VARCHAR(40) NOT NULL,
  section_code VARCHAR(60) NOT NULL,
  channel TINYINT NOT NULL,
  received_date DATE NOT NULL,
  requested_by VARCHAR(255) NOT NULL,
  due_date DATE NOT NULL,
  open_due_date DATE NULL,
  extension_told_date DATE NULL,
  outcome TINYINT NOT NULL,
  complaint_right_told BOOLEAN NOT NULL,
  decided_by VARCHAR(255) NOT NULL,
  decided_date DATE NULL,
  sealed BLOB NOT NULL,
  create_time DATETIME(6) NOT NULL,
  row_version BIGINT NOT NULL,
  KEY correction_person (participant_id, id),
  KEY correction_open (open_due_date, id),
  CONSTRAINT correction_participant FOREIGN KEY (participant_id) REFERENCES participant (id)
);

-- Who received the data and has to be told that it was corrected: an organisation, or a service.
CREATE TABLE correction_recipient (
  correction_id BINARY(16) NOT NULL,
  number INT NOT NULL,
  organisation_id BINARY(16) NULL,
  service VARCHAR(40) NOT NULL,
  told_date DATE NULL,
  told_by VARCHAR(255) NOT NULL,
  PRIMARY KEY (correction_id, number),
  CONSTRAINT correction_recipient_correction FOREIGN KEY (correction_id) REFERENCES correction (id)
);

-- Who serves one person: for the recipients, and for destruction.
ALTER TABLE access_service ADD KEY access_service_person (person_id);

-- People by birth date: the day, the month or the year as far as it is known, each with the beginning of the name and
-- in the order of a search, so that a page reads what it answers.
ALTER TABLE participant
  ADD COLUMN birth_day DATE AS (IF(birth_known = 3, birth_date, NULL)) PERSISTENT,
  ADD COLUMN birth_month INT AS (IF(birth_known >= 2, YEAR(birth_date) * 100 + MONTH(birth_date), NULL)) PERSISTENT,
  ADD COLUMN birth_year INT AS (IF(birth_known >= 1, YEAR(birth_date), NULL)) PERSISTENT,
  ADD KEY participant_birth_day (municipality_code, birth_day, family_name_key, id),
  ADD KEY participant_birth_month (municipality_code, birth_month, family_name_key, id),
  ADD KEY participant_birth_year (municipality_code, birth_year, family_name_key, id);
