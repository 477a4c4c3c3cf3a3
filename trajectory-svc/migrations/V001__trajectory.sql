-- Programmes as data: the serialized definition decides over weeks, starts and signals.
CREATE TABLE programme (
  code VARCHAR(40) NOT NULL PRIMARY KEY,
  display_name VARCHAR(120) NOT NULL,
  definition MEDIUMBLOB NOT NULL,
  create_time DATETIME(6) NOT NULL,
  update_time DATETIME(6) NOT NULL,
  row_version BIGINT NOT NULL
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Referrals of intake-svc from which a trajectory may start, with the person's municipality of today.
CREATE TABLE candidate (
  referral_id BINARY(16) NOT NULL PRIMARY KEY,
  participant_id BINARY(16) NOT NULL,
  programme_code VARCHAR(40) NOT NULL,
  municipality_code VARCHAR(6) NOT NULL,
  class_offering_id BINARY(16) NULL,
  state TINYINT NOT NULL,
  KEY candidate_person (participant_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- One person in one programme; exactly one case manager.
CREATE TABLE trajectory (
  id BINARY(16) NOT NULL PRIMARY KEY,
  referral_id BINARY(16) NOT NULL,
  participant_id BINARY(16) NOT NULL,
  programme_code VARCHAR(40) NOT NULL,
  municipality_code VARCHAR(6) NOT NULL,
  case_manager_id VARCHAR(80) NOT NULL,
  start_date DATE NOT NULL,
  state TINYINT NOT NULL,
  create_time DATETIME(6) NOT NULL,
  row_version BIGINT NOT NULL,
  UNIQUE KEY trajectory_referral (referral_id),
  KEY trajectory_list (municipality_code, id),
  KEY trajectory_case_manager (case_manager_id, id),
  KEY trajectory_programme (programme_code, municipality_code, id),
  KEY trajectory_person (participant_id, id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- The version of a person's schedule: whoever changes a week, a seat or a turn holds this row and counts
-- it up. A row of its own, so that a new case manager does not make a week stale.
CREATE TABLE trajectory_schedule (
  trajectory_id BINARY(16) NOT NULL PRIMARY KEY,
  row_version BIGINT NOT NULL
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- The catalogue of partner-svc with the seats, which are counted here and nowhere else.
CREATE TABLE offering (
  id BINARY(16) NOT NULL PRIMARY KEY,
  programme_code VARCHAR(40) NOT NULL,
  component_code VARCHAR(60) NOT NULL,
  organisation_id BINARY(16) NOT NULL,
  display_name VARCHAR(120) NOT NULL,
  capacity INT NOT NULL,
  taken INT NOT NULL,
  start_date DATE NOT NULL,
  end_date DATE NOT NULL,
  week_pattern TINYINT NOT NULL,
  state TINYINT NOT NULL,
  cancel_date DATE NULL,
  CONSTRAINT offering_seats CHECK (taken >= 0 AND taken <= capacity)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE offering_slot (
  offering_id BINARY(16) NOT NULL,
  ordinal INT NOT NULL,
  weekday TINYINT NOT NULL,
  start_minute SMALLINT NOT NULL,
  end_minute SMALLINT NOT NULL,
  site VARCHAR(120) NOT NULL,
  PRIMARY KEY (offering_id, ordinal)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- The dated occurrences of a timetable. The id follows from offering, date and start.
CREATE TABLE session (
  id BINARY(16) NOT NULL PRIMARY KEY,
  offering_id BINARY(16) NOT NULL,
  programme_code VARCHAR(40) NOT NULL,
  component_code VARCHAR(60) NOT NULL,
  session_date DATE NOT NULL,
  start_minute SMALLINT NOT NULL,
  end_minute SMALLINT NOT NULL,
  site VARCHAR(120) NOT NULL,
  state TINYINT NOT NULL,
  notice_given BOOLEAN NOT NULL,
  row_version BIGINT NOT NULL,
  UNIQUE KEY session_time (offering_id, session_date, start_minute),
  KEY session_state (offering_id, state, session_date)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Seats. `active` is 1, or NULL once given back, so that a person holds at most one seat in an offering.
CREATE TABLE enrolment (
  id BINARY(16) NOT NULL PRIMARY KEY,
  trajectory_id BINARY(16) NOT NULL,
  offering_id BINARY(16) NOT NULL,
  participant_id BINARY(16) NOT NULL,
  organisation_id BINARY(16) NOT NULL,
  component_code VARCHAR(60) NOT NULL,
  municipality_code VARCHAR(6) NOT NULL,
  start_date DATE NOT NULL,
  end_date DATE NOT NULL,
  active TINYINT NULL,
  create_time DATETIME(6) NOT NULL,
  row_version BIGINT NOT NULL,
  UNIQUE KEY enrolment_seat (trajectory_id, offering_id, active),
  KEY enrolment_trajectory (trajectory_id, id),
  KEY enrolment_offering (offering_id, id),
  KEY enrolment_person (participant_id, offering_id),
  CONSTRAINT enrolment_period CHECK (start_date <= end_date)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- What was planned for a week. A recurring one holds from its Monday until the next saved week begins.
CREATE TABLE saved_week (
  trajectory_id BINARY(16) NOT NULL,
  week_date DATE NOT NULL,
  this_week_only BOOLEAN NOT NULL,
  until_date DATE NOT NULL,
  PRIMARY KEY (trajectory_id, week_date, this_week_only)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE planned_activity (
  trajectory_id BINARY(16) NOT NULL,
  week_date DATE NOT NULL,
  this_week_only BOOLEAN NOT NULL,
  ordinal INT NOT NULL,
  component_code VARCHAR(60) NOT NULL,
  weekday TINYINT NOT NULL,
  start_minute SMALLINT NOT NULL,
  end_minute SMALLINT NOT NULL,
  site VARCHAR(120) NOT NULL,
  offering_id BINARY(16) NULL,
  display_name VARCHAR(120) NOT NULL,
  PRIMARY KEY (trajectory_id, week_date, this_week_only, ordinal)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Components that take turns from a Monday on, until a later Monday of the same person.
CREATE TABLE component_turn (
  trajectory_id BINARY(16) NOT NULL,
  from_date DATE NOT NULL,
  component_code VARCHAR(60) NOT NULL,
  position INT NOT NULL,
  turns INT NOT NULL,
  week_pattern TINYINT NOT NULL,
  PRIMARY KEY (trajectory_id, from_date, component_code)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- What is known of each person at each session; corrections move the earlier value to the history.
CREATE TABLE attendance (
  session_id BINARY(16) NOT NULL,
  participant_id BINARY(16) NOT NULL,
  trajectory_id BINARY(16) NOT NULL,
  municipality_code VARCHAR(6) NOT NULL,
  component_code VARCHAR(60) NOT NULL,
  session_date DATE NOT NULL,
  start_minute SMALLINT NOT NULL,
  status TINYINT NOT NULL,
  minutes SMALLINT NOT NULL,
  version INT NOT NULL,
  record_time DATETIME(6) NOT NULL,
  PRIMARY KEY (session_id, participant_id),
  KEY attendance_person (participant_id, component_code, session_date)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE attendance_history (
  session_id BINARY(16) NOT NULL,
  participant_id BINARY(16) NOT NULL,
  version INT NOT NULL,
  status TINYINT NOT NULL,
  minutes SMALLINT NOT NULL,
  record_time DATETIME(6) NOT NULL,
  PRIMARY KEY (session_id, participant_id, version),
  KEY attendance_history_person (participant_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- What case managers should know; at most one of a kind per session and person.
CREATE TABLE case_signal (
  id BINARY(16) NOT NULL PRIMARY KEY,
  kind TINYINT NOT NULL,
  trajectory_id BINARY(16) NOT NULL,
  participant_id BINARY(16) NOT NULL,
  municipality_code VARCHAR(6) NOT NULL,
  case_manager_id VARCHAR(80) NOT NULL,
  session_id BINARY(16) NOT NULL,
  component_code VARCHAR(60) NOT NULL,
  signal_date DATE NOT NULL,
  create_time DATETIME(6) NOT NULL,
  acknowledge_time DATETIME(6) NULL,
  is_open BOOLEAN NOT NULL,
  row_version BIGINT NOT NULL,
  UNIQUE KEY case_signal_once (session_id, participant_id, kind),
  KEY case_signal_list (municipality_code, id),
  KEY case_signal_open (municipality_code, is_open, id),
  KEY case_signal_case_manager (case_manager_id, id),
  KEY case_signal_case_manager_open (case_manager_id, is_open, id),
  KEY case_signal_person (participant_id),
  KEY case_signal_trajectory (trajectory_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
