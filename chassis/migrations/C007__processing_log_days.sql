-- Who saw a person, by day: what the person may ask (art. 15 GDPR). Derived from processing_log, which alone is
-- evidence. All calls of one way on one day are one row, so a list that is opened a hundred times a day costs
-- no more than once. A way is who called what and why; its id is a hash of that.
CREATE TABLE processing_log_way (
  id BINARY(16) NOT NULL,
  principal_kind VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  principal_id VARCHAR(255) NOT NULL,
  organisation_id BINARY(16) NULL,
  method VARCHAR(160) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  processing_activity VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  purpose VARCHAR(64) NOT NULL,
  PRIMARY KEY (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE processing_log_day (
  subject_id BINARY(16) NOT NULL,
  log_date DATE NOT NULL,
  way_id BINARY(16) NOT NULL,
  calls INT UNSIGNED NOT NULL,
  PRIMARY KEY (subject_id, log_date, way_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Records that no day counts yet. A record comes in with its own transaction and leaves with that of its days.
CREATE TABLE processing_log_waiting (
  log_id BINARY(16) NOT NULL,
  PRIMARY KEY (log_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

INSERT INTO processing_log_waiting (log_id) SELECT id FROM processing_log WHERE subjects <> '';

DROP TABLE processing_log_subject;
