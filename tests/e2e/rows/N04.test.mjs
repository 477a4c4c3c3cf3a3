import assert from 'node:assert/strict';
import test from 'node:test';
import { holdStep, publishProgramme, refer } from '../lib/builders.mjs';
import { caller, violations } from '../lib/api.mjs';

const WEERT = 'GM0988';

test('N04 the intake is a home visit by two professionals of two organisations together', async (t) => {
  const programmeCode = await publishProgramme('weert');
  const by = await caller('case-manager', { municipalities: [WEERT] });
  const partner = await caller('admin', { municipalities: [WEERT] });
  const werkKom = await partner.post('/v1/organisations', { code: `werkkom-${programmeCode}`, displayName: 'Werk.Kom', kind: 'ORGANISATION_KIND_REINTEGRATION', sites: [] });
  const municipal = { staffId: 'consulent-1', roleCode: 'municipal-consultant' };
  const provider = { staffId: 'consulent-2', roleCode: 'provider-consultant', organisationId: werkKom.id };
  const VISIT = { setting: 'ASSESSMENT_SETTING_HOME', professionals: [municipal, provider] };
  const candidate = async () => {
    const { referral } = await refer(programmeCode, { by, who: { municipalityCode: WEERT, settlementDate: '2018-06-01', arrivalDate: '2017-05-01' }, referral: { channel: 'INFLOW_CHANNEL_RECEPTION_CENTRE' } });
    return holdStep(referral, 'reception-talk', { by, heldDate: '2018-04-16', staffIds: ['scout-1'] });
  };
  const attempt = (referral, body, expect) =>
    by.call('POST', `/v1/referrals/${referral.id}/intakes`, { body: { stepCode: 'home-visit', heldDate: '2019-03-04', ...VISIT, ...body }, etag: referral.etag, expect });

  await t.test('the programme says so: two, of two organisations, at home', async () => {
    const { definition } = await by.get(`/v1/programmes/${programmeCode}`);
    const step = definition.intakeSteps.find((one) => one.code === 'home-visit');
    assert.deepEqual([step.professionals, step.differentOrganisations, step.setting, step.heldBy],
      [2, true, 'ASSESSMENT_SETTING_HOME', ['municipal-consultant', 'provider-consultant']]);
  });

  await t.test('both are on the record, each with role and organisation', async () => {
    const visited = (await attempt(await candidate(), {}, 200)).body;
    const { setting, professionals, staffIds } = visited.intakes.at(-1);
    assert.deepEqual([setting, staffIds], ['ASSESSMENT_SETTING_HOME', ['consulent-1', 'consulent-2']]);
    assert.deepEqual(professionals.map((one) => [one.staffId, one.roleCode, one.organisationId]),
      [['consulent-1', 'municipal-consultant', undefined], ['consulent-2', 'provider-consultant', werkKom.id]]);
    assert.deepEqual((await by.get(`/v1/referrals/${visited.id}`)).intakes, visited.intakes);
    assert.equal(visited.state, 'REFERRAL_STATE_INTAKE_COMPLETE');
  });

  for (const [what, body, expected] of [
    ['one alone', { professionals: [municipal] }, ['professionals ROLE_MISSING', 'professionals TOO_FEW_PROFESSIONALS']],
    ['two without organisation, so of the municipality', { professionals: [municipal, { ...provider, organisationId: '' }] }, ['professionals[1].organisationId SAME_ORGANISATION']],
    ['two of the same side', { professionals: [provider, { ...provider, staffId: 'consulent-3' }] }, ['professionals ROLE_MISSING', 'professionals[1].organisationId SAME_ORGANISATION']],
    ['one person twice', { professionals: [municipal, { ...provider, staffId: 'consulent-1' }] }, ['professionals[1].staffId SAME_PROFESSIONAL']],
    ['somebody of another role', { professionals: [municipal, { ...provider, roleCode: 'job-coach' }] }, ['professionals ROLE_MISSING', 'professionals[1].roleCode ROLE_MAY_NOT_HOLD']],
    ['names without roles', { professionals: [], staffIds: ['consulent-1', 'consulent-2'] }, ['professionals TOO_FEW_PROFESSIONALS']],
    ['a visit at the office', { setting: 'ASSESSMENT_SETTING_MUNICIPALITY' }, ['setting HELD_ELSEWHERE']],
  ]) {
    await t.test(`${what} is refused, and nothing is recorded`, async () => {
      const referral = await candidate();
      assert.deepEqual(violations(await attempt(referral, body, 400)), expected);
      assert.equal((await by.get(`/v1/referrals/${referral.id}`)).etag, referral.etag);
    });
  }
});
