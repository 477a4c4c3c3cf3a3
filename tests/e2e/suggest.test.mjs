import assert from 'node:assert/strict';
import test, { after } from 'node:test';
import { AMSTERDAM, THIS_WEEK, caseManager, enrol, moduleOffering, publishOffering, runningClass, slot, tradeOffering } from './lib/builders.mjs';
import { caller, violations } from './lib/api.mjs';
import { camelCased, closeClients, grpcCall } from './lib/protos.mjs';

after(closeClients);

const pathOf = (member, week = THIS_WEEK) => `/v1/trajectories/${member.trajectory.id}/weeks/${week}/_suggest`;
const suggest = (member, question = {}, by = caseManager) => by.post(pathOf(member), question);
const workPlace = (programmeCode, organisationId, changes = {}) => publishOffering({
  programmeCode, organisationId, displayName: 'Kringloopwinkel', componentCode: 'work', timetable: [], ...changes,
});
const byComponent = (alternative) => Object.fromEntries(alternative.activities.map((one) => [one.componentCode, one]));

test('a week is suggested around the class, taken and saved', async () => {
  const { programmeCode, organisation, members: [member] } = await runningClass(1);
  await moduleOffering(programmeCode, organisation.id, { timetable: [slot('monday', '10:00', '13:00')] });
  const module = await moduleOffering(programmeCode, organisation.id);
  const trade = await tradeOffering(programmeCode, organisation.id);
  const shop = await workPlace(programmeCode, organisation.id);

  const answer = await suggest(member, { alternatives: 2 });
  assert.deepEqual(answer.misfits, []);
  assert.equal(answer.alternatives.length, 2);
  const best = byComponent(answer.alternatives[0]);
  assert.deepEqual(Object.keys(best), ['module', 'trade', 'work']);
  assert.equal(best.module.offeringId, module.id, 'the other one is during the class');
  assert.equal(best.trade.offeringId, trade.id);
  assert.deepEqual([best.module.organisationId, best.module.displayName, best.module.seatsLeft], [organisation.id, 'Module gezondheid', 25]);
  assert.equal(best.work.offeringId, shop.id);
  assert.equal(best.work.agreedPerPerson, true);
  assert.equal(best.work.timetable.length, 5);

  const path = `/v1/trajectories/${member.trajectory.id}/weeks/${THIS_WEEK}`;
  assert.equal((await caseManager.get(path)).etag, answer.etag);
  for (const one of Object.values(best)) {
    await caseManager.post('/v1/enrolments', { trajectoryId: member.trajectory.id, offeringId: one.offeringId, startDate: one.entryDate });
  }
  const activities = best.work.timetable.map((one) => ({ componentCode: 'work', slot: one, offeringId: shop.id }));
  const stale = await caseManager.call('PUT', path, { body: { activities }, etag: answer.etag, expect: 412 });
  assert.equal(stale.body.reason, 'ETAG_MISMATCH', 'the enrolments changed the week since the suggestion');
  const { etag } = await caseManager.get(path);
  const saved = await caseManager.put(path, { activities }, { etag });
  assert.equal(saved.halfDays, 10);
  assert.deepEqual(saved.findings.map((one) => one.reason), ['TOO_BUSY'], 'full, and nothing blocks');
  assert.deepEqual((await suggest(member)).alternatives, [], 'nothing is lacking any more');
});

test('half-days that are suggested are saved with the etag of the suggestion', async () => {
  const { programmeCode, organisation, members: [member] } = await runningClass(1);
  const shop = await workPlace(programmeCode, organisation.id);
  await enrol(shop, member);
  const { alternatives: [best], etag } = await suggest(member, { componentCodes: ['work'] });
  assert.equal(best.activities[0].enrolled, true);
  const activities = best.activities[0].timetable.map((one) => ({ componentCode: 'work', slot: one, offeringId: shop.id }));
  const saved = await caseManager.put(`/v1/trajectories/${member.trajectory.id}/weeks/${THIS_WEEK}`, { activities }, { etag });
  assert.equal(saved.halfDays, 8);
});

