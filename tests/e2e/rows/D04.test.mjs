import assert from 'node:assert/strict';
import test from 'node:test';
import { assess, publishProgramme, refer } from '../lib/builders.mjs';
import { caller, violations } from '../lib/api.mjs';

const DORDRECHT = 'GM0505';
const OPEN = { education: 'vocational', 'work-experience': 'acht jaar bakker', 'language-level': 'A1', chances: 'horeca en voedsel' };

test('D04 the standard assessment of all status holders is stored with its five aspects', async (t) => {
  const programmeCode = await publishProgramme('dordrecht');
  const director = await caller('case-manager', { municipalities: [DORDRECHT] });
  const candidate = async (targetGroup = 'TARGET_GROUP_ASYLUM_STATUS_HOLDER') =>
    (await refer(programmeCode, { by: director, who: { municipalityCode: DORDRECHT, targetGroup }, referral: { channel: 'INFLOW_CHANNEL_CASE_MANAGER' } })).participant;
  const scan = (participant, values = OPEN, more = {}) => assess(programmeCode, participant, 'pps-v', values, { by: director, ...more });
  const coverage = () => director.get(`/v1/assessment-coverages/${programmeCode}?instrumentCode=pps-v`);
  const unassessed = async () =>
    (await director.list(`/v1/assessment-coverages/${programmeCode}/unassessed?instrumentCode=pps-v`, 'candidates', 1)).map((one) => one.participantId);

  await t.test('the programme has the instrument with five aspects, for all status holders', async () => {
    const { definition } = await director.get(`/v1/programmes/${programmeCode}`);
    const pps = definition.instruments.find((one) => one.code === 'pps-v');
    assert.deepEqual(pps.aspects.map((aspect) => aspect.code), ['education', 'work-experience', 'language-level', 'chances', 'barriers']);
    assert.deepEqual([pps.forAll, pps.taking.targetGroups], [true, ['TARGET_GROUP_ASYLUM_STATUS_HOLDER']]);
  });

  await t.test('all five come back as they were recorded, barriers apart because they may tell of health', async () => {
    const participant = await candidate();
    const made = await scan(participant, OPEN, { special: { barriers: 'rugklachten' }, staffIds: ['cm-1'] });
    const read = await director.get(`/v1/assessments/${made.id}`);
    assert.deepEqual(Object.fromEntries(read.values.map((one) => [one.aspectCode, one.value])), OPEN);
    assert.deepEqual([read.takenDate, read.instrumentVersion, read.staffIds], ['2026-10-19', '1', ['cm-1']]);
    const { values } = await director.get(`/v1/assessments/${made.id}/special-values`);
    assert.deepEqual(values, [{ aspectCode: 'barriers', value: 'rugklachten' }]);
  });

  await t.test('a scan that lacks an aspect, or has a value off its scale, is refused with each fault', async () => {
    const refused = await director.call('POST', '/v1/assessments', {
      body: {
        participantId: (await candidate()).id, programmeCode, instrumentCode: 'pps-v', instrumentVersion: '1', takenDate: '2026-10-19',
        setting: 'ASSESSMENT_SETTING_MUNICIPALITY',
        values: [{ aspectCode: 'education', value: 'some' }, { aspectCode: 'language-level', value: 'D1' }, { aspectCode: 'chances', value: 'zorg' }],
      },
      expect: 400,
    });
    assert.deepEqual(violations(refused), ['values ASPECT_MISSING', 'values[0].value OFF_SCALE', 'values[1].value OFF_SCALE']);
  });

  await t.test('it is seen from whom it was taken and from whom it still has to be, until it was taken from all', async () => {
    const before = await coverage();
    const [first, second] = [await candidate(), await candidate()];
    const family = await candidate('TARGET_GROUP_FAMILY_MIGRANT');
    const open = await unassessed();
    assert.ok(open.includes(first.id) && open.includes(second.id));
    assert.ok(!open.includes(family.id), 'a family migrant is no status holder');
    assert.deepEqual([(await coverage()).candidates, (await coverage()).assessed], [before.candidates + 2, before.assessed]);
    await scan(first);
    assert.ok(!(await unassessed()).includes(first.id));
    const everybody = await director.list(`/v1/referrals?programmeCode=${programmeCode}`, 'referrals');
    const waiting = new Set(await unassessed());
    for (const { participantId } of everybody.filter((one) => waiting.has(one.participantId))) await scan({ id: participantId });
    const after = await coverage();
    assert.deepEqual([after.assessed, after.unassessed, await unassessed()], [after.candidates, 0, []]);
    assert.deepEqual(after.counts.filter((one) => one.aspectCode === 'education'), [{ aspectCode: 'education', value: 'vocational', count: after.candidates }]);
  });
});
