import assert from 'node:assert/strict';
import test from 'node:test';
import { ENSCHEDE, HENGELO, admin, assess, caseManager, publishProgramme, region } from './lib/builders.mjs';
import { caller, violations } from './lib/api.mjs';
import { person } from './lib/people.mjs';
import { programmeDefinition } from './lib/protos.mjs';
import { SERVICES } from './lib/region.mjs';

// Words that stand nowhere else, so that a search finds any leak.
const WISH = 'bakkerij-91be';
const MOOD = 'zwaarmoedig-91be';
const REASON = 'taalgevoel-91be';

// Hengelo with the development plan of Weert, and an instrument to rest a route on.
const weert = await programmeDefinition('weert');
const programmeCode = await publishProgramme('hengelo', (definition) => {
  const domains = weert.catalogues.find((one) => one.code === 'life-domains');
  definition.planForm = { ...weert.planForm, inputs: ['motivation', 'mental-health'], specialInputs: ['mental-health'] };
  definition.catalogues.push({ ...domains, entries: domains.entries.map(({ code, displayName }) => ({ code, displayName })) });
  definition.instruments = [...(definition.instruments ?? []), { code: 'learnability', version: '1', displayName: 'leerbaarheidstoets' }];
});

const GOAL = { fieldCode: 'work', description: WISH, targetDate: '2027-03-01' };
const CONTENT = { goals: [GOAL], inputs: [{ inputCode: 'motivation', text: WISH }], specialInputs: [{ inputCode: 'mental-health', text: MOOD }] };
const newcomer = (changes) => caseManager.post('/v1/participants', person(changes));
const draft = (participant, more = {}, by = caseManager) => by.post('/v1/plans', { participantId: participant.id, programmeCode, content: CONTENT, ...more });
const establish = (plan, { planDate = '2026-11-10', expect = 200 } = {}) =>
  caseManager.call('POST', `/v1/plans/${plan.id}/establishment`, { body: { planDate }, etag: plan.etag, expect });

async function routeOf(participant, changes = {}) {
  const learnability = await assess(programmeCode, participant, 'learnability', {});
  return {
    route: 'LEARNING_ROUTE_B1', languageLevel: 'B1', routeHours: 600, participationDeclarationHours: 12, labourMarketHours: 40, progressTalks: 6,
    reasoning: REASON, assessmentIds: [learnability.id], ...changes,
  };
}

