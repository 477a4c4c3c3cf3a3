import assert from 'node:assert/strict';
import test from 'node:test';
import { admin, enrol, languageClass, publishProgramme, registerOrganisation, slot, start } from '../lib/builders.mjs';
import { as, token } from '../lib/api.mjs';

const DORDRECHT = 'GM0505';

test('D13 formal language lessons are planned in hours and in half-days at the same time', async (t) => {
  const by = as(await token('admin', { municipalities: [DORDRECHT] }));
  const programmeCode = await publishProgramme('dordrecht');
  const school = await registerOrganisation({ displayName: 'Het Werkwoord', kind: 'ORGANISATION_KIND_LANGUAGE_PROVIDER' });
  const weekWith = async (timetable) => {
    const member = await start(programmeCode, { by, who: { municipalityCode: DORDRECHT }, referral: { channel: 'INFLOW_CHANNEL_CASE_MANAGER' } });
    await enrol(await languageClass(programmeCode, school.id, { municipalityCode: DORDRECHT, timetable }), member, { by });
    return by.get(`/v1/trajectories/${member.trajectory.id}/weeks/2026-W47`);
  };
  const totalOf = (week) => week.totals.find((one) => one.componentCode === 'language');
  const findingsOf = (week) => week.findings.filter((one) => one.componentCodes.includes('language')).map((one) => one.reason);

  await t.test('the programme asks nine hours and three half-days', async () => {
    const { definition } = await admin.get(`/v1/programmes/${programmeCode}`);
    const language = definition.components.find((one) => one.code === 'language');
    assert.deepEqual([language.minMinutes, language.maxMinutes, language.minHalfDays, language.maxHalfDays], [540, 540, 3, 3]);
  });

  await t.test('three mornings of three hours are both', async () => {
    const week = await weekWith(['monday', 'wednesday', 'friday'].map((day) => slot(day, '09:00', '12:00')));
    assert.deepEqual(totalOf(week), { componentCode: 'language', halfDays: 3, minutes: 540 });
    assert.deepEqual(findingsOf(week), []);
  });

  await t.test('nine hours in two half-days are too few half-days', async () => {
    const week = await weekWith([slot('monday', '08:00', '12:30'), slot('wednesday', '08:00', '12:30')]);
    assert.deepEqual(totalOf(week), { componentCode: 'language', halfDays: 2, minutes: 540 });
    assert.deepEqual(findingsOf(week), ['BELOW_MINIMUM']);
  });

  await t.test('three half-days of two hours are too few hours', async () => {
    const week = await weekWith(['monday', 'wednesday', 'friday'].map((day) => slot(day, '09:00', '11:00')));
    assert.deepEqual(totalOf(week), { componentCode: 'language', halfDays: 3, minutes: 360 });
    assert.deepEqual(findingsOf(week), ['BELOW_MINIMUM']);
  });
});
