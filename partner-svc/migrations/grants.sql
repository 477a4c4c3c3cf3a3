-- What partner-svc may do. Nothing is deleted; offerings are cancelled.
GRANT SELECT, INSERT ON {schema}.organisation TO {user};
GRANT SELECT, INSERT ON {schema}.contract TO {user};
GRANT SELECT, INSERT, UPDATE ON {schema}.offering TO {user};
GRANT SELECT, INSERT ON {schema}.offering_slot TO {user};
