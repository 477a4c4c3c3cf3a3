-- Committed events that the sequencer has not numbered yet: a queue, nearly always empty. The order of
-- `id` is the order of writing, not of committing.
CREATE TABLE outbox (
  id                BIGINT      NOT NULL AUTO_INCREMENT PRIMARY KEY,
  event_id          BINARY(16)  NOT NULL,
  type              VARCHAR(120) NOT NULL,
  subject_id        VARCHAR(64) NOT NULL,
  person_id         BINARY(16)  NULL,
  municipality_code VARCHAR(8)  NOT NULL,
  occur_time        DATETIME(6) NOT NULL,
  payload           MEDIUMBLOB  NOT NULL
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- The numbered events, for ever: positions 1, 2, 3 ... without gaps. A row never goes; when a person's
-- data is destroyed, the payload is emptied in place and the row stays as a tombstone.
CREATE TABLE feed (
  position          BIGINT      NOT NULL PRIMARY KEY,
  event_id          BINARY(16)  NOT NULL,
  type              VARCHAR(120) NOT NULL,
  subject_id        VARCHAR(64) NOT NULL,
  person_id         BINARY(16)  NULL,
  municipality_code VARCHAR(8)  NOT NULL,
  occur_time        DATETIME(6) NOT NULL,
  known_time        DATETIME(6) NOT NULL,
  payload           MEDIUMBLOB  NOT NULL,
  KEY feed_person (person_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- How far this service has applied the feed of another, moved in the transaction of the effects.
CREATE TABLE feed_cursor (
  feed     VARCHAR(64) NOT NULL PRIMARY KEY,
  position BIGINT      NOT NULL
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