test('a version that holds is never overwritten, and an objection makes the next', async (t) => {
  const participant = await newcomer();
  const first = (await establish(await draft(participant))).body;
  let second;

  await t.test('a new version has a reason and starts with what holds', async () => {
    const without = await caseManager.call('POST', '/v1/plans', { body: { participantId: participant.id, programmeCode }, expect: 400 });
    assert.deepEqual(violations(without), ['changeReason REQUIRED']);
    second = await draft(participant, { content: undefined, changeReason: 'PLAN_CHANGE_REASON_OBJECTION', explanation: 'bezwaar gegrond verklaard' });
    assert.deepEqual([second.version, second.supersedesId, second.state], [2, first.id, 'PLAN_STATE_DRAFT']);
    assert.deepEqual(second.content.goals, first.content.goals);
    assert.equal((await caseManager.call('POST', '/v1/plans', { body: { participantId: participant.id, programmeCode, changeReason: 'PLAN_CHANGE_REASON_CORRECTION' }, expect: 409 })).body.reason, 'DRAFT_KNOWN');
  });

  await t.test('it takes the place of the first when it is established, and both stay readable', async () => {
    const [{ goalId }] = second.content.goals;
    second = await caseManager.put(`/v1/plans/${second.id}/content`,
      { goals: [{ ...GOAL, goalId, targetDate: '2027-05-01' }, { fieldCode: 'housing', description: 'eigen woning', targetDate: '2027-09-01' }], inputs: CONTENT.inputs }, { etag: second.etag });
    assert.equal((await caseManager.get(`/v1/plans/${first.id}`)).state, 'PLAN_STATE_ESTABLISHED');
    second = (await establish(second, { planDate: '2026-11-12' })).body;
    const old = await caseManager.get(`/v1/plans/${first.id}`);
    assert.deepEqual([old.state, old.supersededById, old.planDate, old.content], ['PLAN_STATE_SUPERSEDED', second.id, '2026-11-10', first.content]);
    const versions = await caseManager.list(`/v1/plans?participantId=${participant.id}`, 'plans', 1);
    assert.deepEqual(versions.map((one) => [one.version, one.state]), [[2, 'PLAN_STATE_ESTABLISHED'], [1, 'PLAN_STATE_SUPERSEDED']]);
    assert.deepEqual((await caseManager.get(`/v1/plans/${second.id}/special-inputs`)).inputs.map((one) => one.text), [MOOD]);
  });

  await t.test('the two can be compared', async () => {
    const comparison = await caseManager.get(`/v1/plans/${second.id}/comparison?basePlanId=${first.id}`);
    assert.deepEqual(comparison.goalChanges.map((one) => [one.kind, one.before?.targetDate, one.after?.targetDate]),
      [['GOAL_CHANGE_KIND_CHANGED', '2027-03-01', '2027-05-01'], ['GOAL_CHANGE_KIND_ADDED', undefined, '2027-09-01']]);
    assert.deepEqual([comparison.changedInputs, comparison.routeBefore], [[], undefined]);
    const foreign = await draft(await newcomer());
    assert.deepEqual(violations(await caseManager.call('GET', `/v1/plans/${second.id}/comparison?basePlanId=${foreign.id}`, { expect: 400 })), ['basePlanId OTHER_PERSON']);
  });

  await t.test('a draft that is discarded is gone, and what holds stays', async () => {
    const who = await newcomer();
    const holds = (await establish(await draft(who))).body;
    const plan = await draft(who, { changeReason: 'PLAN_CHANGE_REASON_OBJECTION', explanation: 'bezwaar' });
    const discard = (one, etag, expect, key) => caseManager.call('POST', `/v1/plans/${one.id}/discard`, { body: {}, etag, expect, key });
    assert.equal((await discard(holds, holds.etag, 409)).body.reason, 'NOT_A_DRAFT');
    assert.equal((await discard(plan, holds.etag, 412)).body.reason, 'ETAG_MISMATCH');
    const gone = (await discard(plan, plan.etag, 200, 'plans-discard-1')).body;
    assert.deepEqual(gone, { planId: plan.id, participantId: who.id });
    assert.deepEqual((await discard(plan, plan.etag, 200, 'plans-discard-1')).body, gone);
    await caseManager.call('GET', `/v1/plans/${plan.id}`, { expect: 404 });
    assert.deepEqual((await caseManager.list(`/v1/plans?participantId=${who.id}`, 'plans')).map((one) => one.id), [holds.id]);
    assert.equal((await draft(who, { changeReason: 'PLAN_CHANGE_REASON_OBJECTION', explanation: 'bezwaar' })).version, 2);
  });

  await t.test('the same establishment again gives the first answer, a stale one is refused', async () => {
    const plan = await draft(await newcomer());
    const once = () => caseManager.call('POST', `/v1/plans/${plan.id}/establishment`, { body: { planDate: '2026-11-10' }, etag: plan.etag, key: 'plans-establish-1', expect: 200 });
    assert.deepEqual((await once()).body, (await once()).body);
    assert.equal((await establish(plan, { expect: 412 })).body.reason, 'ETAG_MISMATCH');
  });
});

