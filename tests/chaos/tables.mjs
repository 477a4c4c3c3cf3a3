// Reads the tables of a region as an administrator, and compares what two of them say.

// A BINARY(16) column as the text of its UUID.
export function id(column) {
  const hex = `LOWER(HEX(${column}))`;
  return `CONCAT(SUBSTR(${hex}, 1, 8), '-', SUBSTR(${hex}, 9, 4), '-', SUBSTR(${hex}, 13, 4), '-', SUBSTR(${hex}, 17, 4), '-', SUBSTR(${hex}, 21))`;
}

export class Tables {
  constructor(region) {
    this.region = region;
  }

  rows(statement) {
    return this.region.sql(statement);
  }

  async one(statement) {
    return (await this.rows(statement))[0];
  }

  async number(statement) {
    return Number((await this.one(statement))?.[0] ?? 0);
  }

  // The last column by the columns before it.
  async map(statement) {
    return new Map((await this.rows(statement)).map((row) => [row.slice(0, -1).join(' '), row.at(-1)]));
  }
}

// Tells of every key at which the two maps differ: missing here, too much there, or another value.
export function compare(tell, what, expected, actual) {
  for (const [key, value] of expected) {
    if (!actual.has(key)) tell(`${what}: ${key} is missing (expected ${value})`, 'missing');
    else if (String(actual.get(key)) !== String(value)) tell(`${what}: ${key} is ${actual.get(key)}, expected ${value}`, 'other');
  }
  for (const [key, value] of actual) {
    if (!expected.has(key)) tell(`${what}: ${key} is ${value}, expected nothing`, 'extra');
  }
}

export const SCHEMAS = { 'intake-svc': 'duaal_intake', 'trajectory-svc': 'duaal_trajectory', 'partner-svc': 'duaal_partner', 'reporting-svc': 'duaal_reporting' };
export const OWNERS = ['intake-svc', 'trajectory-svc', 'partner-svc'];

// Who follows whom; more rows than these are held to the same rule.
export const FOLLOWED = [
  ['intake-svc', 'trajectory-svc'], ['trajectory-svc', 'intake-svc'], ['trajectory-svc', 'partner-svc'],
  ['reporting-svc', 'intake-svc'], ['reporting-svc', 'trajectory-svc'], ['reporting-svc', 'partner-svc'],
];

// What keeps the region from being quiet: events that are not numbered or not applied. Empty when all is.
export async function unsettled(tables) {
  const waiting = [];
  const heads = new Map();
  for (const owner of OWNERS) {
    const [outbox, head] = await tables.one(`SELECT (SELECT COUNT(*) FROM ${SCHEMAS[owner]}.outbox), (SELECT COALESCE(MAX(position), 0) FROM ${SCHEMAS[owner]}.feed)`);
    heads.set(owner, Number(head));
    if (Number(outbox) > 0) waiting.push(`${owner} has ${outbox} events that are not numbered`);
  }
  for (const [service, schema] of Object.entries(SCHEMAS)) {
    const cursors = await tables.map(`SELECT feed, position FROM ${schema}.feed_cursor`);
    for (const [follower, feed] of FOLLOWED) {
      if (follower === service && !cursors.has(feed) && heads.get(feed) > 0) cursors.set(feed, '0');
    }
    for (const [feed, position] of cursors) {
      if (Number(position) !== heads.get(feed)) waiting.push(`${service} has applied ${position} of ${heads.get(feed)} events of ${feed}`);
    }
  }
  return waiting;
}
