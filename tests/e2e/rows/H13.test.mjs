import assert from 'node:assert/strict';
import test from 'node:test';
import { NEXT_WEEK, THIS_WEEK, admin, enrolClass, moduleOffering, reasonsOf, runningClass, saveWeek, totalsOf, tradeOffering, weekOf, work } from '../lib/builders.mjs';
import { inParallel } from '../lib/api.mjs';
import { weeksFrom } from '../lib/weeks.mjs';

const AFTERNOONS = [['monday'], ['tuesday'], ['wednesday'], ['thursday'], ['friday']];

test('H13 a programme that is too busy is seen, and switched so that module and trade training take turns', async (t) => {
  const { programmeCode, organisation, members } = await runningClass(3);
  const [busy, other, late] = members;
  await enrolClass(await moduleOffering(programmeCode, organisation.id), members);
  await enrolClass(await tradeOffering(programmeCode, organisation.id), members);
  const path = `/v1/trajectories/${busy.trajectory.id}/alternation`;

  await t.test('five class half-days side by side are told as too busy', async () => {
    const week = await saveWeek(busy, work(['monday']));
    assert.deepEqual([week.classHalfDays, week.halfDays], [5, 6]);
    const finding = week.findings.find((one) => one.reason === 'TOO_BUSY');
    assert.deepEqual([finding.componentCodes.sort(), finding.blocking], [['module', 'trade'], false]);
  });

  await t.test('after the switch the two never run in the same week, over the end of a year of 53 weeks', async () => {
    const before = await weekOf(busy, NEXT_WEEK);
    await admin.post(path, { fromWeek: NEXT_WEEK }, { etag: before.etag });
    // Twenty calendar weeks for a series of ten.
    const weeks = await inParallel(weeksFrom('2026-11-23', 20), (week) => weekOf(busy, week));
    assert.ok(weeks.some((week) => week.week === '2026-W53') && weeks.some((week) => week.week === '2027-W01'));
    const turns = weeks.map((week) => [totalsOf(week).module ?? 0, totalsOf(week).trade ?? 0]);
    assert.ok(turns.every(([module, trade]) => module + trade === 1), JSON.stringify(turns));
    for (let index = 1; index < turns.length; index += 1) assert.notDeepEqual(turns[index], turns[index - 1]);
    assert.equal(turns.filter(([, trade]) => trade === 1).length, 10);
    for (const week of weeks) {
      assert.deepEqual([week.classHalfDays, week.halfDays], [4, 5], week.week);
      assert.deepEqual(reasonsOf(week), [], week.week);
    }
  });

  await t.test('work keeps its one to five half-days: the whole comes to 5 to 9', async () => {
    for (const count of [1, 5]) {
      const week = await saveWeek(busy, work(...AFTERNOONS.slice(0, count)), { week: NEXT_WEEK });
      assert.deepEqual([week.classHalfDays, week.halfDays], [4, 4 + count]);
    }
  });

  await t.test('weeks before the switch, and other participants, stay as they were', async () => {
    assert.deepEqual([(await weekOf(busy, THIS_WEEK)).classHalfDays, (await weekOf(other, NEXT_WEEK)).classHalfDays], [5, 5]);
  });

  await t.test('whoever read an older state is told so, and nothing alternates', async () => {
    const read = await weekOf(late, NEXT_WEEK);
    await saveWeek(late, work(['tuesday']));
    const refused = await admin.call('POST', `/v1/trajectories/${late.trajectory.id}/alternation`, { body: { fromWeek: NEXT_WEEK }, etag: read.etag, expect: 412 });
    assert.equal(refused.body.reason, 'ETAG_MISMATCH');
    assert.equal((await weekOf(late, NEXT_WEEK)).classHalfDays, 5);
  });

  await t.test('with one of the two there is nothing to alternate', async () => {
    const { members: [alone] } = await runningClass(1);
    const week = await weekOf(alone, NEXT_WEEK);
    const refused = await admin.call('POST', `/v1/trajectories/${alone.trajectory.id}/alternation`, { body: { fromWeek: NEXT_WEEK }, etag: week.etag, expect: 409 });
    assert.equal(refused.body.reason, 'NOTHING_TO_ALTERNATE');
  });
});
