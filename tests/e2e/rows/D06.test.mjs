import assert from 'node:assert/strict';
import test from 'node:test';
import { publishProgramme, refer } from '../lib/builders.mjs';
import { caller, violations } from '../lib/api.mjs';

const DORDRECHT = 'GM0505';
const ZWIJNDRECHT = 'GM0642';

test('D06 a refusal opens a task to find another fitting form of participation with the case director', async (t) => {
  const programmeCode = await publishProgramme('dordrecht');
  const by = await caller('case-manager', { municipalities: [DORDRECHT, ZWIJNDRECHT] });
  const decline = async (municipalityCode = DORDRECHT, reason = 'CLOSE_REASON_REFUSED') => {
    const { participant, referral } = await refer(programmeCode, { by, who: { municipalityCode }, referral: { channel: 'INFLOW_CHANNEL_CASE_MANAGER' } });
    await by.post(`/v1/referrals/${referral.id}/closure`, { reason }, { etag: referral.etag });
    return { participant, referral };
  };
  const open = (more = '', who = by, role = 'case-director') =>
    who.list(`/v1/participation-tasks?programmeCode=${programmeCode}&roleCode=${role}${more}`, 'tasks', 1);
  const close = (task, body, expect) =>
    by.call('POST', `/v1/participation-tasks/${task.id}/closure`, { body: { outcomeCode: 'voluntary-work', closedDate: '2026-11-16', staffId: 'cd-1', ...body }, etag: task.etag, expect });

  await t.test('the task is for the role that the programme names, of this person and this day', async () => {
    const { participant, referral } = await decline();
    const [task] = (await open()).filter((one) => one.referralId === referral.id);
    assert.deepEqual([task.participantId, task.roleCode, task.municipalityCode, task.openedDate, task.closedDate],
      [participant.id, 'case-director', DORDRECHT, '2026-11-16', undefined]);
    assert.deepEqual(await open('', by, 'job-coach'), []);
  });

  await t.test('who leaves for another reason opens none', async () => {
    const { referral } = await decline(DORDRECHT, 'CLOSE_REASON_MOVED');
    assert.ok((await open()).every((one) => one.referralId !== referral.id));
  });

  await t.test('the list is per municipality, and others see none of it', async () => {
    const here = await decline(DORDRECHT);
    const there = await decline(ZWIJNDRECHT);
    const ids = (tasks) => tasks.map((one) => one.referralId);
    assert.deepEqual(ids(await open(`&municipalityCode=${ZWIJNDRECHT}`)), [there.referral.id]);
    const neighbour = await caller('case-manager', { municipalities: [ZWIJNDRECHT] });
    assert.deepEqual(ids(await open('', neighbour)), [there.referral.id]);
    const [task] = (await open()).filter((one) => one.referralId === here.referral.id);
    await neighbour.call('GET', `/v1/participation-tasks/${task.id}`, { expect: 404 });
  });

  await t.test('it ends with what was found and by whom, once', async () => {
    const { referral } = await decline();
    const [task] = (await open()).filter((one) => one.referralId === referral.id);
    assert.deepEqual(violations(await close(task, { outcomeCode: 'sleeping', closedDate: '2026-11-17' }, 400)), ['closedDate IN_THE_FUTURE', 'outcomeCode UNKNOWN_OUTCOME']);
    const closed = (await close(task, {}, 200)).body;
    assert.deepEqual([closed.outcomeCode, closed.closedDate, closed.staffId], ['voluntary-work', '2026-11-16', 'cd-1']);
    assert.ok((await open()).every((one) => one.id !== task.id));
    assert.equal((await close(closed, {}, 409)).body.reason, 'TASK_CLOSED');
    await close(task, {}, 412);
    assert.equal((await by.get(`/v1/participation-tasks/${task.id}`)).outcomeCode, 'voluntary-work');
  });

  await t.test('a programme that names no role opens no task', async () => {
    const other = await publishProgramme('dordrecht', (definition) => { delete definition.participation.refusalTaskRole; });
    const { referral } = await refer(other, { by, who: { municipalityCode: DORDRECHT }, referral: { channel: 'INFLOW_CHANNEL_CASE_MANAGER' } });
    await by.post(`/v1/referrals/${referral.id}/closure`, { reason: 'CLOSE_REASON_REFUSED' }, { etag: referral.etag });
    assert.deepEqual(await by.list(`/v1/participation-tasks?programmeCode=${other}&roleCode=case-director`, 'tasks'), []);
  });
});
