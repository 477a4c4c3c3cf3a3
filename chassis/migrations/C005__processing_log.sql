-- Who touched whose data, why and in which trace: one row per call, or per batch of a streamed call. Rows are
-- added and read, never changed. Ids grow with time, to the millisecond. `subjects` packs the 16-byte ids of
-- all people concerned, so that a row is complete by itself.
CREATE TABLE processing_log (
  id BINARY(16) NOT NULL,
  log_time DATETIME(6) NOT NULL,
  principal_kind VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  principal_id VARCHAR(255) NOT NULL,
  organisation_id BINARY(16) NULL,
  municipality_code CHAR(6) CHARACTER SET ascii COLLATE ascii_bin NULL,
  method VARCHAR(160) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  processing_activity VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  purpose VARCHAR(64) NOT NULL,
  trace_id BINARY(16) NOT NULL,
  status_code TINYINT NOT NULL,
  subjects MEDIUMBLOB NOT NULL,
  PRIMARY KEY (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Finds the rows about one person.
CREATE TABLE processing_log_subject (
  subject_id BINARY(16) NOT NULL,
  log_id BINARY(16) NOT NULL,
  PRIMARY KEY (subject_id, log_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
