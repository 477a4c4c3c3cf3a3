import assert from 'node:assert/strict';
import test from 'node:test';
import { BORNE, HENGELO, admin, assess, caseManager, enrol, moduleOffering, publishProgramme, recordBarrier, region, registerOrganisation, runningClass } from './lib/builders.mjs';
import { caller, eventually, violations } from './lib/api.mjs';
import { programmeDefinition } from './lib/protos.mjs';
import { SERVICES } from './lib/region.mjs';

// Words that stand nowhere else, so that a search finds any leak.
const MOOD = 'zwaarmoedig-7f3a';
const STORY = 'bakkerij-7f3a';
const OPEN = { education: 'higher', 'work-experience': STORY, 'language-level': 'A2', chances: 'voedsel' };

// Hengelo with the instruments and barriers of Dordrecht.
async function programmeWithScan() {
  const dordrecht = await programmeDefinition('dordrecht');
  return (definition) => {
    const scan = dordrecht.instruments.find((one) => one.code === 'pps-v');
    const zrm = dordrecht.instruments.filter((one) => one.code === 'zrm');
    definition.instruments.push(scan, ...zrm);
    const codes = ['education-levels', 'self-reliance', 'barriers'];
    definition.catalogues.push(...dordrecht.catalogues.filter((one) => codes.includes(one.code)));
    definition.targetGroup.barrierCatalogue = 'barriers';
  };
}

test('facts of health are read by who may read them, and stand nowhere else', async (t) => {
  const { programmeCode, members: [{ participant, trajectory }] } = await runningClass(1, { change: await programmeWithScan() });
  const partner = await registerOrganisation({ displayName: 'GGD Twente', kind: 'ORGANISATION_KIND_WELFARE' });
  await enrol(await moduleOffering(programmeCode, partner.id), { participant, trajectory });
  const provider = await caller('provider', { organisation: partner.id });
  await eventually(async () => (await provider.call('GET', `/v1/participants/${participant.id}`)).status === 200);
  const lead = await caller('team-lead', { municipalities: [HENGELO] });
  const system = await caller('integrator', { municipalities: [HENGELO] });
  const made = await assess(programmeCode, participant, 'pps-v', OPEN, { special: { barriers: MOOD } });
  const barrier = await recordBarrier(programmeCode, participant, 'psychological',
    { by: caseManager, estimates: [{ estimatedDate: '2026-11-02', coaching: [{ minutesPerWeek: 60, weeks: 13, delivererName: 'sociale wijkteams' }] }] });

  await t.test('neither the answer of the record nor a read nor a list holds them', async () => {
    const list = await caseManager.get(`/v1/assessments?participantId=${participant.id}`);
    for (const answer of [made, await caseManager.get(`/v1/assessments/${made.id}`), list]) {
      assert.doesNotMatch(JSON.stringify(answer), new RegExp(`${MOOD}|"barriers"`));
    }
    assert.equal(list.assessments[0].id, made.id);
  });

  await t.test('the case manager reads them at their own address', async () => {
    const special = await caseManager.get(`/v1/assessments/${made.id}/special-values`);
    assert.deepEqual(special, { assessmentId: made.id, participantId: participant.id, values: [{ aspectCode: 'barriers', value: MOOD }] });
    assert.equal((await caseManager.get(`/v1/barriers/${barrier.id}`)).kindCode, 'psychological');
  });

  await t.test('a team lead reads what was found, and no fact of health; a system delivers and reads none', async () => {
    assert.equal((await lead.get(`/v1/assessments/${made.id}`)).values.length, 4);
    for (const who of [lead, system, admin]) {
      for (const target of [`/v1/assessments/${made.id}/special-values`, `/v1/barriers/${barrier.id}`, `/v1/barriers?participantId=${participant.id}`]) {
        assert.equal((await who.call('GET', target, { expect: 403 })).body.reason, 'PERMISSION_MISSING');
      }
    }
    const refused = await lead.call('POST', '/v1/assessments', {
      body: {
        participantId: participant.id, programmeCode, instrumentCode: 'pps-v', instrumentVersion: '1', takenDate: '2026-11-02',
        setting: 'ASSESSMENT_SETTING_MUNICIPALITY', values: Object.entries(OPEN).map(([aspectCode, value]) => ({ aspectCode, value })),
        specialValues: [{ aspectCode: 'barriers', value: MOOD }],
      },
      expect: 403,
    });
    assert.equal(refused.body.reason, 'PERMISSION_MISSING');
    const delivered = await recordBarrier(programmeCode, participant, 'physical', { by: system });
    assert.deepEqual([delivered.kindCode, delivered.estimates], [undefined, []]);
    const ended = await system.post(`/v1/barriers/${delivered.id}/ending`, { endDate: '2026-11-16' }, { etag: delivered.etag });
    assert.equal(ended.kindCode, undefined);
  });

  await t.test('a partner that serves the person, and the region, see no assessment at all', async () => {
    for (const who of [provider, await caller('region-analyst')]) {
      for (const target of [`/v1/assessments/${made.id}`, `/v1/assessments/${made.id}/special-values`, `/v1/assessments?participantId=${participant.id}`,
        `/v1/assessment-coverages/${programmeCode}?instrumentCode=pps-v`, `/v1/barriers/${barrier.id}`]) {
        await who.call('GET', target, { expect: 403 });
      }
    }
  });

  await t.test('another municipality finds nothing', async () => {
    const stranger = await caller('case-manager', { municipalities: [BORNE] });
    for (const target of [`/v1/assessments/${made.id}`, `/v1/assessments/${made.id}/special-values`, `/v1/barriers/${barrier.id}`]) {
      await stranger.call('GET', target, { expect: 404 });
    }
    assert.deepEqual((await stranger.get(`/v1/assessments?participantId=${participant.id}`)).assessments, []);
    assert.deepEqual((await stranger.get(`/v1/barriers?participantId=${participant.id}`)).barriers, []);
  });

  await t.test('no event, log line or cell in the clear holds one', async () => {
    const words = [MOOD, 'psychological', 'sociale wijkteams'];
    for (const process of [...SERVICES, 'gateway']) {
      for (const word of [...words, STORY]) assert.ok(!region.log(process).includes(word), `${process} logs ${word}`);
    }
    for (const word of [...words, STORY]) {
      const [[events]] = await region.sql(`SELECT COUNT(*) FROM duaal_intake.feed WHERE payload LIKE '%${word}%'`);
      assert.equal(Number(events), 0, `an event tells ${word}`);
    }
    for (const [table, column] of [['assessment_special', 'sealed'], ['barrier', 'sealed'], ['assessment_value', 'value']]) {
      for (const word of words) {
        const [[cells]] = await region.sql(`SELECT COUNT(*) FROM duaal_intake.${table} WHERE ${column} LIKE '%${word}%'`);
        assert.equal(Number(cells), 0, `${table} holds ${word}`);
      }
    }
  });

  await t.test('who read them is on record', async () => {
    const rows = await region.sql(`SELECT method FROM duaal_intake.processing_log WHERE LOCATE(UNHEX(REPLACE('${participant.id}', '-', '')), subjects) > 0`);
    const methods = new Set(rows.flat().map((method) => method.split('/').at(-1)));
    for (const method of ['RecordAssessment', 'GetAssessment', 'GetSpecialValues', 'RecordBarrier', 'GetBarrier']) assert.ok(methods.has(method), method);
  });
});

