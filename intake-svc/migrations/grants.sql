-- What intake-svc may do. People and referrals are never deleted on the request path; the residences of one person
-- are written anew as a whole.
GRANT SELECT, INSERT, UPDATE ON {schema}.municipality TO {user};
GRANT SELECT, INSERT, UPDATE ON {schema}.programme TO {user};
GRANT SELECT, INSERT, UPDATE ON {schema}.participant TO {user};
GRANT SELECT, INSERT ON {schema}.participant_source TO {user};
GRANT SELECT, INSERT, UPDATE ON {schema}.referral TO {user};
GRANT SELECT, INSERT ON {schema}.referral_intake TO {user};
GRANT SELECT, INSERT, DELETE ON {schema}.residence TO {user};
GRANT SELECT, INSERT ON {schema}.duty_plan_date TO {user};
GRANT SELECT, INSERT ON {schema}.duty_extension TO {user};
GRANT SELECT, INSERT ON {schema}.duty_term TO {user};
-- Of an assessment only the pointer to its correction is ever written again.
GRANT SELECT, INSERT, UPDATE (superseded_by_id, row_version) ON {schema}.assessment TO {user};
GRANT SELECT, INSERT ON {schema}.assessment_value TO {user};
GRANT SELECT, INSERT ON {schema}.assessment_special TO {user};
GRANT SELECT, INSERT, UPDATE ON {schema}.barrier TO {user};
GRANT SELECT, INSERT ON {schema}.legal_basis TO {user};
GRANT SELECT, INSERT ON {schema}.characteristic TO {user};
GRANT SELECT, INSERT, DELETE ON {schema}.characteristic_value TO {user};
GRANT SELECT, INSERT, DELETE ON {schema}.specialisation TO {user};
