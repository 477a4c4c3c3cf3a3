-- What reporting-svc may do: keep its projections.
GRANT SELECT, INSERT, UPDATE ON {schema}.programme TO {user};
GRANT SELECT, INSERT, UPDATE ON {schema}.referral_fact TO {user};
GRANT SELECT, INSERT, UPDATE ON {schema}.funnel_count TO {user};
GRANT SELECT, INSERT, UPDATE ON {schema}.exit_count TO {user};
GRANT SELECT, INSERT, UPDATE ON {schema}.offering_fact TO {user};
GRANT SELECT, INSERT, UPDATE ON {schema}.group_municipality TO {user};
GRANT SELECT, INSERT, UPDATE ON {schema}.attendance_week TO {user};
