-- The least that a service's user needs on the tables of the chassis.

-- Leases are taken and renewed; they never go.
GRANT SELECT, INSERT, UPDATE ON {schema}.lease TO {user};

-- The outbox is a queue: what is numbered is deleted. Events in it are never changed.
GRANT SELECT, INSERT, DELETE ON {schema}.outbox TO {user};

-- The feed is for ever. Only a payload may be emptied, when a person's data is destroyed.
GRANT SELECT, INSERT, UPDATE (payload) ON {schema}.feed TO {user};

-- Positions move forward; the row of a feed stays.
GRANT SELECT, INSERT, UPDATE ON {schema}.feed_cursor TO {user};

-- Answers are kept seven days and never changed.
GRANT SELECT, INSERT, DELETE ON {schema}.idempotency TO {user};

-- Facts are replaced when the owner changes them, and dropped when a person's data is destroyed.
GRANT SELECT, INSERT, UPDATE, DELETE ON {schema}.access_service TO {user};
GRANT SELECT, INSERT, UPDATE, DELETE ON {schema}.access_refusal TO {user};

-- Who saw what is evidence: it is added to and read, and nobody changes it; only that its days are counted is noted.
GRANT SELECT, INSERT, UPDATE (waiting) ON {schema}.processing_log TO {user};
GRANT SELECT, INSERT ON {schema}.processing_log_way TO {user};
GRANT SELECT, INSERT, UPDATE ON {schema}.processing_log_day TO {user};
