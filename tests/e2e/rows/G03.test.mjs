import assert from 'node:assert/strict';
import test from 'node:test';
import { assess, publishProgramme, refer } from '../lib/builders.mjs';
import { caller, inParallel, violations } from '../lib/api.mjs';

const VEENDAM = 'GM0047';
// Ten clients of each legal category; three in ten learn slowly or hard.
const PACES = ['hard', 'slow', 'slow', 'average', 'average', 'average', 'average', 'average', 'fast', 'fast'];
const CATEGORIES = ['BENEFIT_CATEGORY_BENEFIT', 'BENEFIT_CATEGORY_NO_BENEFIT', 'BENEFIT_CATEGORY_NO_DUTY'];

test('G03 the learnability test is recorded for all clients', async (t) => {
  const programmeCode = await publishProgramme('oost-groningen');
  const consultant = await caller('case-manager', { municipalities: [VEENDAM] });
  const clients = await inParallel(CATEGORIES.flatMap((benefitCategory) => PACES.map((pace) => ({ benefitCategory, pace }))), async ({ benefitCategory, pace }) => {
    const { participant } = await refer(programmeCode,
      { by: consultant, who: { municipalityCode: VEENDAM, benefitCategory }, referral: { channel: 'INFLOW_CHANNEL_REGISTER' } });
    return { participant, pace };
  });
  const coverage = () => consultant.get(`/v1/assessment-coverages/${programmeCode}?instrumentCode=tiwi`);
  const unassessed = async () =>
    (await consultant.list(`/v1/assessment-coverages/${programmeCode}/unassessed?instrumentCode=tiwi`, 'candidates', 7)).map((one) => one.participantId);
  const tiwi = ({ participant, pace }) => assess(programmeCode, participant, 'tiwi', { learnability: pace }, { by: consultant });

  await t.test('the programme asks it from everybody', async () => {
    const { definition } = await consultant.get(`/v1/programmes/${programmeCode}`);
    const instrument = definition.instruments.find((one) => one.code === 'tiwi');
    assert.deepEqual([instrument.displayName, instrument.forAll, instrument.taking?.targetGroups ?? []], ['TIWI-toets', true, []]);
  });

  await t.test('before the tests everybody is on the list, whatever the category', async () => {
    assert.deepEqual(await coverage(), { candidates: 30, assessed: 0, unassessed: 30, counts: [] });
    assert.deepEqual((await unassessed()).sort(), clients.map((one) => one.participant.id).sort());
  });

  await t.test('each test is on the record of its client', async () => {
    await inParallel(clients.slice(1), tiwi);
    const { assessments: [one] } = await consultant.get(`/v1/assessments?participantId=${clients[1].participant.id}`);
    assert.deepEqual([one.instrumentCode, one.values], ['tiwi', [{ aspectCode: 'learnability', value: 'slow' }]]);
    assert.deepEqual(await unassessed(), [clients[0].participant.id]);
  });

  await t.test('at the end nobody is missed, and three in ten are slow or hard learners', async () => {
    await tiwi(clients[0]);
    const all = await coverage();
    assert.deepEqual([all.candidates, all.assessed, all.unassessed, await unassessed()], [30, 30, 0, []]);
    const counts = Object.fromEntries(all.counts.map((one) => [one.value, one.count]));
    assert.deepEqual(counts, { hard: 3, slow: 6, average: 15, fast: 6 });
    const perMille = (1000 * (counts.hard + counts.slow)) / all.assessed;
    assert.ok(perMille >= 200 && perMille <= 400);
  });

  await t.test('the list of all tests goes page by page', async () => {
    const tests = await consultant.list(`/v1/assessments?programmeCode=${programmeCode}&instrumentCode=tiwi`, 'assessments', 7);
    assert.equal(new Set(tests.map((one) => one.participantId)).size, 30);
  });

  await t.test('an outcome that the test does not have is refused', async () => {
    const answer = await consultant.call('POST', '/v1/assessments', {
      body: {
        participantId: clients[0].participant.id, programmeCode, instrumentCode: 'tiwi', instrumentVersion: '1', takenDate: '2026-10-19',
        setting: 'ASSESSMENT_SETTING_MUNICIPALITY', values: [{ aspectCode: 'learnability', value: 'brilliant' }],
      },
      expect: 400,
    });
    assert.deepEqual(violations(answer), ['values[0].value OFF_SCALE']);
  });
});
