import assert from 'node:assert/strict';
import test from 'node:test';
import { HENGELO, THIS_WEEK, admin, enrol, moduleOffering, runningClass, saveWeek, slot, tradeOffering, weekOf, work } from './lib/builders.mjs';
import { caller, violations } from './lib/api.mjs';

const plannedOf = (week) => week.activities.filter((one) => !one.fixed).map((one) => one.slot.weekday.slice('WEEKDAY_'.length).toLowerCase());

test('two case managers save the same week: one is told, and nobody loses work', async (t) => {
  const { members } = await runningClass(3);
  const [first, second] = await Promise.all(['cm-1', 'cm-2'].map((subject) => caller('case-manager', { municipalities: [HENGELO], subject })));

  await t.test('one after the other', async () => {
    const [member] = members;
    const path = `/v1/trajectories/${member.trajectory.id}/weeks/${THIS_WEEK}`;
    const [mine, yours] = await Promise.all([first.get(path), second.get(path)]);
    assert.equal(mine.etag, yours.etag);
    await first.put(path, { activities: work(['monday']) }, { etag: mine.etag });
    const late = await second.call('PUT', path, { body: { activities: work(['tuesday']) }, etag: yours.etag, expect: 412 });
    assert.equal(late.body.reason, 'ETAG_MISMATCH');
    const now = await second.get(path);
    assert.deepEqual(plannedOf(now), ['monday']);
    const merged = await second.put(path, { activities: work(['monday'], ['tuesday']) }, { etag: now.etag });
    assert.deepEqual(plannedOf(merged), ['monday', 'tuesday']);
    assert.deepEqual(await first.get(path), merged);
  });

  await t.test('at the same moment, many times', async () => {
    const [, member] = members;
    const path = `/v1/trajectories/${member.trajectory.id}/weeks/${THIS_WEEK}`;
    for (let round = 0; round < 10; round += 1) {
      const before = await first.get(path);
      const days = round % 2 === 0 ? ['monday', 'tuesday'] : ['wednesday', 'thursday'];
      const answers = await Promise.all([first, second].map((by, index) =>
        by.call('PUT', path, { body: { activities: work([days[index]]) }, etag: before.etag })));
      assert.deepEqual(answers.map((one) => one.status).sort(), [200, 412]);
      const winner = answers.findIndex((one) => one.status === 200);
      assert.deepEqual(plannedOf(await first.get(path)), [days[winner]]);
    }
  });

  await t.test('a week that is not read is not saved', async () => {
    const [, , member] = members;
    const path = `/v1/trajectories/${member.trajectory.id}/weeks/${THIS_WEEK}`;
    assert.deepEqual(violations(await first.call('PUT', path, { body: { activities: work(['monday']) }, expect: 400 })), ['If-Match REQUIRED']);
  });
});

test('a saved week holds until a later one, and an exception for its week only', async () => {
  const { members: [member] } = await runningClass(1);
  await saveWeek(member, work(['monday']), { week: '2026-W48' });
  await saveWeek(member, work(['tuesday']), { week: '2026-W51' });
  await saveWeek(member, work(['thursday']), { week: '2026-W49', thisWeekOnly: true });
  const planned = await Promise.all([47, 48, 49, 50, 51, 52, 53].map((number) => weekOf(member, `2026-W${number}`)));
  assert.deepEqual(planned.map(plannedOf), [[], ['monday'], ['thursday'], ['monday'], ['tuesday'], ['tuesday'], ['tuesday']]);
});

test('a week can be tried without being saved', async () => {
  const { members: [member] } = await runningClass(1);
  const before = await weekOf(member);
  const path = `/v1/trajectories/${member.trajectory.id}/weeks/${THIS_WEEK}`;
  const tried = await admin.put(path, { activities: work(['monday', '10:00', '13:00']), validateOnly: true }, { etag: before.etag });
  assert.ok(tried.findings.some((finding) => finding.reason === 'TIMETABLE_CLASH' && finding.blocking));
  assert.deepEqual(await weekOf(member), before);
});

test('a component that comes after another starts when that one is finished', async () => {
  const { programmeCode, organisation, members: [member] } = await runningClass(1, {
    change: (definition) => { definition.orderRules = [{ kind: 'BEFORE', components: ['module', 'trade'] }]; },
  });
  const module = await moduleOffering(programmeCode, organisation.id, { endDate: '2026-12-19' });
  const trade = await tradeOffering(programmeCode, organisation.id);
  const take = (startDate, expect) => admin.call('POST', '/v1/enrolments', { body: { trajectoryId: member.trajectory.id, offeringId: trade.id, startDate }, expect });
  const first = await take('2027-01-04', 409);
  assert.equal(first.body.reason, 'OUT_OF_ORDER');
  const planned = [{ componentCode: 'trade', slot: slot('thursday', '13:00', '16:00'), displayName: 'Vakscholing' }];
  const path = `/v1/trajectories/${member.trajectory.id}/weeks/${THIS_WEEK}`;
  const { etag } = await admin.get(path);
  const refused = await admin.call('PUT', path, { body: { activities: planned }, etag, expect: 400 });
  assert.deepEqual(violations(refused), ['activities[0].componentCode OUT_OF_ORDER']);
  const tried = await admin.put(path, { activities: planned, validateOnly: true }, { etag });
  assert.ok(tried.findings.some((finding) => finding.reason === 'OUT_OF_ORDER' && finding.blocking));
  await enrol(module, member);
  const early = await take('2026-12-14', 409);
  assert.match(JSON.stringify(early.body.invalidParams), /2026-12-19/, 'says from when on');
  await take('2027-01-04', 201);
});
