import assert from 'node:assert/strict';
import test from 'node:test';
import { BORNE, HENGELO, THIS_WEEK, admin, languageClass, newCode, publishProgramme, region, registerOrganisation, runningClass, startMany, work } from './lib/builders.mjs';
import { call, caller, eventually, token, violations } from './lib/api.mjs';
import { forged, otherKey, seconds } from './lib/tokens.mjs';
import { person } from './lib/people.mjs';

const NOBODY = '0192f0c1-7a3b-7c4d-8e5f-001122334455';

// The rows of all tables, once no fact is on its way any more.
async function settled() {
  let before = await region.counts();
  return eventually(async () => {
    const now = await region.counts();
    const quiet = Object.entries(now).every(([table, rows]) => before[table] === rows && (!table.endsWith('.outbox') || rows === '0'));
    before = now;
    return quiet && now;
  });
}

// Every call in `attempt` is refused; afterwards all tables are as they were.
async function changesNothing(attempt) {
  const before = await settled();
  await attempt();
  assert.deepEqual(await settled(), before);
}

test('bad input is refused with every fault, and nothing is half-written', async (t) => {
  const { programmeCode, organisation, offering, members } = await runningClass(2);
  const refuse = async (method, target, body, faults, options = {}) => {
    const answer = await admin.call(method, target, { body, expect: 400, ...options });
    assert.deepEqual(violations(answer), faults);
    return answer;
  };

  await t.test('a BSN that fails the eleven-test, without repeating it', () => changesNothing(async () => {
    const answer = await refuse('POST', '/v1/participants', person({ bsn: '999999999' }), ['bsn BSN_ELEVEN_TEST']);
    assert.doesNotMatch(JSON.stringify(answer.body), /999999999/);
    await refuse('POST', '/v1/participants', person({ bsn: '12345' }), ['bsn BAD_FORMAT']);
    await refuse('POST', '/v1/participants/_search', { bsn: '999999999' }, ['bsn BSN_ELEVEN_TEST']);
  }));

  await t.test('everything that is wrong with a person, at once', () => changesNothing(() =>
    refuse('POST', '/v1/participants', {
      givenName: 'x'.repeat(201), birthDate: '2031-02-30', bsn: '999999999', municipalityCode: 'Hengelo', originCountry: 'Syria', languageLevel: 'A1 and A2',
      targetGroup: 'TARGET_GROUP_FAMILY_MIGRANT',
    }, ['bsn BSN_ELEVEN_TEST', 'benefitCategory REQUIRED', 'birthDate NOT_A_DATE', 'familyName REQUIRED', 'givenName TOO_LONG', 'languageLevel TOO_LONG',
      'legalRegime REQUIRED', 'municipalityCode BAD_FORMAT', 'originCountry BAD_FORMAT'].sort())));

  await t.test('contradictions between dates, and a municipality that is not there, at once', () => changesNothing(() =>
    refuse('POST', '/v1/participants', person({ municipalityCode: 'GM9999', birthDate: '2027-01-01', arrivalDate: '2026-01-02', settlementDate: '2026-01-01' }),
      ['arrivalDate BEFORE_BIRTH', 'birthDate IN_THE_FUTURE', 'municipalityCode UNKNOWN_MUNICIPALITY', 'settlementDate INTERVAL_REVERSED'])));

  await t.test('week 53 in a year without it, and no week at all', () => changesNothing(async () => {
    const path = `/v1/trajectories/${members[0].trajectory.id}/weeks`;
    await refuse('GET', `${path}/2027-W53`, undefined, ['week NO_SUCH_WEEK']);
    await refuse('PUT', `${path}/2027-W53`, { activities: [] }, ['week NO_SUCH_WEEK'], { etag: '"1"' });
    await refuse('GET', `${path}/2026-47`, undefined, ['week BAD_FORMAT']);
    assert.equal((await admin.call('GET', `${path}/2026-W53`)).status, 200);
  }));

  await t.test('intervals turned round', () => changesNothing(async () => {
    const slots = [{ weekday: 'WEEKDAY_MONDAY', startTime: '12:00', endTime: '09:00' }, { weekday: 'WEEKDAY_TUESDAY', startTime: '09:00', endTime: '09:00' }];
    await refuse('POST', '/v1/offerings', {
      code: newCode('bad'), displayName: 'Klas', programmeCode, componentCode: 'language', organisationId: organisation.id, capacity: 5,
      startDate: '2027-01-10', endDate: '2027-01-10', timetable: slots,
    }, ['endDate INTERVAL_REVERSED', 'timetable[0].endTime INTERVAL_REVERSED', 'timetable[1].endTime INTERVAL_REVERSED']);
    const week = await admin.get(`/v1/trajectories/${members[0].trajectory.id}/weeks/${THIS_WEEK}`);
    await refuse('PUT', `/v1/trajectories/${members[0].trajectory.id}/weeks/${THIS_WEEK}`,
      { activities: work(['monday', '16:30', '13:00'], ['tuesday', '14:00', '13:00']) },
      ['activities[0].slot.endTime INTERVAL_REVERSED', 'activities[1].slot.endTime INTERVAL_REVERSED'], { etag: week.etag });
    await refuse('GET', `/v1/sessions?offeringId=${offering.id}&fromDate=2026-12-01&untilDate=2026-11-01`, undefined, ['untilDate INTERVAL_REVERSED']);
    await refuse('GET', `/v1/figures/attendance?programmeCode=${programmeCode}&fromWeek=2026-W47&untilWeek=2026-W47`, undefined, ['untilWeek INTERVAL_REVERSED']);
  }));

  await t.test('a class larger than its capacity takes no seat at all', async () => {
    const small = await languageClass(programmeCode, organisation.id, { capacity: 2 });
    const many = await startMany(programmeCode, 3);
    await changesNothing(async () => {
      const answer = await refuse('POST', '/v1/enrolments/_class', { offeringId: small.id, trajectoryIds: [...many.map((one) => one.trajectory.id), NOBODY] },
        ['trajectoryIds CLASS_TOO_LARGE', 'trajectoryIds[3] UNKNOWN_TRAJECTORY']);
      assert.equal(answer.body.reason, 'CLASS_TOO_LARGE');
    });
    assert.equal((await admin.get(`/v1/offerings/${small.id}/seats`)).taken, 0);
  });

  await t.test('names that do not exist, double names, wrong types', () => changesNothing(async () => {
    await refuse('POST', '/v1/participants', { ...person(), shoeSize: 42, hobby: 'chess' }, ['hobby UNKNOWN_FIELD', 'shoeSize UNKNOWN_FIELD']);
    await refuse('POST', '/v1/participants', '{"givenName":"A","givenName":"B"}', ['givenName DUPLICATE_FIELD']);
    await refuse('POST', '/v1/participants', { ...person(), givenName: 7, gender: 'GENDER_PURPLE' }, ['gender UNKNOWN_VALUE', 'givenName WRONG_TYPE']);
    await refuse('GET', '/v1/participants?pageSize=ten&colour=red', undefined, ['colour UNKNOWN_FIELD', 'pageSize WRONG_TYPE']);
    for (const text of ['{', '[]', 'null', '{"givenName":}', '{} {}', '']) {
      const answer = await admin.call('POST', '/v1/organisations', { body: text, expect: 400 });
      assert.ok(answer.body.invalidParams.length > 0);
    }
  }));

  await t.test('broken UTF-8', () => changesNothing(async () => {
    const good = Buffer.from(JSON.stringify(person({ givenName: 'Zo?' })));
    const broken = Buffer.from(good);
    broken[good.indexOf('?')] = 0xff;
    await admin.call('POST', '/v1/participants', { body: broken, expect: 400 });
    await admin.call('GET', '/v1/municipalities/GM%ff64', { expect: 400 });
    await admin.call('GET', '/v1/participants?pageToken=%c3%28', { expect: 400 });
  }));

  await t.test('a body of ten megabytes', () => changesNothing(async () => {
    // The door may close the connection while the body is still on its way.
    const answer = await admin.call('POST', '/v1/organisations', { body: JSON.stringify({ displayName: 'x'.repeat(10 * 1024 * 1024) }) })
      .catch((error) => error);
    if (answer instanceof Error) assert.match(String(answer.cause?.code ?? answer.cause), /ECONNRESET|EPIPE|UND_ERR_SOCKET/);
    else assert.deepEqual([answer.status, answer.body.reason], [413, 'BODY_TOO_LARGE']);
  }));

  await t.test('a reference that does not exist', () => changesNothing(async () => {
    await refuse('POST', '/v1/referrals', { participantId: NOBODY, programmeCode: 'nowhere', channel: 'INFLOW_CHANNEL_PRESELECTION' },
      ['participantId UNKNOWN_PARTICIPANT', 'programmeCode UNKNOWN_PROGRAMME']);
    await refuse('POST', '/v1/referrals', { participantId: 'Amira', programmeCode: 'No Code', channel: 'INFLOW_CHANNEL_PRESELECTION' },
      ['participantId BAD_FORMAT', 'programmeCode BAD_FORMAT']);
  }));
});

