-- What intake-svc tells of a candidate that rules ask for: the day of settlement (H08), the language level (H19).
ALTER TABLE candidate
  ADD COLUMN settlement_date DATE NULL,
  ADD COLUMN language_level VARCHAR(8) NOT NULL DEFAULT '';
