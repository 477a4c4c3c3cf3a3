import assert from 'node:assert/strict';
import test from 'node:test';
import { admin, enrol, moduleOffering, publishProgramme, registerOrganisation, startMany } from './lib/builders.mjs';

const CALLERS = 20;

test('twenty callers want the last seat: one has it, nineteen are told that there is none', async () => {
  const programmeCode = await publishProgramme();
  const organisation = await registerOrganisation();
  const members = await startMany(programmeCode, CALLERS + 1);
  const offering = await moduleOffering(programmeCode, organisation.id, { capacity: 2 });
  await enrol(offering, members[CALLERS]);

  const answers = await Promise.all(members.slice(0, CALLERS).map((member) =>
    admin.call('POST', '/v1/enrolments', { body: { trajectoryId: member.trajectory.id, offeringId: offering.id } })));
  const refused = answers.filter((one) => one.status !== 201);
  assert.equal(refused.length, CALLERS - 1, answers.map((one) => one.status).join());
  assert.ok(refused.every((one) => one.status === 409 && one.body.reason === 'NO_SEAT_LEFT'), JSON.stringify(refused.map((one) => one.body.reason)));

  assert.deepEqual(await admin.get(`/v1/offerings/${offering.id}/seats`), { offeringId: offering.id, capacity: 2, taken: 2 });
  const enrolments = await admin.list(`/v1/enrolments?offeringId=${offering.id}`, 'enrolments');
  assert.equal(enrolments.length, 2);

  const seat = enrolments.find((one) => one.trajectoryId !== members[CALLERS].trajectory.id);
  await admin.post(`/v1/enrolments/${seat.id}/ending`, { endDate: '2026-11-16' }, { etag: seat.etag });
  const next = members.find((one) => one.trajectory.id !== seat.trajectoryId && one !== members[CALLERS]);
  const taken = await enrol(offering, next, { expect: 201 }).catch(() => null);
  assert.equal(taken, null, 'the seat is free from its end on, not before');
  const later = await admin.post('/v1/enrolments', { trajectoryId: next.trajectory.id, offeringId: offering.id, startDate: '2026-11-16' });
  assert.equal(later.startDate, '2026-11-16');
});