test('a token that is not good opens nothing', async (t) => {
  const tokens = {
    'no token': undefined,
    'no JWT': 'abc',
    'expired': await forged({ claims: { exp: seconds(-3600) } }),
    'not valid yet': await forged({ claims: { nbf: seconds(3600) } }),
    'signed by somebody else': await forged({ key: otherKey() }),
    'of another issuer': await forged({ claims: { iss: 'somebody' } }),
    'for another audience': await forged({ claims: { aud: 'elsewhere' } }),
    'a changed claim': (await token('provider', { organisation: NOBODY })).replace(/\.[^.]+\./, `.${Buffer.from(JSON.stringify({ roles: ['admin'] })).toString('base64url')}.`),
    'without a signature': `${(await forged({ header: { alg: 'none' } })).split('.').slice(0, 2).join('.')}.`,
  };
  for (const [what, bad] of Object.entries(tokens)) {
    await t.test(what, () => changesNothing(async () => {
      for (const [method, target, body] of [['GET', '/v1/participants'], ['POST', '/v1/participants', person()], ['GET', '/v1/programmes']]) {
        const answer = await call(method, target, { token: bad, body, expect: 401 });
        assert.match(answer.headers.get('www-authenticate'), /^Bearer/);
      }
    }));
  }
  await t.test('good, but of a role that may not', () => changesNothing(async () => {
    const planner = await caller('planner', { municipalities: [HENGELO] });
    const answer = await planner.call('POST', '/v1/participants', { body: person(), expect: 403 });
    assert.equal(answer.body.reason, 'PERMISSION_MISSING');
  }));
  await t.test('good, but for an unknown purpose', () => changesNothing(async () => {
    const answer = await admin.call('GET', '/v1/participants', { purpose: 'marketing', expect: 403 });
    assert.equal(answer.body.reason, 'PURPOSE_NOT_ALLOWED');
  }));
  await t.test('good, but without a mandate today', () => changesNothing(async () => {
    const past = await forged({ municipalities: [], claims: { municipalities: [{ code: HENGELO, from: '2025-01-01', until: '2026-11-16' }] } });
    const answer = await call('POST', '/v1/participants', { token: past, body: person() });
    assert.ok([400, 403].includes(answer.status) && JSON.stringify(answer.body).includes('NO_MANDATE'));
    assert.deepEqual((await call('GET', '/v1/participants', { token: past, expect: 200 })).body.participants, []);
  }));
  await t.test('good, but of another municipality', async () => {
    const { programmeCode, members: [member], offering } = await runningClass(1);
    const borne = await caller('admin', { municipalities: [BORNE] });
    const enrolment = (await admin.list(`/v1/enrolments?trajectoryId=${member.trajectory.id}`, 'enrolments'))[0];
    await changesNothing(async () => {
      const { participant, referral, trajectory } = member;
      const attempts = [
        ['GET', `/v1/participants/${participant.id}`],
        ['PATCH', `/v1/participants/${participant.id}`, { languageLevel: 'B2' }, participant.etag],
        ['GET', `/v1/referrals/${referral.id}`],
        ['POST', `/v1/referrals/${referral.id}/closure`, { reason: 'CLOSE_REASON_OTHER' }, referral.etag],
        ['GET', `/v1/trajectories/${trajectory.id}`],
        ['POST', `/v1/trajectories/${trajectory.id}/case-manager`, { caseManagerId: 'thief' }, trajectory.etag],
        ['GET', `/v1/trajectories/${trajectory.id}/weeks/${THIS_WEEK}`],
        ['PUT', `/v1/trajectories/${trajectory.id}/weeks/${THIS_WEEK}`, { activities: [] }, '"2"'],
        ['GET', `/v1/enrolments/${enrolment.id}`],
        ['POST', `/v1/enrolments/${enrolment.id}/ending`, { endDate: '2026-12-01' }, enrolment.etag],
        ['POST', '/v1/enrolments', { trajectoryId: trajectory.id, offeringId: offering.id }],
      ];
      for (const [method, target, body, etag] of attempts) await borne.call(method, target, { body, etag, expect: 404 });
      const refused = await borne.call('POST', '/v1/referrals', { body: { participantId: participant.id, programmeCode, channel: 'INFLOW_CHANNEL_PRESELECTION' }, expect: 400 });
      assert.deepEqual(violations(refused), ['participantId UNKNOWN_PARTICIPANT']);
    });
  });
});
