import assert from 'node:assert/strict';
import process from 'node:process';
import test from 'node:test';
import { HENGELO, admin, newCode, region } from '../lib/builders.mjs';
import { call, caller, eventually, violations } from '../lib/api.mjs';
import { STATUS, closeClients, grpcCall } from '../lib/protos.mjs';
import { person } from '../lib/people.mjs';

const NOBODY = '0192f0c1-7a3b-7c4d-8e5f-001122334455';
// More calls than a service runs and lets wait.
const CROWD = 1300;

// `call` holds every answer of these to the form of a problem document.
test('M02 every error is a problem document, and bad input is told as a whole', async (t) => {
  await t.test('400: every fault of a text is named', async () => {
    const answer = await admin.call('POST', '/v1/participants', { body: { givenName: 5, shoeSize: 42, hobby: 'chess', gender: 'GENDER_PURPLE' }, expect: 400 });
    assert.deepEqual(violations(answer), ['gender UNKNOWN_VALUE', 'givenName WRONG_TYPE', 'hobby UNKNOWN_FIELD', 'shoeSize UNKNOWN_FIELD']);
    for (const fault of answer.body.invalidParams) assert.ok(fault.description.length > 10);
  });

  await t.test('400: every field at fault is named', async () => {
    const body = person({ givenName: '', birthDate: '2026-02-30', bsn: '999999999', municipalityCode: 'Hengelo', originCountry: 'XYZ' });
    assert.deepEqual(violations(await admin.call('POST', '/v1/participants', { body, expect: 400 })),
      ['birthDate NOT_A_DATE', 'bsn BSN_ELEVEN_TEST', 'givenName REQUIRED', 'municipalityCode BAD_FORMAT', 'originCountry BAD_FORMAT']);
  });

  await t.test('400: every contradiction is named', async () => {
    const body = person({ birthDate: '2027-01-01', arrivalDate: '2026-01-02', settlementDate: '2026-01-01' });
    assert.deepEqual(violations(await admin.call('POST', '/v1/participants', { body, expect: 400 })),
      ['arrivalDate BEFORE_BIRTH', 'birthDate IN_THE_FUTURE', 'settlementDate INTERVAL_REVERSED']);
  });

  await t.test('401, 403, 404, 405 and 406', async () => {
    const unknown = await call('GET', '/v1/participants', { expect: 401 });
    assert.match(unknown.headers.get('www-authenticate'), /^Bearer/);
    const planner = await caller('planner', { municipalities: [HENGELO] });
    await planner.call('POST', '/v1/participants', { body: person(), expect: 403 });
    await admin.call('GET', `/v1/participants/${NOBODY}`, { expect: 404 });
    await admin.call('GET', '/v1/nothing', { expect: 404 });
    const verb = await admin.call('DELETE', '/v1/participants', { expect: 405 });
    assert.ok(verb.headers.get('allow').includes('GET'));
    await admin.call('GET', '/v1/participants', { headers: { Accept: 'text/html' }, expect: 406 });
    await admin.call('GET', '/v1/participants', { headers: { Accept: 'text/html, application/json;q=0.5' }, expect: 200 });
  });

  await t.test('409, 412 and 415', async () => {
    const body = person();
    const made = await admin.post('/v1/participants', body);
    const twice = await admin.call('POST', '/v1/participants', { body, expect: 409 });
    assert.equal(twice.body.reason, 'BSN_IN_USE');
    await admin.call('PATCH', `/v1/participants/${made.id}`, { body: { languageLevel: 'A2' }, etag: '"99"', expect: 412 });
    await admin.call('POST', '/v1/participants', { body: 'x', headers: { 'Content-Type': 'text/plain' }, expect: 415 });
  });

  await t.test('503: with a service away its addresses say so, the others go on, and it comes back', async () => {
    process.kill(region.pid('partner-svc'), 'SIGTERM');
    const away = await eventually(async () => {
      const answer = await admin.call('GET', '/v1/organisations');
      return answer.status === 503 && answer;
    });
    assert.ok(Number(away.headers.get('retry-after')) > 0);
    await admin.call('GET', '/v1/municipalities', { expect: 200 });
    await region.up();
    await eventually(async () => (await admin.call('GET', '/v1/organisations')).status === 200, 30000);
  });

  await t.test('429: a service that cannot keep up says so at once, and no call is half done', async () => {
    const before = (await admin.list('/v1/organisations', 'organisations')).length;
    const organisation = (name) => ({ code: newCode('crowd'), [name]: 'Crowd', kind: 'ORGANISATION_KIND_ROC' });
    // Commits wait as long as this lock is held; calls beyond those that run and wait are refused.
    const lock = region.sql('FLUSH TABLES WITH READ LOCK; SELECT SLEEP(20);').catch(() => 'broken off');
    const sleeper = async () => (await region.sql("SELECT id FROM information_schema.processlist WHERE info LIKE 'SELECT SLEEP%'"))[0]?.[0];
    const id = await eventually(sleeper);
    const crowd = Array.from({ length: CROWD }, () =>
      grpcCall('duaal.partner.v1.OrganisationService', 'CreateOrganisation', { organisation: organisation('display_name'), request_id: newCode('key') }, admin.token, 60000)
        .then(() => STATUS.OK, (error) => error.code));
    const refused = await eventually(async () => {
      const answer = await admin.call('POST', '/v1/organisations', { body: organisation('displayName'), headers: { 'Request-Timeout': '1' } });
      return answer.status === 429 && answer;
    }, 15000);
    assert.ok(Number(refused.headers.get('retry-after')) > 0);
    await region.sql(`KILL QUERY ${id}`);
    await lock;
    const codes = await Promise.all(crowd);
    const done = codes.filter((code) => code === STATUS.OK).length;
    assert.ok(codes.every((code) => code === STATUS.OK || code === STATUS.RESOURCE_EXHAUSTED), [...new Set(codes)].join());
    assert.ok(done > 0 && done < CROWD, `${done} of ${CROWD}`);
    // The call that found the queue full before may have left one behind whose caller had stopped waiting.
    const after = await admin.list('/v1/organisations', 'organisations');
    assert.ok(after.length >= before + done);
    closeClients();
  });
});
