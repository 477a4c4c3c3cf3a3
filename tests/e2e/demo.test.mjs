import assert from 'node:assert/strict';
import path from 'node:path';
import test, { after } from 'node:test';
import { BIN, DAY_ONE, ROOT, run } from './lib/region.mjs';
import { admin, region } from './lib/builders.mjs';
import { eventually } from './lib/api.mjs';

const duaal = (...args) => run(path.join(BIN, 'duaal'), ['--home', region.home, ...args]);
const load = () => duaal('demo', '--source', ROOT);
const offeringOf = async (code) => (await admin.get(`/v1/offerings?programmeCode=hengelo&code=${code}`)).offerings[0];

// Everything is numbered and applied, so that what follows is the load's own.
async function quietCounts() {
  await eventually(async () => {
    const waiting = await Promise.all(['intake', 'trajectory', 'partner'].map((schema) => region.sql(`SELECT COUNT(*) FROM duaal_${schema}.outbox`)));
    return waiting.flat(2).every((count) => count === '0');
  });
  const applied = () => region.sql('SELECT feed, position FROM duaal_reporting.feed_cursor ORDER BY feed');
  let before = await applied();
  await eventually(async () => {
    const now = await applied();
    const same = JSON.stringify(now) === JSON.stringify(before);
    before = now;
    return same;
  });
  return region.counts();
}

test('the demo is loaded once, whenever it is loaded', async (t) => {
  after(() => region.setClock(DAY_ONE));
  await load();
  const counts = await quietCounts();
  const offering = await offeringOf('class-b');

  await t.test('in the school year of the region', () => {
    assert.deepEqual([offering.startDate, offering.endDate], ['2026-08-31', '2027-07-17']);
  });

  for (const [when, instant] of [['at once', DAY_ONE], ['on another day of that year', '2027-03-03T08:00:00Z'],
    ['in the summer', '2027-08-04T08:00:00Z'], ['in the next school year', '2027-10-06T07:00:00Z']]) {
    await t.test(`again ${when}: nothing changes`, async () => {
      region.setClock(instant);
      await load();
      assert.deepEqual(await quietCounts(), counts);
      assert.deepEqual(await offeringOf('class-b'), offering);
    });
  }

  await t.test('the week of the class shows names to who may see them', async () => {
    region.setClock(DAY_ONE);
    const { out } = await duaal('week', '--programme', 'hengelo', '--class', 'class-b', '2026-W47');
    assert.match(out, /^week 2026-W47: 20 people$/m);
    assert.match(out, /^ {2}Rima Al Darwish +\d+ half-days/m);
    assert.doesNotMatch(out, /[0-9a-f]{8}-[0-9a-f]{4}-/, 'an id stands for a name');
  });

  await t.test('planned against realised is told per municipality', async () => {
    const { out } = await duaal('figures', 'hengelo');
    assert.match(out, /^ {2}GM0164: participants \d+ of \d+ seats, groups 1 of \d+$/m);
  });
});

test('both programs sign the same tokens', async () => {
  const wish = ['--role', 'case-manager', '--role', 'planner', '--municipality', 'GM0164', '--subject', 'cm-7'];
  const claims = (token) => {
    const { iss, aud, sub, exp, iat, ...more } = JSON.parse(Buffer.from(token.trim().split('.')[1], 'base64url'));
    return { iss, aud, sub, ...more, jti: undefined, nbf: undefined };
  };
  const issuer = ['token', '--key', path.join(region.home, 'issuer/key.pem'), '--issuer', 'duaal-local', '--audience', 'duaal',
    '--roles', path.join(ROOT, 'gateway/roles.textproto')];
  const [ours, theirs] = await Promise.all([duaal('token', ...wish), run(path.join(BIN, 'duaal-issuer'), [...issuer, ...wish])]);
  assert.deepEqual(claims(ours.out), claims(theirs.out));
  const { code, err } = await run(path.join(BIN, 'duaal'), ['--home', region.home, 'token', '--role', 'queen'], { mayFail: true });
  assert.equal(code, 1);
  assert.match(err, /no such role: queen; there are: .*case-manager/);
});
