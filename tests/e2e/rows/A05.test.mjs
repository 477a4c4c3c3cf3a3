import assert from 'node:assert/strict';
import test from 'node:test';
import { publishProgramme, refer } from '../lib/builders.mjs';
import { caller, violations } from '../lib/api.mjs';

const ARNHEM = 'GM0202';

test('A05 participation can be made compulsory under the Participation Act, depending on motivation', async (t) => {
  const by = await caller('case-manager', { municipalities: [ARNHEM], subject: 'cm-arnhem-1' });
  const programmeCode = await publishProgramme('arnhem');
  const candidate = async (benefitCategory) => (await refer(programmeCode, {
    by, who: { municipalityCode: ARNHEM, benefitCategory }, referral: { channel: 'INFLOW_CHANNEL_CASE_MANAGER' },
  })).referral;
  const basesOf = (referral) => by.get(`/v1/referrals/${referral.id}/legal-bases`);
  const decide = (referral, body, options = {}) =>
    by.call('POST', `/v1/referrals/${referral.id}/legal-bases`, { body: { decidedDate: '2026-11-09', ...body }, ...options });

  const referral = await candidate('BENEFIT_CATEGORY_BENEFIT');

  await t.test('the programme gives somebody with a benefit two bases', async () => {
    const { legalBases, allowedBases } = await basesOf(referral);
    assert.deepEqual(legalBases, []);
    assert.deepEqual(allowedBases.map((one) => [one.kind, one.legalGround]), [
      ['LEGAL_BASIS_KIND_COMPULSORY_BY_MOTIVATION', 'Participatiewet'], ['LEGAL_BASIS_KIND_VOLUNTARY', undefined]]);
  });

  await t.test('who is motivated takes part of free will', async () => {
    const { body } = await decide(referral, { kind: 'LEGAL_BASIS_KIND_VOLUNTARY', decidedDate: '2026-10-26' }, { expect: 200 });
    assert.deepEqual([body.number, body.decidedBy], [1, 'cm-arnhem-1']);
  });

  await t.test('later a lack of motivation compels; what was found is asked, and both decisions stay', async () => {
    const refused = await decide(referral, { kind: 'LEGAL_BASIS_KIND_COMPULSORY_BY_MOTIVATION' }, { expect: 400 });
    assert.deepEqual(violations(refused), ['motivation MOTIVATION_REQUIRED']);
    await decide(referral, { kind: 'LEGAL_BASIS_KIND_COMPULSORY_BY_MOTIVATION', motivation: 'Komt sinds oktober niet meer opdagen.' }, { expect: 200 });
    const { legalBases } = await basesOf(referral);
    assert.deepEqual(legalBases.map((one) => [one.number, one.kind, one.legalGround, one.motivation]), [
      [2, 'LEGAL_BASIS_KIND_COMPULSORY_BY_MOTIVATION', 'Participatiewet', 'Komt sinds oktober niet meer opdagen.'],
      [1, 'LEGAL_BASIS_KIND_VOLUNTARY', undefined, undefined],
    ]);
  });

  await t.test('the person who asks gets to read what was found', async () => {
    const officer = await caller('privacy-officer', { municipalities: [ARNHEM] });
    const file = await officer.get(`/v1/participants/${referral.participantId}/export`);
    const { records } = file.intake.sections.find((section) => section.code === 'legal-basis');
    assert.deepEqual(records.map((one) => one.values.motivation_sealed), [undefined, 'Komt sinds oktober niet meer opdagen.']);
  });

  await t.test('nobody without a benefit is compelled', async () => {
    const other = await candidate('BENEFIT_CATEGORY_NO_BENEFIT');
    const refused = await decide(other, { kind: 'LEGAL_BASIS_KIND_COMPULSORY_BY_MOTIVATION', motivation: 'geen' }, { expect: 400 });
    assert.deepEqual(violations(refused), ['kind BASIS_NOT_ALLOWED']);
    await decide(other, { kind: 'LEGAL_BASIS_KIND_VOLUNTARY' }, { expect: 200 });
  });

  await t.test('another municipality sees none of it', async () => {
    const stranger = await caller('case-manager', { municipalities: ['GM0599'] });
    assert.equal((await stranger.call('GET', `/v1/referrals/${referral.id}/legal-bases`)).status, 404);
  });
});
