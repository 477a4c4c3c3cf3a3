import assert from 'node:assert/strict';
import test from 'node:test';
import { admin, enrol, enrolClass, languageClass, moduleOffering, publishOffering, publishProgramme, registerOrganisation, runningClass, slot, start, tradeOffering } from './lib/builders.mjs';
import { as, token } from './lib/api.mjs';

test('a sixth class half-day is more than Hengelo allows, and is refused with its reason', async () => {
  const { programmeCode, organisation, members } = await runningClass(1);
  await enrolClass(await moduleOffering(programmeCode, organisation.id), members);
  await enrolClass(await tradeOffering(programmeCode, organisation.id), members);
  const sixth = await moduleOffering(programmeCode, organisation.id, { timetable: [slot('monday', '13:00', '16:00')] });
  const refused = await admin.call('POST', '/v1/enrolments', { body: { trajectoryId: members[0].trajectory.id, offeringId: sixth.id }, expect: 409 });
  assert.equal(refused.body.reason, 'LOAD_EXCEEDED');
  assert.equal((await admin.get(`/v1/offerings/${sixth.id}/seats`)).taken, 0);
});

test('the fullest week of Dordrecht comes to 51 hours, and is told as too busy without being refused', async () => {
  const dordrecht = 'GM0505';
  const by = as(await token('admin', { municipalities: [dordrecht] }));
  const programmeCode = await publishProgramme('dordrecht');
  const school = await registerOrganisation();
  const member = await start(programmeCode, { by, who: { municipalityCode: dordrecht }, referral: { channel: 'INFLOW_CHANNEL_CASE_MANAGER' } });
  const days = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
  const at = (from, until, ...on) => on.map((day) => slot(day, from, until));
  // 12 hours of training, 9 of language, 6 of extra language.
  const offerings = [
    publishOffering({ programmeCode, organisationId: school.id, componentCode: 'training', timetable: at('08:00', '10:00', ...days) }),
    languageClass(programmeCode, school.id, { timetable: at('10:00', '13:00', 'monday', 'wednesday', 'friday') }),
    languageClass(programmeCode, school.id, { componentCode: 'extra-language', timetable: at('10:00', '13:00', 'tuesday', 'thursday') }),
  ];
  for (const offering of await Promise.all(offerings)) await enrol(offering, member, { by });
  const target = `/v1/trajectories/${member.trajectory.id}/weeks/2026-W47`;
  const save = async (hours) => {
    const { etag } = await by.get(target);
    const activities = at('13:00', '17:00', ...days.slice(0, hours / 4)).map((one) => ({ componentCode: 'participation', slot: one }));
    return by.put(target, { activities }, { etag });
  };
  const light = await save(8);
  assert.equal(light.minutes, 35 * 60);
  assert.ok(!light.findings.some((one) => one.reason === 'TOO_BUSY'));
  const full = await save(24);
  assert.equal(full.minutes, 51 * 60);
  const finding = full.findings.find((one) => one.reason === 'TOO_BUSY');
  assert.equal(finding.blocking, false);
});
