-- Who serves whom, and since when until when: projected from the feeds, read by the rights predicate.
CREATE TABLE access_service (
  fact_id BINARY(16) NOT NULL,
  person_id BINARY(16) NOT NULL,
  organisation_id BINARY(16) NOT NULL,
  valid_from DATE NOT NULL,
  valid_until DATE NULL,
  PRIMARY KEY (fact_id),
  KEY access_service_served (organisation_id, person_id, valid_from, valid_until)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
