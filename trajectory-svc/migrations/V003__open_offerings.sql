-- The open offerings of a programme are asked for at each suggestion of a week.
ALTER TABLE offering ADD KEY offering_open (programme_code, state, end_date);