test('an assessment is corrected by another one, and both stay readable', async (t) => {
  const { programmeCode, members: [{ participant }] } = await runningClass(1, { change: await programmeWithScan() });
  const first = await assess(programmeCode, participant, 'pps-v', OPEN, { special: { barriers: MOOD } });
  const correction = (etag, more = {}) => ({
    body: { reason: 'CORRECTION_REASON_WRONG_VALUE', values: Object.entries({ ...OPEN, 'language-level': 'B1' }).map(([aspectCode, value]) => ({ aspectCode, value })), ...more },
    etag,
  });
  let second;
  await t.test('the new one stands for the old one, which points to it', async () => {
    second = (await caseManager.call('POST', `/v1/assessments/${first.id}/corrections`, { ...correction(first.etag), key: 'correct-1', expect: 200 })).body;
    assert.deepEqual([second.supersedesId, second.correctionReason, second.takenDate], [first.id, 'CORRECTION_REASON_WRONG_VALUE', first.takenDate]);
    const old = await caseManager.get(`/v1/assessments/${first.id}`);
    assert.deepEqual([old.supersededById, old.values], [second.id, first.values]);
    assert.equal((await caseManager.get(`/v1/assessments/${second.id}/special-values`)).values[0].value, MOOD);
  });

  await t.test('a list shows what holds, and the history when it is asked for', async () => {
    const ids = async (query) => (await caseManager.list(`/v1/assessments?participantId=${participant.id}${query}`, 'assessments', 1)).map((one) => one.id);
    assert.deepEqual(await ids(''), [second.id]);
    assert.deepEqual(await ids('&includeSuperseded=true'), [second.id, first.id]);
  });

  await t.test('the same request again gives the first answer; another one is told to go on with the newer', async () => {
    const target = `/v1/assessments/${first.id}/corrections`;
    const again = await caseManager.call('POST', target, { ...correction(first.etag), key: 'correct-1', expect: 200 });
    assert.equal(again.body.id, second.id);
    assert.equal((await caseManager.call('POST', target, { ...correction(first.etag), expect: 412 })).body.reason, 'ETAG_MISMATCH');
    const { etag } = await caseManager.get(`/v1/assessments/${first.id}`);
    assert.equal((await caseManager.call('POST', target, { ...correction(etag), expect: 409 })).body.reason, 'ASSESSMENT_SUPERSEDED');
  });

  await t.test('a correction obeys the same rules', async () => {
    const refused = await caseManager.call('POST', `/v1/assessments/${second.id}/corrections`,
      { ...correction(second.etag, { takenDate: '2027-01-01', values: [{ aspectCode: 'nonsense', value: 'x' }] }), expect: 400 });
    assert.deepEqual(violations(refused), ['takenDate IN_THE_FUTURE', 'values ASPECT_MISSING', 'values ASPECT_MISSING', 'values ASPECT_MISSING',
      'values ASPECT_MISSING', 'values[0].aspectCode UNKNOWN_ASPECT']);
  });
});

