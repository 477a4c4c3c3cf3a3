import assert from 'node:assert/strict';
import test from 'node:test';
import { ENSCHEDE, HENGELO, caseManager, region } from '../lib/builders.mjs';
import { caller, eventually, violations } from '../lib/api.mjs';
import { person } from '../lib/people.mjs';

const REASONS = 'drie keer niet gekomen, zonder bericht';
const newcomer = (targetGroup) => caseManager.post('/v1/participants', person({ targetGroup }));
const proposalOf = (participant, more = {}) =>
  ({ participantId: participant.id, ground: 'SANCTION_GROUND_INTAKE_ABSENCE', factDate: '2026-11-02', reasons: REASONS, ...more });
const propose = (participant, expect, { by = caseManager, ...more } = {}) => by.call('POST', '/v1/sanction-proposals', { body: proposalOf(participant, more), expect });
const decide = (proposal, body, expect, by = caseManager) => by.call('POST', `/v1/sanction-proposals/${proposal.id}/decision`, { body, etag: proposal.etag, expect });

test('M15 no sanction comes by itself, and asylum status holders are guarded', async (t) => {
  const migrant = await newcomer('TARGET_GROUP_FAMILY_MIGRANT');

  await t.test('an overdue plan is told, and proposes nothing', async () => {
    await caseManager.post(`/v1/participants/${migrant.id}/plan-clock/notices`, { notifiedDate: '2026-08-03' });
    const told = async () => Number((await region.sql(`SELECT COUNT(*) FROM duaal_intake.feed WHERE type = 'duaal.intake.v1.PlanDue' AND person_id = UNHEX(REPLACE('${migrant.id}', '-', ''))`))[0][0]);
    await eventually(async () => (await told()) === 1);
    assert.deepEqual((await caseManager.get(`/v1/sanction-proposals?participantId=${migrant.id}`)).proposals, []);
  });

  await t.test('a system that may write all the rest proposes and decides none', async () => {
    const system = await caller('integrator', { municipalities: [HENGELO] });
    assert.equal((await propose(migrant, 403, { by: system })).body.reason, 'HUMAN_REQUIRED');
  });

  await t.test('for an asylum status holder it is refused, with the case law', async () => {
    const refused = (await propose(await newcomer('TARGET_GROUP_ASYLUM_STATUS_HOLDER'), 409)).body;
    assert.equal(refused.reason, 'ASYLUM_STATUS_HOLDER');
    assert.match(refused.detail, /C-158\/23.*ECLI:NL:RVS:2025:3087/);
  });

  await t.test('a person proposes and a person decides, both with reasons on record', async () => {
    assert.deepEqual(violations(await propose(migrant, 400, { reasons: undefined })), ['reasons REQUIRED']);
    const proposal = (await propose(migrant, 200)).body;
    assert.deepEqual([proposal.proposedBy, proposal.decision], ['cm-hengelo-1', undefined]);
    assert.deepEqual(violations(await decide(proposal, { decision: 'SANCTION_DECISION_DROPPED' }, 400)), ['reasons REQUIRED']);
    const lead = await caller('team-lead', { municipalities: [HENGELO], subject: 'lead-hengelo-1' });
    const decided = (await decide(proposal, { decision: 'SANCTION_DECISION_IMPOSED', reasons: 'gesprek gevoerd, geen overmacht' }, 200, lead)).body;
    assert.deepEqual([decided.decision, decided.decidedBy, decided.decidedDate, decided.decisionReasons],
      ['SANCTION_DECISION_IMPOSED', 'lead-hengelo-1', '2026-11-16', 'gesprek gevoerd, geen overmacht']);
    assert.equal((await decide(decided, { decision: 'SANCTION_DECISION_DROPPED', reasons: 'x' }, 409)).body.reason, 'ALREADY_DECIDED');
    assert.deepEqual((await caseManager.get(`/v1/sanction-proposals?participantId=${migrant.id}`)).proposals, [decided]);
  });

  await t.test('the guard holds at the decision too', async () => {
    const changing = await newcomer('TARGET_GROUP_FAMILY_MIGRANT');
    const proposal = (await propose(changing, 200)).body;
    await caseManager.patch(`/v1/participants/${changing.id}`, { targetGroup: 'TARGET_GROUP_ASYLUM_STATUS_HOLDER' }, { etag: changing.etag });
    assert.equal((await decide(proposal, { decision: 'SANCTION_DECISION_IMPOSED', reasons: 'x' }, 409)).body.reason, 'ASYLUM_STATUS_HOLDER');
    await decide(proposal, { decision: 'SANCTION_DECISION_DROPPED', reasons: 'inmiddels statushouder' }, 200);
  });

  await t.test('nobody else reads of it, and it is sealed', async () => {
    const stranger = await caller('case-manager', { municipalities: [ENSCHEDE] });
    assert.deepEqual((await stranger.get(`/v1/sanction-proposals?participantId=${migrant.id}`)).proposals, []);
    const [[cells]] = await region.sql(`SELECT COUNT(*) FROM duaal_intake.sanction_proposal WHERE sealed LIKE '%${REASONS}%'`);
    assert.equal(Number(cells), 0);
  });
});
