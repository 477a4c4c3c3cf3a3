-- Programme definitions as trajectory-svc published them; targets and component kinds are read from here.
CREATE TABLE programme (
  code VARCHAR(40) NOT NULL PRIMARY KEY,
  definition MEDIUMBLOB NOT NULL
);

-- How far each candidate came. `stage` 0 means that only another feed has told of the referral so far.
CREATE TABLE referral_fact (
  referral_id BINARY(16) NOT NULL PRIMARY KEY,
  programme_code VARCHAR(40) NOT NULL,
  municipality_code VARCHAR(6) NOT NULL,
  class_offering_id BINARY(16) NOT NULL,
  stage TINYINT NOT NULL,
  started BOOLEAN NOT NULL,
  close_reason TINYINT NOT NULL
);

-- People per stage reached (1 to 5), kept in step with referral_fact in the same transaction.
CREATE TABLE funnel_count (
  programme_code VARCHAR(40) NOT NULL,
  class_offering_id BINARY(16) NOT NULL,
  municipality_code VARCHAR(6) NOT NULL,
  stage TINYINT NOT NULL,
  people BIGINT NOT NULL,
  PRIMARY KEY (programme_code, class_offering_id, municipality_code, stage)
);

-- People who left, per reason.
CREATE TABLE exit_count (
  programme_code VARCHAR(40) NOT NULL,
  class_offering_id BINARY(16) NOT NULL,
  municipality_code VARCHAR(6) NOT NULL,
  close_reason TINYINT NOT NULL,
  people BIGINT NOT NULL,
  PRIMARY KEY (programme_code, class_offering_id, municipality_code, close_reason)
);

-- Groups: whether they run, and whether anyone ever took a seat.
CREATE TABLE offering_fact (
  offering_id BINARY(16) NOT NULL PRIMARY KEY,
  programme_code VARCHAR(40) NOT NULL,
  component_code VARCHAR(60) NOT NULL,
  cancel_cause TINYINT NOT NULL,
  enrolments BIGINT NOT NULL,
  KEY offering_fact_programme (programme_code, component_code)
);

-- Attendance per ISO week.
CREATE TABLE attendance_week (
  programme_code VARCHAR(40) NOT NULL,
  week CHAR(8) NOT NULL,
  component_code VARCHAR(60) NOT NULL,
  offering_id BINARY(16) NOT NULL,
  municipality_code VARCHAR(6) NOT NULL,
  present BIGINT NOT NULL,
  absent_with_notice BIGINT NOT NULL,
  absent_without_notice BIGINT NOT NULL,
  minutes BIGINT NOT NULL,
  PRIMARY KEY (programme_code, week, component_code, offering_id, municipality_code)
);
