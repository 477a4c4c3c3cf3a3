import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { BIN, SERVICES, run } from '../lib/region.mjs';
import { HENGELO, admin, enrolClass, languageClass, newCode, publishProgramme, region, registerOrganisation, sessionsOf, start } from '../lib/builders.mjs';
import { call, eventually, token } from '../lib/api.mjs';
import { classList, newBsn, numbersSoFar, person } from '../lib/people.mjs';
import { openapi, operationsOf } from '../lib/openapi.mjs';
import { client, closeClients, metadata } from '../lib/protos.mjs';

const FAILS_THE_TEST = '999123456';

// Numbers of `known` that stand in a text by themselves, not inside a longer number or an id.
function numbersIn(text, known) {
  return [...new Set(text.match(/(?<![0-9a-zA-Z.])999\d{6}(?![0-9a-zA-Z])/g) ?? [])].filter((one) => known.has(one) || one === FAILS_THE_TEST);
}

// Everything a caller can do with a number, rightly and wrongly. Returns all answers and the addresses in them.
async function scenario() {
  const answers = [];
  const send = async (...request) => {
    const answer = await call(request[0], request[1], { token: admin.token, ...request[2] });
    answers.push(JSON.stringify(answer.body), [...answer.headers].flat().join('\n'));
    return answer;
  };
  const programmeCode = await publishProgramme();
  const school = await registerOrganisation();
  const offering = await languageClass(programmeCode, school.id);
  const member = await start(programmeCode, { referral: { classOfferingId: offering.id } });
  await enrolClass(offering, [member]);
  const [session] = await sessionsOf(offering, '2026-11-16', '2026-11-17');
  await admin.post('/v1/attendances', { sessionId: session.id, participantId: member.participant.id, status: 'ATTENDANCE_STATUS_ABSENT_WITHOUT_NOTICE' });

  const one = person();
  const made = await send('POST', '/v1/participants', { body: one });
  assert.equal(made.status, 201);
  assert.equal((await send('POST', '/v1/participants', { body: { ...person(), bsn: one.bsn } })).status, 409);
  assert.equal((await send('POST', '/v1/participants', { body: { ...person(), bsn: FAILS_THE_TEST } })).status, 400);
  assert.equal((await send('POST', '/v1/participants/_search', { body: { bsn: one.bsn } })).body.participants.length, 1);
  assert.equal((await send('POST', '/v1/participants/_search', { body: { bsn: newBsn() } })).body.participants.length, 0);
  assert.equal((await send('PATCH', `/v1/participants/${made.body.id}`, { body: { bsn: newBsn() }, etag: made.body.etag })).status, 200);
  await send('GET', `/v1/participants/${made.body.id}`);
  await send('GET', '/v1/participants?pageSize=200');
  // Where a careless client might put one.
  const stray = newBsn();
  assert.equal((await send('GET', `/v1/participants?bsn=${stray}`)).status, 400);
  assert.equal((await send('GET', `/v1/participants/${stray}`)).status, 400);
  assert.equal((await send('GET', `/v1/${stray}`)).status, 404);
  await send('GET', `/v1/municipalities/${stray}`);
  await send('POST', '/v1/participants', { body: `{"bsn":${stray}` });
  await send('POST', '/v1/participants', { body: person({ languageLevel: stray }) });
  await send('POST', '/v1/referrals', { body: { participantId: stray, programmeCode: stray, channel: stray } });
  await send('GET', '/v1/participants', { purpose: stray });
  await send('GET', '/v1/participants', { headers: { traceparent: `00-${stray.padEnd(32, '0')}-${'1'.repeat(16)}-01` } });
  await call('GET', '/v1/participants', { token: stray });
  return { answers, stray };
}

async function importList() {
  const file = path.join(region.home, `${newCode('list')}.csv`);
  fs.writeFileSync(file, classList([person(), person({ bsn: FAILS_THE_TEST }), person({ municipalityCode: 'GM9999' })]));
  const bearer = await token('integrator', { municipalities: [HENGELO] });
  const { out, err } = await run(path.join(BIN, 'duaal'), ['--home', region.home, '--token', bearer, 'import', file, '--rejected', `${file}.rejected`]);
  const stream = client('duaal.intake.v1.ParticipantService').ImportParticipants(metadata(bearer));
  const answers = [];
  await new Promise((resolve, reject) => {
    stream.on('data', (one) => answers.push(JSON.stringify(one))).on('end', resolve).on('error', reject);
    stream.write({ row: 1, source: 's', source_reference: 'r', participant: { bsn: FAILS_THE_TEST } });
    stream.end();
  });
  closeClients();
  return [out, err, fs.readFileSync(`${file}.rejected`, 'utf8'), ...answers];
}

test('M04 no citizen service number leaves the field it belongs in', async (t) => {
  const { answers, stray } = await scenario();
  answers.push(...await importList());
  const known = numbersSoFar();
  assert.deepEqual(numbersIn(`GET /v1/participants?bsn=${stray} "${FAILS_THE_TEST}"`, known), [stray, FAILS_THE_TEST], 'a number would be found');
  const none = (text, where) => assert.deepEqual(numbersIn(text, known), [], where);

  await t.test('no address of the API has a place for one', async () => {
    for (const { path: target, operation } of operationsOf(await openapi())) {
      const places = (operation.parameters ?? []).map((one) => one.name ?? one.$ref);
      assert.ok(![target, ...places].some((place) => /bsn|burgerservicenummer/i.test(place)), target);
    }
  });

  await t.test('no answer and no problem carries one', () => answers.forEach((text, index) => none(text, `answer ${index}: ${text.slice(0, 200)}`)));

  await t.test('no log line', async () => {
    for (const process of ['gateway', ...SERVICES]) none(region.log(process), `log of ${process}`);
    assert.ok(region.log('gateway').split('\n').length > 10, 'the log tells of calls');
  });

  await t.test('no metric', async () => {
    for (const process of ['gateway', ...SERVICES]) {
      const text = await (await fetch(`${region.metricsUrl(process)}/metrics`)).text();
      assert.match(text, /duaal_/);
      none(text, `metrics of ${process}`);
    }
  });

  await t.test('no event, no processing record, and no table in clear', async () => {
    await eventually(async () => (await region.sql('SELECT COUNT(*) FROM duaal_intake.outbox'))[0][0] === '0');
    const { out: socket } = await run('sh', ['-c', `echo ${region.home}/db/run/s.sock`]);
    for (const service of SERVICES) {
      const schema = `duaal_${service.replace('-svc', '')}`;
      const { bytes } = await run('mariadb-dump', ['--no-defaults', '-uroot', '-S', socket.trim(), '--no-create-info', '--skip-extended-insert', schema]);
      assert.ok(bytes.length > 1000);
      const text = bytes.toString('latin1');
      const found = (text.match(/999\d{6}/g) ?? []).filter((one) => known.has(one) && new RegExp(`(?<![0-9a-zA-Z.])${one}(?![0-9a-zA-Z])`).test(text));
      assert.deepEqual(found, [], schema);
      const events = (await region.sql(`SELECT type, subject_id, HEX(payload) FROM ${schema}.feed`)).map(([type, subject, payload]) => `${type} ${subject} ${Buffer.from(payload ?? '', 'hex').toString('latin1')}`);
      for (const event of events) none(event, event.slice(0, 80));
    }
  });
});
