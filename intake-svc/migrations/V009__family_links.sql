-- Who is family of whom: kind 1 partner, 2 parent of, 3 sibling, 4 guardian of. A link is ended, never deleted but in
-- destruction. Both sides are found by index.
CREATE TABLE family_link (
  id BINARY(16) NOT NULL PRIMARY KEY,
  kind TINYINT NOT NULL,
  participant_id BINARY(16) NOT NULL,
  relative_id BINARY(16) NOT NULL,
  start_date DATE NULL,
  end_date DATE NULL,
  create_time DATETIME(6) NOT NULL,
  row_version BIGINT NOT NULL,
  KEY family_link_participant (participant_id, kind),
  KEY family_link_relative (relative_id, kind),
  CONSTRAINT family_link_participant FOREIGN KEY (participant_id) REFERENCES participant (id),
  CONSTRAINT family_link_relative FOREIGN KEY (relative_id) REFERENCES participant (id)
);

-- One row that everybody writes who adds or moves links: of two people at two places of one family, who could close
-- a circle together without touching a row in common, the second sees what the first wrote, on another node of the
-- database as well.
CREATE TABLE family_guard (
  id TINYINT NOT NULL PRIMARY KEY,
  changes BIGINT NOT NULL
);
INSERT INTO family_guard (id, changes) VALUES (1, 0);
