-- Versions of plans. A draft may be written again; once established only the pointer to its successor is. What a
-- version says is sealed. `open_state` is the state while it is a draft or holds, so that a person has one of each
-- per programme. `route` is 0 in a plan that decides no learning route.
CREATE TABLE plan (
  id BINARY(16) NOT NULL PRIMARY KEY,
  participant_id BINARY(16) NOT NULL,
  programme_code VARCHAR(40) NOT NULL,
  form_code VARCHAR(60) NOT NULL,
  version INT NOT NULL,
  state TINYINT NOT NULL,
  open_state TINYINT NULL,
  route TINYINT NOT NULL,
  plan_date DATE NULL,
  change_reason TINYINT NOT NULL,
  supersedes_id BINARY(16) NULL,
  superseded_by_id BINARY(16) NULL,
  sealed MEDIUMBLOB NOT NULL,
  create_time DATETIME(6) NOT NULL,
  row_version BIGINT NOT NULL,
  UNIQUE KEY plan_version (participant_id, programme_code, version),
  UNIQUE KEY plan_open (participant_id, programme_code, open_state),
  KEY plan_person (participant_id, id),
  KEY plan_route (participant_id, route, plan_date),
  CONSTRAINT plan_participant FOREIGN KEY (participant_id) REFERENCES participant (id)
);

-- Inputs of a special category (health): sealed, and read by one statement of their own.
CREATE TABLE plan_special (
  plan_id BINARY(16) NOT NULL PRIMARY KEY,
  sealed MEDIUMBLOB NOT NULL,
  CONSTRAINT plan_special_plan FOREIGN KEY (plan_id) REFERENCES plan (id)
);

-- Goals of an established version that were reached or dropped, each with the goal that comes next, in the order of
-- recording. Added, never changed.
CREATE TABLE plan_goal_closing (
  plan_id BINARY(16) NOT NULL,
  ordinal INT NOT NULL,
  sealed MEDIUMBLOB NOT NULL,
  create_time DATETIME(6) NOT NULL,
  PRIMARY KEY (plan_id, ordinal),
  CONSTRAINT plan_goal_closing_plan FOREIGN KEY (plan_id) REFERENCES plan (id)
);

-- The time for a person's plan: what is on record, and what the law makes of it. `running` is true while the plan is
-- due and not set; `told` says how much was told of it.
CREATE TABLE plan_clock (
  participant_id BINARY(16) NOT NULL PRIMARY KEY,
  municipality_code VARCHAR(6) NOT NULL,
  duty_start_date DATE NULL,
  notified_date DATE NULL,
  moved BOOLEAN NOT NULL,
  requested_date DATE NULL,
  received_date DATE NULL,
  plan_date DATE NULL,
  ground TINYINT NOT NULL,
  start_date DATE NULL,
  due_date DATE NULL,
  running BOOLEAN NOT NULL,
  waiting BOOLEAN NOT NULL,
  told TINYINT NOT NULL,
  update_time DATETIME(6) NOT NULL,
  KEY plan_clock_due (municipality_code, running, due_date, participant_id),
  KEY plan_clock_untold (running, waiting, told, due_date),
  CONSTRAINT plan_clock_participant FOREIGN KEY (participant_id) REFERENCES participant (id)
);

-- Proposals of sanctions and decisions on them. Ground and reasons are sealed.
CREATE TABLE sanction_proposal (
  id BINARY(16) NOT NULL PRIMARY KEY,
  participant_id BINARY(16) NOT NULL,
  fact_date DATE NOT NULL,
  proposed_by VARCHAR(80) NOT NULL,
  decided_by VARCHAR(80) NOT NULL,
  decided_date DATE NULL,
  sealed MEDIUMBLOB NOT NULL,
  create_time DATETIME(6) NOT NULL,
  row_version BIGINT NOT NULL,
  KEY sanction_proposal_person (participant_id, id),
  CONSTRAINT sanction_proposal_participant FOREIGN KEY (participant_id) REFERENCES participant (id)
);
