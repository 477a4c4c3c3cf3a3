-- What was answered to a request id, kept seven days. The key is a hash over principal, method and
-- request id, so it lies scattered; `id` keeps the rows in order of time, for cheap purging.
CREATE TABLE idempotency (
  id          BIGINT        NOT NULL AUTO_INCREMENT PRIMARY KEY,
  request_key BINARY(32)    NOT NULL,
  body_hash   BINARY(32)    NOT NULL,
  resource_id VARBINARY(64)   NOT NULL,
  etag        VARCHAR(64)   NOT NULL,
  note        VARCHAR(1000) NOT NULL,
  create_time DATETIME(6)   NOT NULL,
  UNIQUE KEY idempotency_request (request_key)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