test('a full class is told, with what would help, in the language asked', async () => {
  const { programmeCode, organisation, members } = await runningClass(2);
  const full = await moduleOffering(programmeCode, organisation.id, { capacity: 1 });
  await enrol(full, members[1]);
  const answer = await suggest(members[0], { componentCodes: ['module'] });
  assert.deepEqual(answer.alternatives[0].unplacedComponentCodes, ['module']);
  const [misfit] = answer.misfits;
  assert.equal(misfit.componentCode, 'module');
  assert.deepEqual(misfit.conflict.map((one) => [one.kind, one.offeringId]), [['OBSTACLE_KIND_SEATS', full.id]]);
  assert.match(misfit.conflict[0].description, /^De plaatsen van Module gezondheid/);
  assert.deepEqual(misfit.remedies.map((one) => [one.kind, one.offeringId]), [['OBSTACLE_KIND_SEATS', full.id]]);
  assert.ok(misfit.remedies[0].cost < answer.alternatives[0].cost);
  const english = await suggest(members[0], { componentCodes: ['module'], language: 'LANGUAGE_ENGLISH' });
  assert.match(english.misfits[0].conflict[0].description, /^The seats of Module gezondheid/);
  const request = { trajectory_id: members[0].trajectory.id, week: THIS_WEEK, component_codes: ['module'] };
  const grpc = camelCased(await grpcCall('duaal.trajectory.v1.WeekService', 'SuggestWeek', request, caseManager.token));
  assert.deepEqual([grpc.etag, grpc.alternatives[0].cost], [answer.etag, answer.alternatives[0].cost]);
  assert.deepEqual(grpc.misfits[0].conflict, misfit.conflict);
  const others = JSON.stringify(answer);
  assert.ok(!others.includes(members[1].participant.id) && !others.includes(members[1].trajectory.id), 'nobody else is in it');
});

test('time that is not free is kept free', async () => {
  const { programmeCode, organisation, members: [member] } = await runningClass(1);
  await moduleOffering(programmeCode, organisation.id);
  const unavailable = [{ weekday: 'WEEKDAY_TUESDAY', startTime: '11:00', endTime: '13:00', reason: 'UNAVAILABILITY_REASON_TREATMENT' }];
  const answer = await suggest(member, { componentCodes: ['module'], unavailable });
  assert.deepEqual(answer.misfits[0].conflict.map((one) => one.kind), ['OBSTACLE_KIND_UNAVAILABLE']);
});

test('only who plans for the person may ask', async () => {
  const { members: [member] } = await runningClass(1);
  const elsewhere = await caller('case-manager', { municipalities: [AMSTERDAM], subject: 'cm-amsterdam' });
  await elsewhere.call('POST', pathOf(member), { body: {}, expect: 404 });
  const provider = await caller('provider', { subject: 'teacher', organisation: '0192f0c1-7a3b-7c4d-8e5f-001122334455' });
  await provider.call('POST', pathOf(member), { body: {}, expect: 403 });
});

test('every fault of a question is named', async () => {
  const { members: [member] } = await runningClass(1);
  const bad = await caseManager.call('POST', pathOf(member), {
    body: {
      alternatives: 11,
      componentCodes: ['Not a code'],
      unavailable: [{ weekday: 'WEEKDAY_MONDAY', startTime: '25:00', endTime: '26:00' }],
      maxHalfDays: 40,
    },
    expect: 400,
  });
  assert.deepEqual(violations(bad).sort(), ['alternatives OUT_OF_RANGE', 'componentCodes[0] BAD_FORMAT', 'maxHalfDays OUT_OF_RANGE',
    'unavailable[0].endTime BAD_FORMAT', 'unavailable[0].startTime BAD_FORMAT']);
  const worse = await caseManager.call('POST', pathOf(member), {
    body: {
      componentCodes: ['language', 'sport'],
      unavailable: [{ weekday: 'WEEKDAY_MONDAY', startTime: '12:00', endTime: '09:00' }],
    },
    expect: 400,
  });
  assert.deepEqual(violations(worse).sort(), ['componentCodes[0] ALREADY_PLANNED', 'componentCodes[1] UNKNOWN_COMPONENT',
    'unavailable[0].endTime INTERVAL_REVERSED']);
  await caseManager.call('POST', pathOf(member, '2027-W53'), { body: {}, expect: 400 });
});
