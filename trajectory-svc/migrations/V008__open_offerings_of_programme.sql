-- What is open of a programme is read as a whole and kept for a moment, for all who ask for a week then.
ALTER TABLE offering
  DROP KEY offering_open,
  ADD KEY offering_open (programme_code, state, end_date, capacity, taken, held_until);
