// What surrounds the intake steps: summonses and absence, the wish to be spoken with alone, and definitions that
// contradict themselves.

import assert from 'node:assert/strict';
import test from 'node:test';
import { admin, askedOf, HENGELO, holdStep, publishProgramme, refer } from './lib/builders.mjs';
import { caller, violations } from './lib/api.mjs';

const summoning = (definition) => { definition.intakeSteps[0].summonsesBeforeAbsence = 3; };
const by = await caller('case-manager', { municipalities: [HENGELO] });

const candidate = async (programmeCode, legalRegime = 'LEGAL_REGIME_WI2021') => (await refer(programmeCode, { by, who: { legalRegime } })).referral;
const summon = (referral, sentDate, appointmentDate, options = {}) => by.call('POST', `/v1/referrals/${referral.id}/summonses`,
  { body: { stepCode: 'intake-talk', sentDate, appointmentDate, channel: 'SUMMONS_CHANNEL_LETTER', staffId: 'cm-1', ...options.body }, expect: options.expect });
const appear = (summons, appearance, expect) =>
  by.call('POST', `/v1/summonses/${summons.id}/appearance`, { body: { appearance }, etag: summons.etag, expect });
const complete = (referral, expect, body = {}) => by.call('POST', `/v1/referrals/${referral.id}/absences`,
  { body: { stepCode: 'intake-talk', completedDate: '2026-11-16', staffId: 'cm-1', ...body }, etag: referral.etag, expect });
async function missed(referral, times, appearance = 'APPEARANCE_NOT_APPEARED') {
  for (let week = 0; week < times; week += 1) {
    const day = (offset) => `2026-10-${String(1 + week * 7 + offset).padStart(2, '0')}`;
    await appear((await summon(referral, day(0), day(5), { expect: 200 })).body, appearance, 200);
  }
}

test('summonses to the intake', async (t) => {
  const programmeCode = await publishProgramme('hengelo', summoning);

  await t.test('are numbered, dated, by whom and how, with what became of each', async () => {
    const referral = await candidate(programmeCode);
    const first = (await summon(referral, '2026-10-01', '2026-10-08', { expect: 200 })).body;
    assert.deepEqual([first.number, first.sentDate, first.appointmentDate, first.channel, first.staffId, first.appearance],
      [1, '2026-10-01', '2026-10-08', 'SUMMONS_CHANNEL_LETTER', 'cm-1', undefined]);
    assert.equal((await summon(referral, '2026-10-12', '2026-10-19', { expect: 409 })).body.reason, 'APPEARANCE_UNKNOWN');
    await appear(first, 'APPEARANCE_EXCUSED', 200);
    assert.equal((await appear(first, 'APPEARANCE_APPEARED', 412)).status, 412);
    await summon(referral, '2026-10-12', '2026-10-19', { expect: 200, body: { channel: 'SUMMONS_CHANNEL_PHONE' } });
    const { summonses } = await by.get(`/v1/referrals/${referral.id}/summonses`);
    assert.deepEqual(summonses.map((one) => [one.number, one.channel, one.appearance]),
      [[1, 'SUMMONS_CHANNEL_LETTER', 'APPEARANCE_EXCUSED'], [2, 'SUMMONS_CHANNEL_PHONE', undefined]]);
  });

  await t.test('every fault of one is named', async () => {
    const referral = await candidate(programmeCode);
    const refused = await summon(referral, '2026-11-17', '2026-11-17', { expect: 400, body: { stepCode: 'kick-off' } });
    assert.deepEqual(violations(refused), ['appointmentDate INTERVAL_REVERSED', 'sentDate IN_THE_FUTURE', 'stepCode NOT_SUMMONED']);
    const incomplete = await summon(referral, '2026-02-30', '', { expect: 400, body: { channel: 'SUMMONS_CHANNEL_UNSPECIFIED', staffId: '' } });
    assert.equal(violations(incomplete).length, 4);
  });

  await t.test('after the third without appearance the step may be completed in absence, not before', async () => {
    const referral = await candidate(programmeCode);
    await missed(referral, 2);
    const early = (await complete(referral, 409)).body;
    assert.equal(early.reason, 'TOO_FEW_SUMMONSES');
    assert.match(early.detail, /after 3 summonses without appearance; the person missed 2/);
    const third = (await summon(referral, '2026-10-20', '2026-10-27', { expect: 200 })).body;
    await complete(referral, 409);
    await appear(third, 'APPEARANCE_NOT_APPEARED', 200);
    assert.deepEqual(violations(await complete(referral, 400, { completedDate: '2026-10-26' })), ['completedDate BEFORE_LAST_APPOINTMENT']);
    const done = (await complete(referral, 200)).body;
    assert.deepEqual(done.intakes.map((one) => [one.stepCode, one.inAbsence, one.staffIds]), [['intake-talk', true, ['cm-1']]]);
    assert.equal((await complete(done, 409)).body.reason, 'STEP_ALREADY_HELD');
  });

  await t.test('nothing follows from them by itself: the referral stays as it is', async () => {
    const referral = await candidate(programmeCode);
    await missed(referral, 3);
    const read = await by.get(`/v1/referrals/${referral.id}`);
    assert.deepEqual([read.etag, read.state, read.closeReason], [referral.etag, 'REFERRAL_STATE_REFERRED', undefined]);
  });

  await t.test('an excused absence does not count, who came is not absent, and another Act knows no absence', async () => {
    const excused = await candidate(programmeCode);
    await missed(excused, 3, 'APPEARANCE_EXCUSED');
    assert.equal((await complete(excused, 409)).body.reason, 'TOO_FEW_SUMMONSES');
    const came = await candidate(programmeCode);
    await missed(came, 3);
    await appear((await summon(came, '2026-10-27', '2026-11-02', { expect: 200 })).body, 'APPEARANCE_APPEARED', 200);
    assert.equal((await complete(came, 409)).body.reason, 'PERSON_APPEARED');
    const earlier = await candidate(programmeCode, 'LEGAL_REGIME_WI2013');
    await missed(earlier, 3);
    assert.equal((await complete(earlier, 409)).body.reason, 'OTHER_REGIME');
  });

  await t.test('another municipality sees none of it', async () => {
    const referral = await candidate(programmeCode);
    const summons = (await summon(referral, '2026-10-01', '2026-10-08', { expect: 200 })).body;
    const stranger = await caller('case-manager', { municipalities: ['GM0363'] });
    await stranger.call('GET', `/v1/referrals/${referral.id}/summonses`, { expect: 404 });
    await stranger.call('POST', `/v1/summonses/${summons.id}/appearance`, { body: { appearance: 'APPEARANCE_APPEARED' }, etag: summons.etag, expect: 404 });
  });
});

