// Looks behind the door for what is left of a person: every column of every table of every service that can hold a
// text or an id.

import { region } from './api.mjs';

// Who saw what stays as evidence, a list for destruction as proof, and answers to request ids for seven days.
const KEPT = ['processing_log', 'processing_log_day', 'destruction_item', 'idempotency'];

async function columns() {
  return region.sql(`SELECT table_schema, table_name, column_name FROM information_schema.columns
    WHERE table_schema LIKE 'duaal\\_%' AND data_type IN ('char', 'varchar', 'text', 'binary', 'varbinary', 'blob', 'mediumblob')
    AND table_name NOT IN (${KEPT.map((one) => `'${one}'`).join(', ')})`);
}

// The columns, as `schema.table.column`, in which `text` stands, or the id that it is. The feed's own columns and the
// events of destruction name the person for ever; they lead to nothing.
export async function tracesOf(text) {
  const isId = /^[0-9a-f]{8}-/.test(text);
  const needles = [`LOCATE('${text}', c)`, ...(isId ? [`LOCATE(UNHEX('${text.replaceAll('-', '')}'), c)`] : [])];
  const found = [];
  for (const [schema, table, column] of await columns()) {
    if (table === 'feed' && column !== 'payload') continue;
    const live = table === 'feed' || table === 'outbox' ? "WHERE type NOT LIKE '%.Person%Destroyed'" : '';
    const [[count]] = await region.sql(`SELECT COUNT(*) FROM (SELECT CAST(${column} AS BINARY) AS c FROM ${schema}.${table} ${live}) t WHERE ${needles.join(' OR ')}`);
    if (Number(count) > 0) found.push(`${schema}.${table}.${column}`);
  }
  return found;
}
