import assert from 'node:assert/strict';
import test from 'node:test';
import { CLASS_TIMETABLE, THIS_WEEK, admin, enrolClass, moduleOffering, runningClass, saveWeek, slot, weekOf, work } from '../lib/builders.mjs';
import { inParallel, violations } from '../lib/api.mjs';

const SIZE = 8;
const timesOf = (week, component) => week.activities.filter((one) => one.componentCode === component)
  .map((one) => [one.slot.weekday, one.slot.startTime, one.slot.endTime]);

test('H07 an existing language class is the group, and all else is planned around its timetable', async (t) => {
  const { programmeCode, organisation, offering, members } = await runningClass(SIZE);

  await t.test('the group is the class: its members were picked from it and sit in it', async () => {
    const referrals = await admin.list(`/v1/referrals?programmeCode=${programmeCode}&classOfferingId=${offering.id}`, 'referrals');
    assert.equal(referrals.length, SIZE);
    const enrolments = await admin.list(`/v1/enrolments?offeringId=${offering.id}`, 'enrolments');
    assert.deepEqual(enrolments.map((one) => one.participantId).sort(), members.map((one) => one.participant.id).sort());
  });

  await t.test('it has one level and one timetable', async () => {
    const read = await admin.get(`/v1/offerings/${offering.id}`);
    assert.equal(read.languageLevel, 'A1');
    const { weeks } = await admin.get(`/v1/offerings/${offering.id}/weeks/${THIS_WEEK}`);
    assert.equal(weeks.length, SIZE);
    const wanted = CLASS_TIMETABLE.map((one) => [one.weekday, one.startTime, one.endTime]);
    for (const week of weeks) {
      assert.deepEqual(timesOf(week, 'language'), wanted);
      assert.ok(week.activities.filter((one) => one.componentCode === 'language').every((one) => one.fixed && one.offeringId === offering.id));
    }
  });

  await t.test('the programme says that language times are set by others', async () => {
    const { definition } = await admin.get(`/v1/programmes/${programmeCode}`);
    assert.equal(definition.components.find((one) => one.code === 'language').fixedTimetable, true);
  });

  await t.test('a group component across a lesson is refused for every member, with nothing taken', async () => {
    const clashing = await moduleOffering(programmeCode, organisation.id, { timetable: [slot('wednesday', '11:00', '13:00')] });
    const refused = await admin.call('POST', '/v1/enrolments/_class',
      { body: { offeringId: clashing.id, trajectoryIds: members.map((one) => one.trajectory.id) }, expect: 400 });
    assert.deepEqual(violations(refused), members.map((_, index) => `trajectoryIds[${index}] TIMETABLE_CLASH`).sort());
    assert.equal((await admin.get(`/v1/offerings/${clashing.id}/seats`)).taken, 0);
  });

  await t.test('around the lessons it fits, also when it begins as one ends', async () => {
    const fitting = await moduleOffering(programmeCode, organisation.id, { timetable: [slot('wednesday', '12:00', '15:00')] });
    await enrolClass(fitting, members);
    await inParallel(members, async (member) => assert.equal(timesOf(await weekOf(member), 'module').length, 1));
  });

  await t.test('work across a lesson is refused, and beside it accepted', async () => {
    const before = await weekOf(members[0]);
    const refused = await admin.call('PUT', `/v1/trajectories/${members[0].trajectory.id}/weeks/${THIS_WEEK}`,
      { body: { activities: work(['monday', '10:00', '14:00']) }, etag: before.etag, expect: 400 });
    assert.deepEqual(violations(refused), ['activities[0].slot TIMETABLE_CLASH']);
    const saved = await saveWeek(members[0], work(['monday', '13:00', '16:30']));
    assert.deepEqual(timesOf(saved, 'language'), timesOf(before, 'language'));
  });
});
