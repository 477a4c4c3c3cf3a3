import assert from 'node:assert/strict';
import test from 'node:test';
import { publishProgramme } from '../lib/builders.mjs';
import { caller, violations } from '../lib/api.mjs';
import { person } from '../lib/people.mjs';

const DORDRECHT = 'GM0505';
const CELLS = [['short', 'language'], ['short', 'participation'], ['long', 'language'], ['long', 'participation']];
const TEXTS = ['elke week een uur lezen met de taalcoach', 'twee ochtenden meelopen in de keuken', 'A2 halen', 'een baan van 24 uur in de horeca'];
const INPUTS = ['talents', 'learnability', 'drives', 'language-level'];

test('D08 a tailor-made light plan has short-term and long-term goals on language and participation', async (t) => {
  const programmeCode = await publishProgramme('dordrecht');
  const director = await caller('case-manager', { municipalities: [DORDRECHT] });
  const participant = await director.post('/v1/participants', person({ municipalityCode: DORDRECHT, legalRegime: 'LEGAL_REGIME_WI2013' }));
  const goals = CELLS.map(([horizon, fieldCode], index) => ({ horizon, fieldCode, description: TEXTS[index] }));
  const inputs = INPUTS.map((inputCode) => ({ inputCode, text: `uit de toetsen: ${inputCode}` }));
  const establish = (plan, expect = 200) =>
    director.call('POST', `/v1/plans/${plan.id}/establishment`, { body: { planDate: '2026-11-10' }, etag: plan.etag, expect });

  await t.test('the form of the programme: two terms by two fields, all asked for', async () => {
    const { definition } = await director.get(`/v1/programmes/${programmeCode}`);
    const form = definition.planForm;
    const fields = definition.catalogues.find((one) => one.code === form.goalCatalogue).entries.map((one) => one.code);
    assert.deepEqual([form.code, form.horizons, fields, form.goalInEveryField], ['pip-light', ['short', 'long'], ['language', 'participation'], true]);
    assert.deepEqual(form.inputs, INPUTS);
  });

  let draft;
  await t.test('a draft may lack cells, and every one that is missing is named', async () => {
    draft = await director.post('/v1/plans', { participantId: participant.id, programmeCode, content: { goals: goals.slice(0, 1), inputs } });
    assert.deepEqual([draft.formCode, draft.version, draft.state], ['pip-light', 1, 'PLAN_STATE_DRAFT']);
    const refused = (await establish(draft, 409)).body;
    assert.equal(refused.reason, 'PLAN_NOT_READY');
    assert.deepEqual(violations({ body: refused }), Array(3).fill('content.goals GOAL_MISSING'));
    for (const [horizon, field] of CELLS.slice(1)) {
      assert.equal(refused.invalidParams.filter((one) => JSON.stringify(one).includes(`${field} in the term ${horizon}`)).length, 1, `${horizon} ${field}`);
    }
  });

  await t.test('with a goal in each cell it holds, and reads as it was written', async () => {
    draft = await director.put(`/v1/plans/${draft.id}/content`, { goals, inputs }, { etag: draft.etag });
    const plan = (await establish(draft)).body;
    assert.deepEqual([plan.state, plan.planDate], ['PLAN_STATE_ESTABLISHED', '2026-11-10']);
    const read = await director.get(`/v1/plans/${plan.id}`);
    assert.deepEqual(read.content.goals.map((one) => [one.horizon, one.fieldCode, one.description]), CELLS.map((cell, index) => [...cell, TEXTS[index]]));
    assert.deepEqual(read.content.inputs.map((one) => one.inputCode), INPUTS);
    assert.equal((await director.call('PUT', `/v1/plans/${plan.id}/content`, { body: { goals, inputs }, etag: plan.etag, expect: 409 })).body.reason, 'NOT_A_DRAFT');
  });

  await t.test('another term or field is no part of a light plan', async () => {
    const other = await director.post('/v1/participants', person({ municipalityCode: DORDRECHT }));
    const refused = await director.call('POST', '/v1/plans', {
      body: { participantId: other.id, programmeCode, content: { goals: [{ horizon: 'ever', fieldCode: 'language', description: 'x' }, { horizon: 'long', fieldCode: 'sports', description: 'x' }] } },
      expect: 400,
    });
    assert.deepEqual(violations(refused), ['content.goals[0].horizon UNKNOWN_HORIZON', 'content.goals[1].fieldCode UNKNOWN_FIELD']);
  });
});
