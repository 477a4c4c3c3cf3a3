-- A record says itself whether its days are still to be counted: 1, or NULL once they are. Written with the record,
-- it costs no statement and no commit of its own. It is the one column that changes.
ALTER TABLE processing_log ADD COLUMN waiting TINYINT NULL, ADD KEY processing_log_uncounted (waiting);

UPDATE processing_log SET waiting = 1 WHERE id IN (SELECT log_id FROM processing_log_waiting);

DROP TABLE processing_log_waiting;