test('a goal is reached, and the next one is set', async (t) => {
  let plan = (await establish(await draft(await newcomer()))).body;
  const [first] = plan.content.goals;
  const close = (goalId, more, expect = 200) => caseManager.call('POST', `/v1/plans/${plan.id}/closed-goals`,
    { body: { goalId, status: 'GOAL_STATUS_REACHED', closedDate: '2026-11-14', ...more }, etag: plan.etag, expect });

  await t.test('the programme asks for the next one', async () => {
    assert.deepEqual(violations(await close(first.goalId, {}, 400)), ['nextGoal NEXT_GOAL_REQUIRED']);
    plan = (await close(first.goalId, { nextGoal: { fieldCode: 'finance', description: 'schulden geregeld', targetDate: '2027-08-01' } })).body;
    assert.deepEqual(plan.content.goals.map((one) => [one.status, one.closedDate, one.followsGoalId]),
      [['GOAL_STATUS_REACHED', '2026-11-14', undefined], ['GOAL_STATUS_SET', undefined, first.goalId]]);
    assert.equal(plan.version, 1);
  });

  await t.test('a goal is dropped with a reason, and closed once', async () => {
    const next = plan.content.goals[1].goalId;
    assert.deepEqual(violations(await close(next, { status: 'GOAL_STATUS_DROPPED' }, 400)), ['note NOTE_REQUIRED']);
    plan = (await close(next, { status: 'GOAL_STATUS_DROPPED', note: 'past niet meer' })).body;
    assert.equal((await close(next, { note: 'nogmaals' }, 409)).body.reason, 'GOAL_CLOSED');
    assert.deepEqual((await caseManager.get(`/v1/plans/${plan.id}`)).content, plan.content);
  });
});

test('the learning route is decided with reasons, and the first such plan starts the term', async (t) => {
  const participant = await newcomer();
  const withRoute = (routeDecision) => ({ content: { ...CONTENT, routeDecision } });

  await t.test('every fault of a route is named, with the article', async () => {
    const poor = await draft(participant, withRoute({ route: 'LEARNING_ROUTE_SELF_RELIANCE', languageLevel: 'B1', participationDeclarationHours: 8 }));
    const refused = (await establish(poor, { planDate: '2026-05-01', expect: 409 })).body;
    assert.deepEqual(violations({ body: refused }), [
      'content.routeDecision.assessmentIds EVIDENCE_MISSING', 'content.routeDecision.labourMarketHours HOURS_TOO_FEW', 'content.routeDecision.languageLevel LEVEL_OF_ROUTE',
      'content.routeDecision.participationDeclarationHours HOURS_TOO_FEW', 'content.routeDecision.progressTalks TALKS_MISSING', 'content.routeDecision.reasoning REASONING_MISSING',
      'content.routeDecision.routeHours HOURS_MISSING', 'planDate BEFORE_SETTLEMENT',
    ]);
    assert.match(JSON.stringify(refused), /art\. 3\.14\(7\)/);
    assert.equal((await caseManager.get(`/v1/participants/${participant.id}/duty`)).planDate, undefined);
    const sound = await caseManager.put(`/v1/plans/${poor.id}/content`, withRoute(await routeOf(participant)).content, { etag: poor.etag });
    await establish(sound);
  });

  await t.test('the term starts on the day after', async () => {
    const duty = await caseManager.get(`/v1/participants/${participant.id}/duty`);
    assert.deepEqual([duty.planDate, duty.forecast], ['2026-11-10', { startDate: '2026-11-11', endDate: '2029-11-11' }]);
  });

  await t.test('a later version keeps the route decided and does not move the start', async () => {
    const changed = { ...(await routeOf(participant)), route: 'LEARNING_ROUTE_SELF_RELIANCE', languageLevel: '' };
    const moved = await draft(participant, { ...withRoute(changed), changeReason: 'PLAN_CHANGE_REASON_MOVE' });
    assert.deepEqual(violations(await establish(moved, { planDate: '2026-11-12', expect: 409 })), ['content.routeDecision.route ROUTE_TAKEN_OVER']);
    const dropped = await caseManager.put(`/v1/plans/${moved.id}/content`, CONTENT, { etag: moved.etag });
    assert.deepEqual(violations(await establish(dropped, { planDate: '2026-11-12', expect: 409 })), ['content.routeDecision ROUTE_REQUIRED']);
    const same = await caseManager.put(`/v1/plans/${moved.id}/content`, withRoute(await routeOf(participant)).content, { etag: dropped.etag });
    await establish(same, { planDate: '2026-11-12' });
    assert.equal((await caseManager.get(`/v1/participants/${participant.id}/duty`)).planDate, '2026-11-10');
  });

  await t.test('an assessment that was corrected since is no evidence', async () => {
    const other = await newcomer();
    const route = await routeOf(other);
    const plan = await draft(other, withRoute(route));
    const { etag } = await caseManager.get(`/v1/assessments/${route.assessmentIds[0]}`);
    await caseManager.post(`/v1/assessments/${route.assessmentIds[0]}/corrections`, { reason: 'CORRECTION_REASON_OTHER', takenDate: '2026-10-20' }, { etag });
    assert.deepEqual(violations(await establish(plan, { expect: 409 })), ['content.routeDecision.assessmentIds EVIDENCE_SUPERSEDED']);
  });
});

