import assert from 'node:assert/strict';
import test from 'node:test';
import { assess, publishProgramme } from '../lib/builders.mjs';
import { caller, violations } from '../lib/api.mjs';
import { person } from '../lib/people.mjs';

const WEERT = 'GM0988';
const OPEN = ['goals', 'qualities', 'education', 'work-experience', 'motivation'];
const HEALTH = ['mental-health', 'physical-health'];
const GOALS = [{ fieldCode: 'work', description: 'weer als lasser aan het werk', targetDate: '2027-06-01' }];

test('N06 a development plan is drawn up from a deepened integral intake on seven inputs', async (t) => {
  const programmeCode = await publishProgramme('weert');
  const consultant = await caller('case-manager', { municipalities: [WEERT] });
  const newcomer = () => consultant.post('/v1/participants', person({ municipalityCode: WEERT }));
  const draft = (participant, content) => consultant.post('/v1/plans', { participantId: participant.id, programmeCode, content });
  const establish = (plan, expect = 200) =>
    consultant.call('POST', `/v1/plans/${plan.id}/establishment`, { body: { planDate: '2026-11-10' }, etag: plan.etag, expect });
  const found = (codes, more = {}) => codes.map((inputCode) => ({ inputCode, text: `gevonden: ${inputCode}`, ...more }));

  await t.test('the form names the seven, two of them of a special category, and the intake asks the same', async () => {
    const { definition } = await consultant.get(`/v1/programmes/${programmeCode}`);
    assert.deepEqual([...definition.planForm.inputs].sort(), [...OPEN, ...HEALTH].sort());
    assert.deepEqual(definition.planForm.specialInputs, HEALTH);
    const intake = definition.instruments.find((one) => one.code === 'deep-intake');
    assert.deepEqual(intake.aspects.map((one) => one.code).sort(), [...definition.planForm.inputs].sort());
  });

  await t.test('each input that is neither recorded nor not relevant is named', async () => {
    const plan = await draft(await newcomer(), { goals: GOALS });
    const refused = (await establish(plan, 409)).body;
    assert.deepEqual(violations({ body: refused }), [...Array(5).fill('content.inputs INPUT_MISSING'), ...Array(2).fill('content.specialInputs INPUT_MISSING')]);
    for (const code of [...OPEN, ...HEALTH]) assert.ok(refused.invalidParams.some((one) => JSON.stringify(one).includes(`asks for ${code};`)), code);
  });

  await t.test('all seven, resting on the intake, make a plan; health leaves by its own door', async () => {
    const participant = await newcomer();
    const intake = await assess(programmeCode, participant, 'deep-intake', Object.fromEntries(OPEN.map((code) => [code, `intake ${code}`])),
      { by: consultant, special: Object.fromEntries(HEALTH.map((code) => [code, `intake ${code}`])) });
    const evidence = { assessmentIds: [intake.id] };
    const plan = await draft(participant, { goals: GOALS, inputs: found(OPEN, evidence), specialInputs: found(HEALTH, evidence) });
    const held = (await establish(plan)).body;
    assert.equal(held.formCode, 'development-plan');
    const read = await consultant.get(`/v1/plans/${held.id}`);
    assert.deepEqual(read.content.inputs, found(OPEN, evidence));
    assert.doesNotMatch(JSON.stringify(read), /health/);
    assert.deepEqual((await consultant.get(`/v1/plans/${held.id}/special-inputs`)).inputs.map((one) => [one.inputCode, one.text]),
      HEALTH.map((code) => [code, `gevonden: ${code}`]));
  });

  await t.test('an input may be not relevant, with a reason', async () => {
    const notRelevant = (inputCode) => ({ inputCode, notRelevantReason: 'speelt nu niet' });
    const plan = await draft(await newcomer(), { goals: GOALS, inputs: [notRelevant('education'), ...found(OPEN.filter((code) => code !== 'education'))], specialInputs: HEALTH.map(notRelevant) });
    await establish(plan);
    const refused = await consultant.call('POST', '/v1/plans', {
      body: { participantId: (await newcomer()).id, programmeCode, content: { inputs: [{ inputCode: 'education' }, { ...notRelevant('goals'), text: 'toch wel' }], specialInputs: [{ inputCode: 'motivation', text: 'x' }] } },
      expect: 400,
    });
    assert.deepEqual(violations(refused), ['content.inputs[0].text TEXT_OR_REASON', 'content.inputs[1].text TEXT_OR_REASON', 'content.specialInputs[0].inputCode NOT_SPECIAL']);
  });

  await t.test('health sent among what is open is refused, and not stored', async () => {
    const participant = await newcomer();
    const refused = await consultant.call('POST', '/v1/plans', { body: { participantId: participant.id, programmeCode, content: { inputs: found(['mental-health']) } }, expect: 400 });
    assert.deepEqual(violations(refused), ['content.inputs[0].inputCode SPECIAL_INPUT']);
    assert.deepEqual((await consultant.get(`/v1/plans?participantId=${participant.id}`)).plans, []);
  });
});
