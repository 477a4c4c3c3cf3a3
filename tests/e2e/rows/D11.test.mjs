import assert from 'node:assert/strict';
import test from 'node:test';
import { admin, enrol, publishOffering, publishProgramme, registerOrganisation, slot, start } from '../lib/builders.mjs';
import { as, token } from '../lib/api.mjs';

const DORDRECHT = 'GM0505';
const WEEK = '2026-W47';

test('D11 group trainings have fixed weekly hours, individual coaching is flexible', async (t) => {
  const by = as(await token('admin', { municipalities: [DORDRECHT] }));
  const programmeCode = await publishProgramme('dordrecht');
  const werkshop = await registerOrganisation({ displayName: 'Werkshop', kind: 'ORGANISATION_KIND_REINTEGRATION' });
  const training = (timetable) => publishOffering({
    programmeCode, organisationId: werkshop.id, displayName: 'Training bij de Werkshop', componentCode: 'training',
    catalogueCode: 'strength', municipalityCode: DORDRECHT, timetable,
  });
  const begin = () => start(programmeCode, { by, who: { municipalityCode: DORDRECHT }, referral: { channel: 'INFLOW_CHANNEL_CASE_MANAGER' } });
  const fourMornings = ['monday', 'tuesday', 'wednesday', 'thursday'].map((day) => slot(day, '09:00', '12:00', 'Werkshop'));
  const read = (member) => by.get(`/v1/trajectories/${member.trajectory.id}/weeks/${WEEK}`);
  const minutesOf = (week, code) => week.totals.find((one) => one.componentCode === code)?.minutes ?? 0;

  await t.test('the programme names twelve hours and six topics', async () => {
    const { definition } = await admin.get(`/v1/programmes/${programmeCode}`);
    const component = definition.components.find((one) => one.code === 'training');
    assert.deepEqual([component.minMinutes, component.maxMinutes], [720, 720]);
    assert.equal(definition.catalogues.find((one) => one.code === component.catalogue).entries.length, 6);
  });

  await t.test('a group of twelve hours fills the member\'s week with exactly that', async () => {
    const member = await begin();
    await enrol(await training(fourMornings), member, { by });
    const week = await read(member);
    assert.equal(minutesOf(week, 'training'), 720);
    assert.ok(week.activities.every((one) => one.fixed));
    assert.ok(!week.findings.some((one) => one.componentCodes.includes('training')));
  });

  await t.test('fewer hours than the programme fixes are told', async () => {
    const member = await begin();
    await enrol(await training(fourMornings.slice(1)), member, { by });
    const week = await read(member);
    assert.ok(week.findings.some((one) => one.reason === 'BELOW_MINIMUM' && one.componentCodes.includes('training')));
  });

  await t.test('coaching is planned per person in any amount, and every week may differ', async () => {
    const member = await begin();
    await enrol(await training(fourMornings), member, { by });
    const plans = [[], [slot('friday', '09:00', '09:30')], [slot('friday', '09:00', '12:00'), slot('monday', '13:00', '17:00')]];
    for (const [index, slots] of plans.entries()) {
      const path = `/v1/trajectories/${member.trajectory.id}/weeks/2026-W${48 + index}`;
      const before = await by.get(path);
      const activities = slots.map((one) => ({ componentCode: 'coaching', slot: one }));
      const saved = await by.put(path, { activities, thisWeekOnly: true }, { etag: before.etag });
      assert.equal(minutesOf(saved, 'training'), 720);
      assert.equal(minutesOf(saved, 'coaching'), [0, 30, 420][index]);
      assert.ok(!saved.findings.some((one) => one.componentCodes.includes('coaching')));
    }
  });
});
