-- When a person's data is destroyed, the events that tell of several people are found by their time: those that
-- name no person, in the order of time.
ALTER TABLE feed DROP KEY feed_person, ADD KEY feed_person (person_id, occur_time);
