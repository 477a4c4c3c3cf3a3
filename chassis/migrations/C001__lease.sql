-- Who may do a job that only one process at a time may do. `fence_time` is the database time of the
-- holder's last renewal or fenced transaction; it never goes back, whichever node wrote it.
CREATE TABLE lease (
  name        VARCHAR(64)  NOT NULL PRIMARY KEY,
  holder      VARCHAR(160) NOT NULL,
  epoch       BIGINT       NOT NULL,
  expire_time DATETIME(6)  NOT NULL,
  fence_time  DATETIME(6)  NOT NULL
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