test('what a plan says is read by the case manager, and stands nowhere else', async (t) => {
  const participant = await newcomer();
  const plan = (await establish(await draft(participant, { content: { ...CONTENT, routeDecision: await routeOf(participant) } }))).body;
  const addresses = [`/v1/plans/${plan.id}`, `/v1/plans/${plan.id}/special-inputs`, `/v1/plans?participantId=${participant.id}`];

  await t.test('whoever delivers plans reads none', async () => {
    const system = await caller('integrator', { municipalities: [HENGELO] });
    const delivered = await draft(await newcomer(), {}, system);
    assert.deepEqual([delivered.content, delivered.explanation, delivered.version], [undefined, undefined, 1]);
    for (const who of [system, admin, await caller('team-lead', { municipalities: [HENGELO] }), await caller('provider', { organisation: '0192f0c1-7a3b-7c4d-8e5f-001122334455' })]) {
      for (const address of addresses) assert.equal((await who.call('GET', address, { expect: 403 })).body.reason, 'PERMISSION_MISSING');
    }
  });

  await t.test('another municipality finds nothing', async () => {
    const stranger = await caller('case-manager', { municipalities: [ENSCHEDE] });
    for (const address of addresses.slice(0, 2)) await stranger.call('GET', address, { expect: 404 });
    assert.deepEqual((await stranger.get(addresses[2])).plans, []);
    await stranger.call('POST', `/v1/plans/${plan.id}/establishment`, { body: { planDate: '2026-11-10' }, etag: plan.etag, expect: 404 });
  });

  await t.test('no event, log line or cell in the clear holds it', async () => {
    for (const word of [WISH, MOOD, REASON]) {
      for (const process of [...SERVICES, 'gateway']) assert.ok(!region.log(process).includes(word), `${process} logs ${word}`);
      for (const [table, column] of [['feed', 'payload'], ['plan', 'sealed'], ['plan_special', 'sealed'], ['plan_goal_closing', 'sealed']]) {
        const [[cells]] = await region.sql(`SELECT COUNT(*) FROM duaal_intake.${table} WHERE ${column} LIKE '%${word}%'`);
        assert.equal(Number(cells), 0, `${table} holds ${word}`);
      }
    }
  });

  await t.test('who read it is on record', async () => {
    const stamp = await caseManager.get(addresses[1]);
    assert.equal(stamp.participantId, participant.id);
    const rows = await region.sql(`SELECT method FROM duaal_intake.processing_log WHERE LOCATE(UNHEX(REPLACE('${participant.id}', '-', '')), subjects) > 0`);
    const methods = new Set(rows.flat().map((method) => method.split('/').at(-1)));
    for (const method of ['CreatePlan', 'EstablishPlan', 'GetSpecialInputs']) assert.ok(methods.has(method), method);
  });
});

test('a form that contradicts itself is refused with every fault', async () => {
  const code = await publishProgramme();
  const { definition, etag } = await admin.get(`/v1/programmes/${code}`);
  definition.planForm = { code: 'plan', inputs: ['motivation'], specialInputs: ['mood'], goalInEveryField: true };
  const answer = await admin.call('PUT', `/v1/programmes/${code}`, { body: definition, etag, expect: 400 });
  assert.deepEqual(violations(answer), ['planForm.goalCatalogue REQUIRED', 'planForm.specialInputs[0] UNKNOWN_INPUT']);
});
