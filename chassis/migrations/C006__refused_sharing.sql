-- People who withdrew that an organisation may have their data for a purpose; an empty purpose means any. Projected
-- from the feeds, read by the rights predicate.
CREATE TABLE access_refusal (
  organisation_id BINARY(16) NOT NULL,
  person_id BINARY(16) NOT NULL,
  purpose VARCHAR(64) NOT NULL,
  refused_date DATE NOT NULL,
  PRIMARY KEY (organisation_id, person_id, purpose),
  KEY access_refusal_person (person_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
