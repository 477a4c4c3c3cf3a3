import assert from 'node:assert/strict';
import test from 'node:test';
import { askedOf, holdStep, publishProgramme, refer, registerOrganisation, startTrajectory, stepsOf } from '../lib/builders.mjs';
import { caller, eventually, violations } from '../lib/api.mjs';

const ARNHEM = 'GM0202';

test('A04 a joint second intake within four weeks after the start decides workplace and tasks', async (t) => {
  const programmeCode = await publishProgramme('arnhem');
  const by = await caller('case-manager', { municipalities: [ARNHEM] });
  const company = await registerOrganisation({ displayName: 'Refugee Company', kind: 'ORGANISATION_KIND_EMPLOYER', sites: [] });
  const scalabor = await registerOrganisation({ displayName: 'Scalabor', kind: 'ORGANISATION_KIND_REINTEGRATION', sites: [] });
  const coach = { staffId: 'coach-1', roleCode: 'coach', organisationId: company.id };
  const guide = { staffId: 'guide-1', roleCode: 'trajectory-guide', organisationId: scalabor.id };
  const JOINT = { stepCode: 'joint-intake', heldDate: '2026-11-16', professionals: [coach, guide], workplaceCode: 'mask-factory', tasks: ['knippen', 'inpakken'] };
  const [first] = stepsOf(programmeCode);
  const attempt = (referral, body, expect) =>
    by.call('POST', `/v1/referrals/${referral.id}/intakes`, { body: { ...JOINT, ...body }, etag: referral.etag, expect });
  const due = (more = '') => by.list(`/v1/intake-deadlines?programmeCode=${programmeCode}${more}`, 'deadlines', 1);
  const ready = async () => {
    const { referral } = await refer(programmeCode, { by, who: { municipalityCode: ARNHEM }, referral: { channel: 'INFLOW_CHANNEL_CASE_MANAGER' } });
    return holdStep(referral, first.code, { by, heldDate: '2026-10-05', ...askedOf(programmeCode, first) });
  };
  const started = async (startDate) => {
    const referral = await ready();
    await startTrajectory(referral, { by, startDate, caseManagerId: 'cm-1' });
    await eventually(async () => (await due()).some((one) => one.referralId === referral.id));
    return referral;
  };

  await t.test('the programme says: coach and guide, of two organisations, within 28 days', async () => {
    const { definition } = await by.get(`/v1/programmes/${programmeCode}`);
    const step = definition.intakeSteps.find((one) => one.code === 'joint-intake');
    assert.deepEqual([step.professionals, step.differentOrganisations, step.heldBy, step.withinDaysAfterStart, step.workplaceCatalogue, step.decidesTasks],
      [2, true, ['coach', 'trajectory-guide'], 28, 'workplaces', true]);
  });

  await t.test('it is no step before the start', async () => {
    const referral = await ready();
    assert.equal(referral.state, 'REFERRAL_STATE_INTAKE_COMPLETE');
    assert.equal((await attempt(referral, {}, 409)).body.reason, 'NOT_STARTED');
  });

  await t.test('from the start on it is due on the 28th day, and overdue on the day after', async () => {
    const inTime = await started('2026-10-19');
    const late = await started('2026-10-18');
    const all = await due();
    const of = (referral) => all.find((one) => one.referralId === referral.id);
    assert.deepEqual([of(inTime).startDate, of(inTime).dueDate, of(inTime).overdue], ['2026-10-19', '2026-11-16', false]);
    assert.deepEqual([of(late).dueDate, of(late).overdue, of(late).participantId], ['2026-11-15', true, late.participantId]);
    assert.deepEqual((await due('&overdueOnly=true')).map((one) => one.referralId), [late.id]);
    assert.deepEqual(all.map((one) => one.dueDate), all.map((one) => one.dueDate).sort());
    const stranger = await caller('case-manager', { municipalities: ['GM0363'] });
    assert.deepEqual(await stranger.list(`/v1/intake-deadlines?programmeCode=${programmeCode}`, 'deadlines'), []);
  });

  await t.test('held together, it decides workplace and tasks, and is due no more', async () => {
    const referral = await started('2026-10-20');
    const held = (await attempt(referral, {}, 200)).body.intakes.at(-1);
    assert.deepEqual([held.workplaceCode, held.professionals.map((one) => one.roleCode)], ['mask-factory', ['coach', 'trajectory-guide']]);
    assert.deepEqual((await by.get(`/v1/referrals/${referral.id}/intakes/joint-intake/notes`)).tasks, ['knippen', 'inpakken']);
    assert.ok((await due()).every((one) => one.referralId !== referral.id));
  });

  await t.test('held late it is recorded all the same', async () => {
    const referral = await started('2026-10-01');
    assert.ok((await due('&overdueOnly=true')).some((one) => one.referralId === referral.id));
    await attempt(referral, {}, 200);
    assert.ok((await due('&overdueOnly=true')).every((one) => one.referralId !== referral.id));
  });

  await t.test('by one of the two, without decisions or before the start it is refused, each fault named', async () => {
    const referral = await started('2026-11-09');
    const refused = await attempt(referral, { heldDate: '2026-11-08', professionals: [coach], workplaceCode: 'energy', tasks: [] }, 400);
    assert.deepEqual(violations(refused), ['heldDate BEFORE_START', 'professionals ROLE_MISSING', 'professionals TOO_FEW_PROFESSIONALS', 'tasks TASKS_MISSING', 'workplaceCode UNKNOWN_WORKPLACE']);
    const oneHouse = await attempt(referral, { professionals: [coach, { ...guide, organisationId: company.id }] }, 400);
    assert.deepEqual(violations(oneHouse), ['professionals[1].organisationId SAME_ORGANISATION']);
  });
});
