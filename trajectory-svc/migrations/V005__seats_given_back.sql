-- A seat that was given back from a later day on is held until then. A suggestion counts these in every open
-- offering that it looks at.
ALTER TABLE enrolment ADD KEY enrolment_given_back (offering_id, active, end_date, start_date);
