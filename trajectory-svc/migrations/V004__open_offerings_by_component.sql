-- A suggestion asks for the open offerings of the components that a person lacks, and for nothing but their
-- seats: the index holds all that it looks at.
ALTER TABLE offering DROP KEY offering_open,
  ADD KEY offering_open (programme_code, component_code, state, end_date, capacity, taken);
