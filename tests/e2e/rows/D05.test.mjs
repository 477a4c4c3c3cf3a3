import assert from 'node:assert/strict';
import test from 'node:test';
import { askedOf, holdStep, publishProgramme, refer, stepsOf, takeInstruments } from '../lib/builders.mjs';
import { caller, violations } from '../lib/api.mjs';

const DORDRECHT = 'GM0505';
const VIEW = 'gemotiveerd, wil liever niet in de avond';

test('D05 preselection on assessment and own view, then the compulsory information meeting, then an individual talk', async (t) => {
  const programmeCode = await publishProgramme('dordrecht');
  const by = await caller('case-manager', { municipalities: [DORDRECHT] });
  const [preselection, meeting, talk] = stepsOf(programmeCode);
  const candidate = (targetGroup = 'TARGET_GROUP_ASYLUM_STATUS_HOLDER') =>
    refer(programmeCode, { by, who: { municipalityCode: DORDRECHT, targetGroup }, referral: { channel: 'INFLOW_CHANNEL_CASE_MANAGER' } });
  const attempt = (referral, body, expect) =>
    by.call('POST', `/v1/referrals/${referral.id}/intakes`, { body: { heldDate: '2026-10-26', staffIds: ['cd-1'], ...body }, etag: referral.etag, expect });
  const preselect = (referral) => holdStep(referral, preselection.code, { by, staffIds: ['cd-1'], clientView: VIEW });

  await t.test('the programme has three ordered steps, of which the meeting is compulsory and with a group', async () => {
    const { definition } = await by.get(`/v1/programmes/${programmeCode}`);
    assert.deepEqual(definition.intakeSteps.slice(0, 3).map((step) => [step.code, step.group, step.compulsory]),
      [['preselection', false, false], ['information-meeting', true, true], ['individual-talk', false, false]]);
    assert.deepEqual([preselection.instruments, preselection.needsInstruments, preselection.clientView], [['pps-v'], true, true]);
    assert.deepEqual([preselection.heldBy, talk.heldBy], [['case-director'], ['case-director']]);
  });

  await t.test('no preselection without the assessment, which is named', async () => {
    const { participant, referral } = await candidate();
    const refused = await attempt(referral, { stepCode: 'preselection', clientView: VIEW }, 409);
    assert.equal(refused.body.reason, 'ASSESSMENT_MISSING');
    assert.deepEqual(violations(refused), ['stepCode INSTRUMENT_NOT_TAKEN']);
    assert.match(JSON.stringify(refused.body.invalidParams), /pps-v/);
    await takeInstruments(programmeCode, participant, preselection, by);
    assert.equal((await preselect(referral)).state, 'REFERRAL_STATE_IN_INTAKE');
  });

  await t.test('a family migrant, from whom the assessment is not taken, is preselected on the view alone', async () => {
    const { referral } = await candidate('TARGET_GROUP_FAMILY_MIGRANT');
    assert.equal((await preselect(referral)).state, 'REFERRAL_STATE_IN_INTAKE');
  });

  await t.test('no preselection without the own view of the client; other steps take none', async () => {
    const { participant, referral } = await candidate();
    await takeInstruments(programmeCode, participant, preselection, by);
    assert.deepEqual(violations(await attempt(referral, { stepCode: 'preselection' }, 400)), ['clientView CLIENT_VIEW_MISSING']);
    const chosen = await preselect(referral);
    assert.deepEqual(violations(await attempt(chosen, { stepCode: 'information-meeting', clientView: VIEW }, 400)), ['clientView NOT_ASKED']);
  });

  await t.test('the view is read by the case manager only, and stands in no referral', async () => {
    const { participant, referral } = await candidate();
    await takeInstruments(programmeCode, participant, preselection, by);
    const chosen = await preselect(referral);
    assert.ok(!JSON.stringify(chosen).includes('avond'));
    const target = `/v1/referrals/${referral.id}/intakes/preselection/notes`;
    assert.equal((await by.get(target)).clientView, VIEW);
    const lead = await caller('team-lead', { municipalities: [DORDRECHT] });
    await lead.call('GET', target, { expect: 403 });
    const stranger = await caller('case-manager', { municipalities: ['GM0363'] });
    await stranger.call('GET', target, { expect: 404 });
  });

  await t.test('the talk comes after the meeting; every step that is missing is told at once', async () => {
    const { participant, referral } = await candidate();
    const early = await attempt(referral, { stepCode: 'individual-talk' }, 409);
    assert.equal(early.body.reason, 'STEP_OUT_OF_ORDER');
    assert.match(JSON.stringify(early.body.invalidParams), /preselection.*information-meeting/s);
    await takeInstruments(programmeCode, participant, preselection, by);
    const chosen = await preselect(referral);
    const skipped = await attempt(chosen, { stepCode: 'individual-talk' }, 409);
    assert.match(skipped.body.detail, /information-meeting/);
    const informed = await holdStep(chosen, meeting.code, { by, heldDate: '2026-10-28', staffIds: [] });
    const talked = await holdStep(informed, talk.code, { by, heldDate: '2026-10-30', staffIds: ['cd-1'], ...askedOf(programmeCode, talk) });
    assert.deepEqual(talked.intakes.map((step) => step.stepCode), ['preselection', 'information-meeting', 'individual-talk']);
  });
});
