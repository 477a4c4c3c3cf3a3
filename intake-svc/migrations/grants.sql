-- What intake-svc may do. Rows about people are deleted only when they are destroyed, after their retention; the
-- residences of one person are written anew as a whole. A merge of two records hands rows over, which asks UPDATE of
-- whose they are.
GRANT SELECT, INSERT, UPDATE ON {schema}.municipality TO {user};
GRANT SELECT, INSERT, UPDATE ON {schema}.programme TO {user};
GRANT SELECT, INSERT, UPDATE, DELETE ON {schema}.participant TO {user};
GRANT SELECT, INSERT, DELETE ON {schema}.participant_source TO {user};
GRANT SELECT, INSERT, DELETE ON {schema}.participant_match TO {user};
GRANT SELECT, INSERT, UPDATE, DELETE ON {schema}.participant_merge TO {user};
GRANT SELECT, INSERT, DELETE ON {schema}.participant_merge_row TO {user};
GRANT SELECT, INSERT, UPDATE, DELETE ON {schema}.screening TO {user};
GRANT SELECT, INSERT, DELETE ON {schema}.residence TO {user};
-- Facts of the duty never change.
GRANT SELECT, INSERT, UPDATE (participant_id, ordinal), DELETE ON {schema}.duty_plan_date TO {user};
GRANT SELECT, INSERT, UPDATE (participant_id, ordinal), DELETE ON {schema}.duty_extension TO {user};
GRANT SELECT, INSERT, UPDATE (participant_id, ordinal), DELETE ON {schema}.duty_term TO {user};
GRANT SELECT, INSERT, UPDATE, DELETE ON {schema}.referral TO {user};
GRANT SELECT, INSERT, DELETE ON {schema}.referral_intake TO {user};
GRANT SELECT, INSERT, DELETE ON {schema}.referral_intake_professional TO {user};
GRANT SELECT, INSERT, DELETE ON {schema}.referral_intake_notes TO {user};
GRANT SELECT, INSERT, DELETE ON {schema}.alone_wish TO {user};
GRANT SELECT, INSERT, UPDATE (held_date), DELETE ON {schema}.intake_deadline TO {user};
-- Of a summons only its appearance is written again, of a task only its end, of a conversation nothing.
GRANT SELECT, INSERT, UPDATE (appearance, row_version), DELETE ON {schema}.summons TO {user};
GRANT SELECT, INSERT, UPDATE (closed_date, outcome_code, staff_id, row_version), DELETE ON {schema}.participation_task TO {user};
GRANT SELECT, INSERT, UPDATE (participant_id), DELETE ON {schema}.conversation TO {user};
-- Of a family link only its end and, in a merge, whose it is are written again.
GRANT SELECT, INSERT, UPDATE (participant_id, relative_id, end_date, row_version), DELETE ON {schema}.family_link TO {user};
GRANT SELECT, UPDATE (changes) ON {schema}.family_guard TO {user};
-- A household is never written again; a merge hands it over.
GRANT SELECT, INSERT, UPDATE (participant_id), DELETE ON {schema}.household TO {user};
GRANT SELECT, INSERT, DELETE ON {schema}.childcare_need TO {user};
GRANT SELECT, INSERT, DELETE ON {schema}.legal_basis TO {user};
GRANT SELECT, INSERT, DELETE ON {schema}.characteristic TO {user};
GRANT SELECT, INSERT, DELETE ON {schema}.characteristic_value TO {user};
GRANT SELECT, INSERT, DELETE ON {schema}.specialisation TO {user};
GRANT SELECT, INSERT, UPDATE (participant_id), DELETE ON {schema}.started_trajectory TO {user};
-- Of an assessment only the pointer to its correction is ever written again.
GRANT SELECT, INSERT, UPDATE (superseded_by_id, row_version, participant_id), DELETE ON {schema}.assessment TO {user};
GRANT SELECT, INSERT, DELETE ON {schema}.assessment_value TO {user};
GRANT SELECT, INSERT, DELETE ON {schema}.assessment_special TO {user};
GRANT SELECT, INSERT, UPDATE, DELETE ON {schema}.barrier TO {user};
-- A draft is written anew; the statements hold that of an established version only the pointer and the state are.
GRANT SELECT, INSERT, UPDATE, DELETE ON {schema}.plan TO {user};
GRANT SELECT, INSERT, UPDATE, DELETE ON {schema}.plan_special TO {user};
GRANT SELECT, INSERT, DELETE ON {schema}.plan_goal_closing TO {user};
GRANT SELECT, INSERT, UPDATE, DELETE ON {schema}.plan_clock TO {user};
GRANT SELECT, INSERT, UPDATE, DELETE ON {schema}.sanction_proposal TO {user};
GRANT SELECT ON {schema}.retention_class TO {user};
GRANT SELECT ON {schema}.retention_term TO {user};
GRANT SELECT, INSERT, UPDATE, DELETE ON {schema}.retention_event TO {user};
-- What was destroyed is evidence: a list goes on, and never goes.
GRANT SELECT, INSERT, UPDATE ON {schema}.destruction TO {user};
GRANT SELECT, INSERT, UPDATE (open_class, outcome) ON {schema}.destruction_item TO {user};
GRANT SELECT, INSERT, UPDATE ON {schema}.destruction_count TO {user};
GRANT SELECT, INSERT, UPDATE (is_applied), DELETE ON {schema}.sharing TO {user};
GRANT SELECT, INSERT, UPDATE, DELETE ON {schema}.correction TO {user};
GRANT SELECT, INSERT, UPDATE, DELETE ON {schema}.correction_recipient TO {user};
