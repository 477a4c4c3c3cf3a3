import assert from 'node:assert/strict';
import test from 'node:test';
import { ENSCHEDE, HENGELO, admin, assess, caseManager, newCode, publishProgramme, region } from '../lib/builders.mjs';
import { caller, eventually, violations } from '../lib/api.mjs';
import { person } from '../lib/people.mjs';

const clockOf = (participant, by = caseManager) => by.get(`/v1/participants/${participant.id}/plan-clock`);
const notify = (participant, notifiedDate, more = {}) => caseManager.post(`/v1/participants/${participant.id}/plan-clock/notices`, { notifiedDate, ...more });
const wait = (participant, body, expect = 200) => caseManager.call('POST', `/v1/participants/${participant.id}/plan-clock/waits`, { body, expect });
const newcomer = (changes, by = caseManager) => by.post('/v1/participants', person(changes));

test('M12 the plan clock: ten weeks from notice or registration, the two-week exception, a move, dated versions of the rule', async (t) => {
  await t.test('nothing is due before a notice, and in another Act', async () => {
    const participant = await newcomer();
    assert.equal((await clockOf(participant)).state, 'PLAN_CLOCK_STATE_NOT_STARTED');
    const older = await newcomer({ legalRegime: 'LEGAL_REGIME_WI2013' });
    const refused = await caseManager.call('POST', `/v1/participants/${older.id}/plan-clock/notices`, { body: { notifiedDate: '2026-08-03' }, expect: 409 });
    assert.equal(refused.body.reason, 'OUTSIDE_ACT');
    const wrong = await caseManager.call('POST', `/v1/participants/${participant.id}/plan-clock/notices`, { body: { notifiedDate: '2026-11-17', dutyStartDate: '2026-11-18' }, expect: 400 });
    assert.deepEqual(violations(wrong), ['dutyStartDate INTERVAL_REVERSED', 'notifiedDate IN_THE_FUTURE']);
  });

  // [group, settled, notified, ground, due, law]
  const cases = [
    ['ASYLUM_STATUS_HOLDER', '2026-06-01', '2026-08-03', 'NOTICE', '2026-10-12', 'Stb. 2022, 489'],
    ['ASYLUM_STATUS_HOLDER', '2026-09-07', '2026-08-03', 'REGISTRATION', '2026-11-16', 'Stb. 2022, 489'],
    ['FAMILY_MIGRANT', '2026-09-07', '2026-08-03', 'NOTICE', '2026-10-12', 'Stb. 2022, 489'],
    ['ASYLUM_STATUS_HOLDER', '2022-06-01', '2022-05-02', 'REGISTRATION', '2022-08-10', 'Stb. 2021, 410'],
    ['FAMILY_MIGRANT', '2022-06-01', '2022-07-04', 'REGISTRATION', '2022-08-10', 'Stb. 2021, 410'],
  ];
  for (const [group, settlementDate, notifiedDate, ground, dueDate, law] of cases) {
    await t.test(`${group}, settled ${settlementDate}, told ${notifiedDate}: due ${dueDate} by ${law}`, async () => {
      const participant = await newcomer({ targetGroup: `TARGET_GROUP_${group}`, arrivalDate: '2022-01-10', settlementDate });
      const clock = await notify(participant, notifiedDate);
      assert.deepEqual([clock.ground, clock.dueDate, clock.lawSource], [`PLAN_CLOCK_GROUND_${ground}`, dueDate, law]);
      assert.equal(clock.state, dueDate < '2026-11-16' ? 'PLAN_CLOCK_STATE_OVERDUE' : 'PLAN_CLOCK_STATE_RUNNING', 'the last day is in time');
      assert.deepEqual(await clockOf(participant), clock);
    });
  }

  await t.test('while it waits for a third party it is not overdue; two weeks after the information it is due', async () => {
    const participant = await newcomer();
    await notify(participant, '2026-08-03');
    assert.deepEqual(violations(await wait(participant, { requestedDate: '2026-10-13', receivedDate: '2026-10-12' }, 400)),
      ['receivedDate INTERVAL_REVERSED', 'requestedDate AFTER_DUE']);
    assert.equal((await wait(participant, { requestedDate: '2026-10-05' })).body.state, 'PLAN_CLOCK_STATE_WAITING');
    const came = (await wait(participant, { requestedDate: '2026-10-05', receivedDate: '2026-11-09' })).body;
    assert.deepEqual([came.dueDate, came.state], ['2026-11-23', 'PLAN_CLOCK_STATE_RUNNING']);
    const early = await newcomer({ arrivalDate: '2022-01-10', settlementDate: '2022-06-01' });
    await notify(early, '2022-05-02');
    assert.equal((await wait(early, { requestedDate: '2022-06-02' }, 409)).body.reason, 'EXCEPTION_NOT_IN_FORCE');
  });

  await t.test('a plan with a learning route meets it; after a move the new municipality sets one anew', async () => {
    const programmeCode = await publishProgramme('hengelo', (definition) => {
      definition.instruments = [...(definition.instruments ?? []), { code: 'learnability', version: '1', displayName: 'leerbaarheidstoets' }];
    });
    const participant = await newcomer();
    await notify(participant, '2026-08-03');
    const evidence = await assess(programmeCode, participant, 'learnability', {});
    const routeDecision = {
      route: 'LEARNING_ROUTE_B1', languageLevel: 'B1', routeHours: 600, participationDeclarationHours: 12, labourMarketHours: 40, progressTalks: 6,
      reasoning: 'haalbaar', assessmentIds: [evidence.id],
    };
    const draft = await caseManager.post('/v1/plans', { participantId: participant.id, programmeCode, content: { goals: [{ description: 'taal leren' }], routeDecision } });
    await caseManager.post(`/v1/plans/${draft.id}/establishment`, { planDate: '2026-10-01' }, { etag: draft.etag });
    const met = await clockOf(participant);
    assert.deepEqual([met.state, met.planDate], ['PLAN_CLOCK_STATE_MET', '2026-10-01']);
    const { etag } = await admin.get(`/v1/participants/${participant.id}`);
    await admin.post(`/v1/participants/${participant.id}/moves`, { municipalityCode: ENSCHEDE, moveDate: '2026-11-09' }, { etag });
    const enschede = await caller('case-manager', { municipalities: [ENSCHEDE] });
    const moved = await clockOf(participant, enschede);
    assert.deepEqual([moved.municipalityCode, moved.ground, moved.startDate, moved.dueDate, moved.state],
      [ENSCHEDE, 'PLAN_CLOCK_GROUND_MOVE', '2026-11-09', '2027-01-18', 'PLAN_CLOCK_STATE_RUNNING']);
    await caseManager.call('GET', `/v1/participants/${participant.id}/plan-clock`, { expect: 404 });
  });

  await t.test('who is due is listed per municipality, the longest due first, page by page', async () => {
    const borne = 'GM0147';
    const there = await caller('case-manager', { municipalities: [borne], subject: newCode('cm') });
    const people = [];
    for (const notifiedDate of ['2026-08-10', '2026-08-03', '2026-09-14']) {
      const participant = await there.post('/v1/participants', person({ municipalityCode: borne }));
      await there.post(`/v1/participants/${participant.id}/plan-clock/notices`, { notifiedDate });
      people.push(participant.id);
    }
    const list = async (query) => (await there.list(`/v1/plan-clocks?municipalityCode=${borne}${query}`, 'planClocks', 1)).map((one) => one.participantId).filter((id) => people.includes(id));
    assert.deepEqual(await list(''), [people[1], people[0], people[2]]);
    assert.deepEqual(await list('&dueBeforeDate=2026-11-16'), [people[1], people[0]]);
    assert.deepEqual((await caseManager.get(`/v1/plan-clocks?municipalityCode=${borne}`)).planClocks, [], 'the mandate is part of the question');
  });

  await t.test('what is due soon or overdue is told once, without a name and without a consequence', async () => {
    const participant = await newcomer();
    await notify(participant, '2026-08-03');
    const told = async () => {
      const [[count]] = await region.sql(`SELECT COUNT(*) FROM duaal_intake.feed WHERE type = 'duaal.intake.v1.PlanDue' AND person_id = UNHEX(REPLACE('${participant.id}', '-', ''))`);
      return Number(count);
    };
    await eventually(async () => (await told()) === 1);
    assert.equal((await caseManager.get(`/v1/participants/${participant.id}`)).municipalityCode, HENGELO);
    assert.equal(await told(), 1);
  });
});
