import assert from 'node:assert/strict';
import test from 'node:test';
import { THIS_WEEK, admin, enrolClass, moduleOffering, publishProgramme, reasonsOf, runningClass, saveWeek, totalsOf, tradeOffering, weekOf, work } from '../lib/builders.mjs';
import { violations } from '../lib/api.mjs';

const AFTERNOONS = [['monday'], ['tuesday'], ['wednesday'], ['thursday'], ['friday']];

test('H09 a week is counted in half-days: language, module, trade training and work', async (t) => {
  const { programmeCode, organisation, members: [member], members } = await runningClass(1);
  await enrolClass(await moduleOffering(programmeCode, organisation.id), members);
  await enrolClass(await tradeOffering(programmeCode, organisation.id), members);

  await t.test('the programme asks 3, 1, 1 and 1 to 5', async () => {
    const { definition } = await admin.get(`/v1/programmes/${await publishProgramme()}`);
    assert.deepEqual(definition.components.map((one) => [one.code, one.minHalfDays, one.maxHalfDays]),
      [['language', 3, 3], ['module', 1, 1], ['trade', 1, 1], ['work', 1, 5]]);
  });

  await t.test('without work the week is one half-day short, and says so', async () => {
    const week = await weekOf(member);
    assert.deepEqual(totalsOf(week), { language: 3, module: 1, trade: 1 });
    assert.deepEqual([week.halfDays, week.classHalfDays], [5, 5]);
    assert.ok(week.findings.some((one) => one.reason === 'BELOW_MINIMUM' && one.componentCodes.includes('work')));
  });

  for (let count = 1; count <= 5; count += 1) {
    await t.test(`with ${count} of work it comes to ${5 + count} half-days`, async () => {
      const week = await saveWeek(member, work(...AFTERNOONS.slice(0, count)));
      assert.deepEqual(totalsOf(week), { language: 3, module: 1, trade: 1, work: count });
      assert.deepEqual([week.halfDays, week.classHalfDays], [5 + count, 5]);
      assert.equal(week.minutes, 5 * 180 + count * 210);
      assert.deepEqual(reasonsOf(week).filter((reason) => reason !== 'TOO_BUSY'), []);
    });
  }

  await t.test('a sixth of work is refused and the week stays as it was', async () => {
    const before = await weekOf(member);
    const refused = await admin.call('PUT', `/v1/trajectories/${member.trajectory.id}/weeks/${THIS_WEEK}`,
      { body: { activities: work(...AFTERNOONS, ['saturday', '09:00', '12:00']) }, etag: before.etag, expect: 400 });
    assert.ok(violations(refused).includes('activities OUT_OF_RANGE'), violations(refused).join());
    assert.deepEqual(await weekOf(member), before);
  });

  await t.test('two stretches in one half-day count once, their minutes both', async () => {
    const week = await saveWeek(member, work(['monday', '13:00', '14:00'], ['monday', '15:00', '16:00']));
    assert.deepEqual([totalsOf(week).work, week.halfDays], [1, 6]);
    assert.equal(week.totals.find((one) => one.componentCode === 'work').minutes, 120);
  });
});