test('an instrument stays usable in an older version beside a newer one', async (t) => {
  const { programmeCode, members: [{ participant }] } = await runningClass(1, { change: await programmeWithScan() });
  const zrm = (instrumentVersion, values) => assess(programmeCode, participant, 'zrm', values, { instrumentVersion });

  await t.test('eleven domains in 2013, thirteen in 2017', async () => {
    const { definition } = await admin.get(`/v1/programmes/${programmeCode}`);
    assert.deepEqual(definition.instruments.filter((one) => one.code === 'zrm').map((one) => [one.version, one.aspects.length]), [['2013', 11], ['2017', 13]]);
    const older = await zrm('2013', { daytime: '3' });
    const newer = await zrm('2017', { 'time-use': '4', 'work-education': '2' });
    const { assessments } = await caseManager.get(`/v1/assessments?participantId=${participant.id}&instrumentCode=zrm`);
    assert.deepEqual(assessments.map((one) => [one.id, one.instrumentVersion]), [[newer.id, '2017'], [older.id, '2013']]);
  });

  await t.test('a domain of one version is unknown to the other, and so is a version that never was', async () => {
    const attempt = (instrumentVersion) => caseManager.call('POST', '/v1/assessments', {
      body: {
        participantId: participant.id, programmeCode, instrumentCode: 'zrm', instrumentVersion, takenDate: '2026-11-02',
        setting: 'ASSESSMENT_SETTING_HOME', values: [{ aspectCode: 'daytime', value: '6' }],
      },
      expect: 400,
    });
    assert.deepEqual(violations(await attempt('2017')), ['values[0].aspectCode UNKNOWN_ASPECT']);
    assert.deepEqual(violations(await attempt('2013')), ['values[0].value OFF_SCALE']);
    assert.deepEqual(violations(await attempt('2015')), ['instrumentVersion UNKNOWN_VERSION']);
  });
});

test('a programme whose instruments do not agree with themselves is refused with every fault', async () => {
  const code = await publishProgramme();
  const { definition, etag } = await admin.get(`/v1/programmes/${code}`);
  definition.instruments = [
    { code: 'scan', version: '1', aspects: [{ code: 'a', scale: { kind: 'LEVEL' } }, { code: 'a', scale: { kind: 'NUMBER', minimum: 5, maximum: 1, decimals: 9 } }] },
    { code: 'scan', version: '1', whenRelevant: true, taking: { roles: ['nobody'], settings: ['MOON'], targetGroups: ['EVERYBODY'] } },
    { code: 'scan', version: '2', aspects: [{ code: 'b', scale: { kind: 'CODE', catalogue: 'nowhere' } }] },
  ];
  definition.targetGroup.barrierCatalogue = 'sectors';
  definition.targetGroup.requiredBarriers = ['weather'];
  const answer = await admin.call('PUT', `/v1/programmes/${code}`, { body: definition, etag, expect: 400 });
  assert.deepEqual(violations(answer), [
    'instruments[0].aspects[0].scale.catalogue REQUIRED', 'instruments[0].aspects[1].code DUPLICATE_CODE', 'instruments[0].aspects[1].scale.decimals OUT_OF_RANGE',
    'instruments[0].aspects[1].scale.maximum RANGE_REVERSED', 'instruments[1].taking.relevanceCatalogue REQUIRED', 'instruments[1].taking.roles[0] UNKNOWN_ROLE',
    'instruments[1].taking.settings[0] UNKNOWN_SETTING', 'instruments[1].taking.targetGroups[0] UNKNOWN_TARGET_GROUP', 'instruments[1].version DUPLICATE_VERSION',
    'instruments[2].aspects[0].scale.catalogue UNKNOWN_CATALOGUE', 'targetGroup.requiredBarriers[0] UNKNOWN_BARRIER',
  ]);
});
