-- How a person lives from a day on: added, never overwritten; of those of one day the last recorded holds. Who lives
-- there, the months in which children were born and the childcare are sealed.
CREATE TABLE household (
  id BINARY(16) NOT NULL PRIMARY KEY,
  participant_id BINARY(16) NOT NULL,
  from_date DATE NOT NULL,
  sealed BLOB NOT NULL,
  create_time DATETIME(6) NOT NULL,
  KEY household_person (participant_id, id),
  KEY household_holding (participant_id, from_date, id),
  CONSTRAINT household_participant FOREIGN KEY (participant_id) REFERENCES participant (id)
);

-- What waits of the household that holds, so that who waits longest is found without opening a seal. Whether a child
-- is young enough is for the day of reading.
CREATE TABLE childcare_need (
  participant_id BINARY(16) NOT NULL PRIMARY KEY,
  since_date DATE NOT NULL,
  open_half_days TINYINT NOT NULL,
  on_waiting_list BOOLEAN NOT NULL,
  youngest_birth_month DATE NOT NULL,
  KEY childcare_need_list (since_date, participant_id),
  CONSTRAINT childcare_need_participant FOREIGN KEY (participant_id) REFERENCES participant (id)
);