test('the wish to be spoken with alone', async (t) => {
  const programmeCode = await publishProgramme('hengelo');
  const wish = (referral, alone, options = {}) => by.call('POST', `/v1/referrals/${referral.id}/alone-wishes`,
    { body: { stepCode: 'intake-talk', alone, askedDate: '2026-10-19', ...options.body }, expect: options.expect ?? 200 });
  const talk = (referral, company, expect) => by.call('POST', `/v1/referrals/${referral.id}/intakes`,
    { body: { stepCode: 'intake-talk', heldDate: '2026-10-26', staffIds: ['cm-1'], company }, etag: referral.etag, expect });

  await t.test('keeps a talk with the partner, or of which the company is not told, off the record', async () => {
    const referral = await candidate(programmeCode);
    const recorded = (await wish(referral, true)).body;
    assert.deepEqual([recorded.stepCode, recorded.alone, recorded.askedDate], ['intake-talk', true, '2026-10-19']);
    for (const company of ['INTAKE_COMPANY_WITH_PARTNER', 'INTAKE_COMPANY_WITH_OTHERS', 'INTAKE_COMPANY_UNSPECIFIED']) {
      assert.deepEqual(violations(await talk(referral, company, 400)), ['company ALONE_ASKED']);
    }
    const [held] = (await talk(referral, 'INTAKE_COMPANY_ALONE', 200)).body.intakes;
    assert.equal(held.company, 'INTAKE_COMPANY_ALONE');
    assert.equal((await wish(referral, true, { expect: 409 })).body.reason, 'STEP_ALREADY_HELD');
  });

  await t.test('can be taken back; without one everybody may come along', async () => {
    const referral = await candidate(programmeCode);
    await wish(referral, true);
    await wish(referral, false);
    await talk(referral, 'INTAKE_COMPANY_WITH_PARTNER', 200);
    await talk(await candidate(programmeCode), 'INTAKE_COMPANY_WITH_OTHERS', 200);
  });

  await t.test('is for a talk, not for a meeting with a group', async () => {
    const referral = await candidate(programmeCode);
    const refused = await wish(referral, true, { expect: 400, body: { stepCode: 'kick-off', askedDate: '2026-11-17' } });
    assert.deepEqual(violations(refused), ['askedDate IN_THE_FUTURE', 'stepCode GROUP_STEP']);
  });
});

test('a definition whose intake contradicts itself is refused', async () => {
  const { definition } = await admin.get(`/v1/programmes/${await publishProgramme('dordrecht')}`);
  definition.code = `${definition.code}-wrong`;
  definition.intakeSteps[0].workplaceCatalogue = 'nowhere';
  definition.intakeSteps[0].setting = 'IN_THE_WOODS';
  delete definition.participation.refusalOutcomeCatalogue;
  definition.participation.exitReasons = [{ code: 'bored', closeReason: 'CLOSE_REASON_BORED' }];
  const refused = await admin.call('PUT', `/v1/programmes/${definition.code}`, { body: definition, expect: 400 });
  assert.deepEqual(violations(refused).map((one) => one.replace('definition.', '')), [
    'intakeSteps[0].setting UNKNOWN_SETTING', 'intakeSteps[0].workplaceCatalogue UNKNOWN_CATALOGUE',
    'participation.exitReasons[0].closeReason UNKNOWN_CLOSE_REASON', 'participation.refusalOutcomeCatalogue REQUIRED']);
});

test('a step asks for nothing that the programme does not ask', async () => {
  const programmeCode = await publishProgramme('hengelo');
  const referral = await candidate(programmeCode);
  const refused = await by.call('POST', `/v1/referrals/${referral.id}/intakes`, {
    body: { stepCode: 'intake-talk', heldDate: '2026-10-26', staffIds: ['cm-1'], clientView: 'x', tasks: ['y'], workplaceCode: 'z' }, etag: referral.etag, expect: 400,
  });
  assert.deepEqual(violations(refused), ['clientView NOT_ASKED', 'tasks NOT_ASKED', 'workplaceCode NOT_ASKED']);
  const plain = await holdStep(referral, 'intake-talk', { by, ...askedOf(programmeCode, {}) });
  assert.deepEqual(plain.intakes[0].professionals, []);
});
