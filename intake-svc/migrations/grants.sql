-- What intake-svc may do. Rows about people are deleted only when they are destroyed, after their retention; the
-- residences of one person are written anew as a whole.
GRANT SELECT, INSERT, UPDATE ON {schema}.municipality TO {user};
GRANT SELECT, INSERT, UPDATE ON {schema}.programme TO {user};
GRANT SELECT, INSERT, UPDATE, DELETE ON {schema}.participant TO {user};
GRANT SELECT, INSERT, DELETE ON {schema}.participant_source TO {user};
GRANT SELECT, INSERT, UPDATE, DELETE ON {schema}.referral TO {user};
GRANT SELECT, INSERT, DELETE ON {schema}.referral_intake TO {user};
GRANT SELECT, INSERT, DELETE ON {schema}.residence TO {user};
GRANT SELECT, INSERT, DELETE ON {schema}.duty_plan_date TO {user};
GRANT SELECT, INSERT, DELETE ON {schema}.duty_extension TO {user};
GRANT SELECT, INSERT, DELETE ON {schema}.duty_term TO {user};
-- Of an assessment only the pointer to its correction is ever written again.
GRANT SELECT, INSERT, UPDATE (superseded_by_id, row_version), DELETE ON {schema}.assessment TO {user};
GRANT SELECT, INSERT, DELETE ON {schema}.assessment_value TO {user};
GRANT SELECT, INSERT, DELETE ON {schema}.assessment_special TO {user};
GRANT SELECT, INSERT, UPDATE, DELETE ON {schema}.barrier TO {user};
GRANT SELECT ON {schema}.retention_class TO {user};
GRANT SELECT ON {schema}.retention_term TO {user};
GRANT SELECT, INSERT, UPDATE, DELETE ON {schema}.retention_event TO {user};
-- What was destroyed is evidence: a list goes on, and never goes.
GRANT SELECT, INSERT, UPDATE ON {schema}.destruction TO {user};
GRANT SELECT, INSERT, UPDATE (open_class, outcome) ON {schema}.destruction_item TO {user};
GRANT SELECT, INSERT, UPDATE ON {schema}.destruction_count TO {user};
GRANT SELECT, INSERT, UPDATE (is_applied), DELETE ON {schema}.sharing TO {user};
