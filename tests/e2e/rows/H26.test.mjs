import assert from 'node:assert/strict';
import test from 'node:test';
import { BORNE, HAAKSBERGEN, HENGELO, admin, enrolClass, languageClass, publishProgramme, refer, registerOrganisation, startMany } from '../lib/builders.mjs';
import { caller, eventually } from '../lib/api.mjs';

// Who is referred and who starts, per municipality; two of three groups start, the third falls to the lockdown.
const PLAN = [
  { municipalityCode: HENGELO, started: 7, waiting: 2, runs: true, groups: 1 },
  { municipalityCode: BORNE, started: 6, waiting: 0, runs: true, groups: 1 },
  { municipalityCode: HAAKSBERGEN, started: 0, waiting: 5, runs: false, groups: 0 },
];
const SEATS = 25;

test('H26 planned against realised participants and groups, with the cause of a shortfall', async (t) => {
  const programmeCode = await publishProgramme();
  const roc = await registerOrganisation();
  for (const { municipalityCode, started, waiting, runs } of PLAN) {
    const offering = await languageClass(programmeCode, roc.id, { municipalityCode });
    const referral = { classOfferingId: offering.id };
    const members = await startMany(programmeCode, started, () => ({ who: { municipalityCode }, referral }));
    if (members.length > 0) await enrolClass(offering, members);
    for (let index = 0; index < waiting; index += 1) await refer(programmeCode, { who: { municipalityCode }, referral });
    if (runs) continue;
    await admin.post(`/v1/offerings/${offering.id}/cancellation`, { cause: 'CANCEL_CAUSE_LOCKDOWN', fromDate: '2026-11-01' }, { etag: offering.etag });
  }
  const realisation = (by = admin) => by.get(`/v1/figures/realisation?programmeCode=${programmeCode}`);

  await t.test('participants: 50 aimed at, 13 started', async () => {
    const figures = await eventually(async () => {
      const now = await realisation();
      return Number(now.startedParticipants.value) === 13 && now.startedGroups === 2 && now.causes.length > 0 && now;
    });
    assert.deepEqual([figures.targetParticipants, figures.expectation], [50, false]);
    assert.equal(figures.startedParticipants.suppressed, false);
  });

  await t.test('per municipality', async () => {
    const { municipalities } = await realisation();
    const rows = municipalities.map((one) => [one.municipalityCode, Number(one.referred.value), Number(one.started.value)]);
    assert.deepEqual(rows.sort(), PLAN.map((one) => [one.municipalityCode, one.started + one.waiting, one.started]).sort());
  });

  await t.test('groups: 3 aimed at, 2 started', async () => {
    const figures = await realisation();
    assert.deepEqual([figures.targetGroups, figures.startedGroups], [3, 2]);
  });

  await t.test('the group that did not run has a cause', async () => {
    assert.deepEqual((await realisation()).causes, [{ cause: 'lockdown', componentCode: 'language', groups: 1 }]);
  });

  await t.test('groups per municipality: planned, started, and why one did not run', async () => {
    const { municipalities } = await realisation();
    const rows = municipalities.map((one) => [one.municipalityCode, one.plannedGroups, one.plannedParticipants, Number(one.startedGroups.value), one.causes]);
    const lockdown = [{ cause: 'lockdown', componentCode: 'language', groups: 1 }];
    assert.deepEqual(rows.sort(), PLAN.map((one) => [one.municipalityCode, 1, SEATS, one.groups, one.runs ? [] : lockdown]).sort());
  });

  await t.test('a group of several municipalities counts for each of its members', async () => {
    const shared = await publishProgramme();
    const school = await registerOrganisation();
    const offering = await languageClass(shared, school.id, { municipalityCode: HENGELO });
    const homes = [HENGELO, HENGELO, BORNE];
    const members = await startMany(shared, homes.length, (index) => ({ who: { municipalityCode: homes[index] }, referral: { classOfferingId: offering.id } }));
    await enrolClass(offering, members);
    await admin.post(`/v1/offerings/${offering.id}/cancellation`, { cause: 'CANCEL_CAUSE_TOO_FEW_PARTICIPANTS', fromDate: '2026-12-01' }, { etag: offering.etag });
    const figures = await eventually(async () => {
      const now = await admin.get(`/v1/figures/realisation?programmeCode=${shared}`);
      return now.startedGroups === 1 && now.causes.length === 1 && now;
    });
    const rows = figures.municipalities.map((one) => [one.municipalityCode, one.plannedGroups, Number(one.startedGroups.value), one.causes.map((cause) => cause.groups)]);
    assert.deepEqual(rows.sort(), [[HENGELO, 1, 1, [1]], [BORNE, 0, 1, [1]]].sort());
    // One person from Borne is too few to be told to the region, and so is the group that gives it away.
    const analyst = await caller('region-analyst');
    const { municipalities } = await analyst.get(`/v1/figures/realisation?programmeCode=${shared}`);
    const borne = municipalities.find((one) => one.municipalityCode === BORNE);
    assert.deepEqual([borne.started.suppressed, borne.startedGroups.suppressed, Number(borne.startedGroups.value)], [true, true, 0]);
  });

  await t.test('a case manager sees the row of his own municipality only', async () => {
    const borne = await caller('case-manager', { municipalities: [BORNE] });
    const figures = await realisation(borne);
    assert.deepEqual(figures.municipalities.map((one) => one.municipalityCode), [BORNE]);
    assert.equal(Number(figures.startedParticipants.value), 6);
  });

  await t.test('the answer says what it is based on', async () => {
    const { asOf } = await realisation();
    assert.ok(Number(asOf.positions['intake-svc']) > 0 && Number(asOf.positions['trajectory-svc']) > 0 && Number(asOf.positions['partner-svc']) > 0);
    assert.ok(asOf.knownTime);
  });
});
