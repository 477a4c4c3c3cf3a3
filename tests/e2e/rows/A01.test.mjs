import assert from 'node:assert/strict';
import test from 'node:test';
import { publishProgramme, refer, start } from '../lib/builders.mjs';
import { caller, eventually, violations } from '../lib/api.mjs';
import { person } from '../lib/people.mjs';

const ARNHEM = 'GM0202';
const way = { channel: 'INFLOW_CHANNEL_CASE_MANAGER' };

test('A01 everyone with a duty is admitted who is not in a dual trajectory and not active, whatever the language level', async (t) => {
  const by = await caller('integrator', { municipalities: [ARNHEM] });
  const programmeCode = await publishProgramme('arnhem');
  const newcomer = (more) => by.post('/v1/participants', person({ municipalityCode: ARNHEM, ...more }));
  const referral = (participant, expect, programme = programmeCode) => by.call('POST', '/v1/referrals',
    { body: { participantId: participant.id, programmeCode: programme, ...way }, expect });

  for (const benefitCategory of ['BENEFIT_CATEGORY_BENEFIT', 'BENEFIT_CATEGORY_NO_BENEFIT']) {
    await t.test(`admitted: ${benefitCategory}`, async () => {
      await referral(await newcomer({ benefitCategory }), 201);
    });
  }

  await t.test('admitted: without any level, and a slow learner bound for the Z-route who may get an exemption', async () => {
    await referral(await newcomer({ languageLevel: '' }), 201);
    const slow = await newcomer({ literacy: 'LITERACY_ILLITERATE', expectedRoute: 'LEARNING_ROUTE_SELF_RELIANCE', literacyDate: '2026-11-10' });
    const outlook = await by.post(`/v1/participants/${slow.id}/characteristics`,
      { programmeCode, characteristicCode: 'exemption', valueCodes: ['expected'], fromDate: '2026-11-09' });
    assert.deepEqual(outlook.valueCodes, ['expected']);
    await referral(slow, 201);
  });

  await t.test('not who works already', async () => {
    const refused = await referral(await newcomer({ benefitCategory: 'BENEFIT_CATEGORY_WORKING' }), 409);
    assert.equal(refused.body.reason, 'NOT_ADMITTED');
    assert.deepEqual(violations(refused), ['participantId ALREADY_ACTIVE']);
  });

  await t.test('not who is in a dual trajectory already, of whatever programme', async () => {
    const other = await publishProgramme('hengelo', (definition) => {
      definition.region = { coreMunicipalities: [ARNHEM] };
      definition.intakeSteps = [];
      definition.participation.declarationRequired = false;
    });
    const member = await start(other, { by, who: { municipalityCode: ARNHEM } });
    const refused = await eventually(async () => {
      const answer = await by.call('POST', '/v1/referrals', { body: { participantId: member.participant.id, programmeCode, ...way } });
      if (answer.status === 409) return answer;
      await by.post(`/v1/referrals/${answer.body.id}/closure`, { reason: 'CLOSE_REASON_OTHER' }, { etag: answer.body.etag });
      return false;
    });
    assert.deepEqual(violations(refused), ['participantId ALREADY_IN_TRAJECTORY']);
    const { candidates } = await by.get(`/v1/selections/${programmeCode}?municipalityCode=${ARNHEM}&pageSize=200`);
    const listed = candidates.find((one) => one.participantId === member.participant.id);
    assert.deepEqual(listed.grounds.map((one) => one.reason), ['ALREADY_IN_TRAJECTORY']);
  });

  await t.test('who was referred goes on, also when the programme is read again', async () => {
    const { referral: made } = await refer(programmeCode, { by, who: { municipalityCode: ARNHEM }, referral: way });
    assert.equal(made.state, 'REFERRAL_STATE_REFERRED');
  });
});
