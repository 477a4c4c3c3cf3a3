import assert from 'node:assert/strict';
import test from 'node:test';
import { askedOf, assess, holdStep, publishProgramme, refer, registerOrganisation, stepsOf, takeInstruments } from '../lib/builders.mjs';
import { caller, violations } from '../lib/api.mjs';

const DORDRECHT = 'GM0505';
const TALENTS = { talent: 'ruimtelijk inzicht', learnability: 'middle', interests: 'techniek', drives: 'zekerheid', competences: 'nauwkeurig' };
const ICE = { 'language-level': 'A2', learnability: 'high', 'social-circle': 'vooral familie' };
const PARTNER = 'ASSESSMENT_SETTING_PARTNER';

test('D07 a second intake at the reintegration company and at a language school, with several tests', async (t) => {
  const programmeCode = await publishProgramme('dordrecht');
  const director = await caller('case-manager', { municipalities: [DORDRECHT] });
  const werkshop = await registerOrganisation({ displayName: 'Werkshop', kind: 'ORGANISATION_KIND_REINTEGRATION', sites: [] });
  const schools = [];
  for (const displayName of ['Het Werkwoord', 'Da Vinci']) {
    schools.push(await registerOrganisation({ displayName, kind: 'ORGANISATION_KIND_LANGUAGE_PROVIDER', sites: [] }));
  }
  const candidate = () => refer(programmeCode, { by: director, who: { municipalityCode: DORDRECHT }, referral: { channel: 'INFLOW_CHANNEL_CASE_MANAGER' } });
  const at = (organisation, takenByRole, more = {}) =>
    ({ by: director, organisationId: organisation.id, takenByRole, setting: PARTNER, ...more });
  const talentscan = (participant, more = {}) =>
    assess(programmeCode, participant, 'talentscan', TALENTS, at(werkshop, 'case-coordinator', { special: { wellbeing: 'high' }, ...more }));
  const ice = (participant, school) => assess(programmeCode, participant, 'bureau-ice', ICE, at(school, 'teacher'));
  const meter = (participant, code, more = {}) => director.call('POST', '/v1/assessments', {
    body: {
      participantId: participant.id, programmeCode, instrumentCode: code, instrumentVersion: '1', takenDate: '2026-10-19',
      setting: PARTNER, organisationId: werkshop.id, values: [{ aspectCode: 'level', value: 'low' }], ...more,
    },
  });

  await t.test('the programme has the tests: six constructs, three, and two meters only when relevant', async () => {
    const { definition } = await director.get(`/v1/programmes/${programmeCode}`);
    const found = Object.fromEntries(definition.instruments.map((one) => [one.code, one]));
    assert.deepEqual(found.talentscan.aspects.map((one) => one.code), ['talent', 'learnability', 'interests', 'drives', 'wellbeing', 'competences']);
    assert.deepEqual(found['bureau-ice'].aspects.map((one) => one.code), ['language-level', 'learnability', 'social-circle']);
    for (const code of ['meter-digital', 'meter-numeracy']) assert.deepEqual([found[code].whenRelevant, found[code].forAll], [true, false]);
    const steps = Object.fromEntries(definition.intakeSteps.map((step) => [step.code, step.instruments]));
    assert.deepEqual(steps['intake-reintegration'], ['talentscan', 'meter-digital', 'meter-numeracy']);
    assert.deepEqual(steps['intake-language-school'], ['bureau-ice']);
  });

  await t.test('both second intakes are held as steps after the first, each by who holds it', async () => {
    let { participant, referral } = await candidate();
    const steps = stepsOf(programmeCode);
    assert.deepEqual(steps.map((step) => step.code), ['preselection', 'information-meeting', 'individual-talk', 'intake-reintegration', 'intake-language-school']);
    for (const step of steps) {
      await takeInstruments(programmeCode, participant, step, director);
      referral = await holdStep(referral, step.code, { by: director, staffIds: ['staff-1'], ...askedOf(programmeCode, step) });
    }
    assert.equal(referral.state, 'REFERRAL_STATE_INTAKE_COMPLETE');
  });

  await t.test('Talentscan: six constructs, at the reintegration company, wellbeing kept apart', async () => {
    const { participant } = await candidate();
    const made = await talentscan(participant);
    const read = await director.get(`/v1/assessments/${made.id}`);
    assert.deepEqual(Object.fromEntries(read.values.map((one) => [one.aspectCode, one.value])), TALENTS);
    assert.deepEqual([read.organisationId, read.takenByRole, read.setting], [werkshop.id, 'case-coordinator', PARTNER]);
    assert.deepEqual((await director.get(`/v1/assessments/${made.id}/special-values`)).values, [{ aspectCode: 'wellbeing', value: 'high' }]);
  });

  for (const [index, school] of schools.entries()) {
    await t.test(`Bureau ICE: three tests, at language school ${index + 1} of two`, async () => {
      const { participant } = await candidate();
      const made = await ice(participant, school);
      const { assessments } = await director.get(`/v1/assessments?participantId=${participant.id}&instrumentCode=bureau-ice`);
      assert.deepEqual(assessments.map((one) => [one.id, one.organisationId]), [[made.id, school.id]]);
      assert.deepEqual(Object.fromEntries(assessments[0].values.map((one) => [one.aspectCode, one.value])), ICE);
    });
  }

  await t.test('all tests of one person stand together', async () => {
    const { participant } = await candidate();
    await talentscan(participant);
    await ice(participant, schools[0]);
    assert.equal((await meter(participant, 'meter-numeracy', { relevanceGround: 'needed-for-goal' })).status, 200);
    const { assessments } = await director.get(`/v1/assessments?participantId=${participant.id}`);
    assert.deepEqual(assessments.map((one) => one.instrumentCode), ['meter-numeracy', 'bureau-ice', 'talentscan']);
  });

  for (const code of ['meter-digital', 'meter-numeracy']) {
    await t.test(`${code} is taken only with a ground that makes it relevant`, async () => {
      const { participant } = await candidate();
      assert.deepEqual(violations(await meter(participant, code)), ['relevanceGround RELEVANCE_REQUIRED']);
      assert.deepEqual(violations(await meter(participant, code, { relevanceGround: 'because' })), ['relevanceGround UNKNOWN_GROUND']);
      const made = await meter(participant, code, { relevanceGround: 'level-unclear' });
      assert.deepEqual([made.status, made.body.relevanceGround], [200, 'level-unclear']);
    });
  }

  await t.test('a test in the wrong place, by the wrong role, or with a construct missing is refused', async () => {
    const { participant } = await candidate();
    const refused = await director.call('POST', '/v1/assessments', {
      body: {
        participantId: participant.id, programmeCode, instrumentCode: 'talentscan', instrumentVersion: '1', takenDate: '2026-10-19',
        takenByRole: 'teacher', setting: 'ASSESSMENT_SETTING_HOME', values: Object.entries(TALENTS).slice(1).map(([aspectCode, value]) => ({ aspectCode, value })),
      },
      expect: 400,
    });
    assert.deepEqual(violations(refused), ['setting NOT_TAKEN_HERE', 'takenByRole ROLE_MAY_NOT_TAKE', 'values ASPECT_MISSING']);
  });
});
