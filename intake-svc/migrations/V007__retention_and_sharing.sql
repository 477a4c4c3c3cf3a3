-- How long what is kept: the first term of a class that runs out counts.
CREATE TABLE retention_class (
  code VARCHAR(60) NOT NULL PRIMARY KEY,
  display_name VARCHAR(120) NOT NULL,
  description VARCHAR(1000) NOT NULL,
  legal_ground VARCHAR(200) NOT NULL
);
CREATE TABLE retention_term (
  class_code VARCHAR(60) NOT NULL,
  event TINYINT NOT NULL,
  years INT NOT NULL,
  PRIMARY KEY (class_code, event),
  CONSTRAINT retention_term_class FOREIGN KEY (class_code) REFERENCES retention_class (code)
);
INSERT INTO retention_class (code, display_name, description, legal_ground) VALUES
  ('integration-record', 'Inburgeringsdossier',
   'Intake, assessments, barriers, referrals, residence, terms, trajectory, weeks and attendance.',
   'Besluit inburgering 2021 art. 9.9'),
  ('key-data', 'Kerngegevens',
   'BSN, name, municipality, birth date, and the day and manner in which the duty ended.',
   'Besluit inburgering 2021 art. 9.9');
INSERT INTO retention_term (class_code, event, years) VALUES
  ('integration-record', 1, 5), ('integration-record', 2, 0), ('key-data', 1, 50), ('key-data', 2, 50);

-- Events from which retention runs.
CREATE TABLE retention_event (
  participant_id BINARY(16) NOT NULL,
  event TINYINT NOT NULL,
  event_date DATE NOT NULL,
  record_time DATETIME(6) NOT NULL,
  PRIMARY KEY (participant_id, event),
  KEY retention_event_due (event, event_date, participant_id),
  CONSTRAINT retention_event_participant FOREIGN KEY (participant_id) REFERENCES participant (id)
);

-- Lists for destruction, and what they did. The lists outlive the people: they are the proof, and what a restored
-- backup has to destroy again. `open_class` is set while a person may stand on no other list of the class.
CREATE TABLE destruction (
  id BINARY(16) NOT NULL PRIMARY KEY,
  class_code VARCHAR(60) NOT NULL,
  municipality_code VARCHAR(6) NOT NULL,
  state TINYINT NOT NULL,
  proposed_by VARCHAR(255) NOT NULL,
  propose_time DATETIME(6) NOT NULL,
  decided_by VARCHAR(255) NOT NULL,
  decide_time DATETIME(6) NULL,
  finish_time DATETIME(6) NULL,
  proof_hash VARCHAR(64) NOT NULL,
  row_version BIGINT NOT NULL,
  KEY destruction_list (municipality_code, id),
  KEY destruction_running (state, id)
);
CREATE TABLE destruction_item (
  destruction_id BINARY(16) NOT NULL,
  ordinal INT NOT NULL,
  participant_id BINARY(16) NOT NULL,
  open_class VARCHAR(60) NULL,
  outcome TINYINT NOT NULL,
  PRIMARY KEY (destruction_id, ordinal),
  UNIQUE KEY destruction_item_open (participant_id, open_class),
  KEY destruction_item_waiting (destruction_id, outcome, ordinal),
  CONSTRAINT destruction_item_destruction FOREIGN KEY (destruction_id) REFERENCES destruction (id)
);
CREATE TABLE destruction_count (
  destruction_id BINARY(16) NOT NULL,
  service VARCHAR(40) NOT NULL,
  table_name VARCHAR(64) NOT NULL,
  row_count BIGINT NOT NULL,
  PRIMARY KEY (destruction_id, service, table_name),
  CONSTRAINT destruction_count_destruction FOREIGN KEY (destruction_id) REFERENCES destruction (id)
);

-- What people decided on the sharing of their data, as they decided it; the last fact of an organisation and a
-- purpose counts. `is_applied` tells that every service that lets partners in goes by it.
CREATE TABLE sharing (
  id BINARY(16) NOT NULL PRIMARY KEY,
  participant_id BINARY(16) NOT NULL,
  organisation_id BINARY(16) NOT NULL,
  purpose VARCHAR(64) NOT NULL,
  decision TINYINT NOT NULL,
  decision_date DATE NOT NULL,
  record_time DATETIME(6) NOT NULL,
  is_applied BOOLEAN NOT NULL,
  KEY sharing_person (participant_id, id),
  CONSTRAINT sharing_participant FOREIGN KEY (participant_id) REFERENCES participant (id)
);
