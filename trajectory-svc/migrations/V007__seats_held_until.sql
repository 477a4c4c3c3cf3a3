-- A suggestion looks at hundreds of open offerings, and of hardly any is a seat held by somebody who leaves on a
-- later day. Until when that is stands at the offering, so that seats are counted only where it matters.
ALTER TABLE offering
  ADD COLUMN held_until DATE NOT NULL DEFAULT '1000-01-01',
  DROP KEY offering_open,
  ADD KEY offering_open (programme_code, component_code, state, end_date, capacity, taken, held_until);
UPDATE offering o SET o.held_until = COALESCE((SELECT MAX(e.end_date) FROM enrolment e WHERE e.offering_id = o.id
  AND e.active IS NULL), o.held_until);
