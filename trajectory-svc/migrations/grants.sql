-- What trajectory-svc may do. Rows about people are deleted only when they are destroyed, after their retention; a
-- saved week and turns are replaced. Seats stay counted.
GRANT SELECT, INSERT, UPDATE ON {schema}.programme TO {user};
GRANT SELECT, INSERT, UPDATE, DELETE ON {schema}.candidate TO {user};
GRANT SELECT, INSERT, UPDATE, DELETE ON {schema}.trajectory TO {user};
GRANT SELECT, INSERT, UPDATE, DELETE ON {schema}.trajectory_schedule TO {user};
GRANT SELECT, INSERT, UPDATE ON {schema}.offering TO {user};
GRANT SELECT, INSERT ON {schema}.offering_slot TO {user};
GRANT SELECT, INSERT, UPDATE ON {schema}.session TO {user};
GRANT SELECT, INSERT, UPDATE ON {schema}.enrolment TO {user};
GRANT SELECT, INSERT, UPDATE, DELETE ON {schema}.saved_week TO {user};
GRANT SELECT, INSERT, DELETE ON {schema}.planned_activity TO {user};
GRANT SELECT, INSERT, DELETE ON {schema}.component_turn TO {user};
GRANT SELECT, INSERT, UPDATE ON {schema}.attendance TO {user};
-- The history never changes but for whose it is, when two records of a person are merged.
GRANT SELECT, INSERT, UPDATE (participant_id) ON {schema}.attendance_history TO {user};
GRANT SELECT, INSERT, UPDATE ON {schema}.case_signal TO {user};
GRANT SELECT, INSERT, UPDATE, DELETE ON {schema}.attendance TO {user};
GRANT SELECT, INSERT, DELETE ON {schema}.attendance_history TO {user};
GRANT SELECT, INSERT, UPDATE, DELETE ON {schema}.case_signal TO {user};
