-- Decisions on what basis a candidate takes part; added, never changed. The motivation is sealed.
CREATE TABLE legal_basis (
  referral_id BINARY(16) NOT NULL,
  number INT NOT NULL,
  kind TINYINT NOT NULL,
  legal_ground VARCHAR(200) NOT NULL,
  occasion VARCHAR(200) NOT NULL,
  motivation_sealed BLOB NULL,
  decided_date DATE NOT NULL,
  decided_by VARCHAR(120) NOT NULL,
  create_time DATETIME(6) NOT NULL,
  PRIMARY KEY (referral_id, number),
  CONSTRAINT legal_basis_referral FOREIGN KEY (referral_id) REFERENCES referral (id)
);

-- What programmes want to know of people in codes; added, never changed. The person's own words are sealed.
CREATE TABLE characteristic (
  participant_id BINARY(16) NOT NULL,
  programme_code VARCHAR(40) NOT NULL,
  characteristic_code VARCHAR(60) NOT NULL,
  number INT NOT NULL,
  value_codes VARCHAR(1300) NOT NULL,
  from_date DATE NOT NULL,
  note_sealed BLOB NULL,
  recorded_by VARCHAR(120) NOT NULL,
  create_time DATETIME(6) NOT NULL,
  PRIMARY KEY (participant_id, programme_code, characteristic_code, number),
  CONSTRAINT characteristic_participant FOREIGN KEY (participant_id) REFERENCES participant (id)
);

-- The values that hold today, by which people are found and counted.
CREATE TABLE characteristic_value (
  programme_code VARCHAR(40) NOT NULL,
  characteristic_code VARCHAR(60) NOT NULL,
  value_code VARCHAR(60) NOT NULL,
  participant_id BINARY(16) NOT NULL,
  PRIMARY KEY (programme_code, characteristic_code, value_code, participant_id),
  KEY characteristic_value_person (participant_id, programme_code, characteristic_code),
  CONSTRAINT characteristic_value_participant FOREIGN KEY (participant_id) REFERENCES participant (id)
);

-- In what the staff of a municipality is specialised.
CREATE TABLE specialisation (
  programme_code VARCHAR(40) NOT NULL,
  characteristic_code VARCHAR(60) NOT NULL,
  municipality_code VARCHAR(6) NOT NULL,
  staff_id VARCHAR(80) NOT NULL,
  value_code VARCHAR(60) NOT NULL,
  PRIMARY KEY (programme_code, characteristic_code, municipality_code, staff_id, value_code)
);

-- Trajectories that started, as trajectory-svc tells: whoever has one is not taken into a programme for people who have
-- none.
CREATE TABLE started_trajectory (
  trajectory_id BINARY(16) NOT NULL PRIMARY KEY,
  participant_id BINARY(16) NOT NULL,
  programme_code VARCHAR(40) NOT NULL,
  start_date DATE NOT NULL,
  KEY started_trajectory_person (participant_id)
);
