import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { BIN, run } from './lib/region.mjs';
import { HENGELO, TWENTE, admin, newCode, region } from './lib/builders.mjs';
import { caller, token, violations } from './lib/api.mjs';
import { newBsn, person } from './lib/people.mjs';

const register = (changes) => admin.post('/v1/participants', person(changes));
const refuse = async (changes, expected) => {
  const answer = await admin.call('POST', '/v1/participants', { body: person(changes), expect: 400 });
  assert.deepEqual(violations(answer), expected);
  return answer;
};
let numbers = 0;
// Invented: no V-number begins with so many nines.
function newVNumber() {
  numbers += 1;
  return `99999${String(process.pid % 1000).padStart(3, '0')}${String(numbers).padStart(2, '0')}`;
}

test('names are kept as people write them, and hostile ones are refused', async (t) => {
  await t.test('in many scripts, with marks and quotes', async () => {
    for (const [givenName, familyName] of [['Ngọc Ánh', 'Nguyễn'], ['مُحَمَّد', 'الدَّرويش'], ['ተስፋይ', 'ገብረ'], ['小龍', '李'], ["D'Arcy", "O'Neil"],
      ['علی\u200cرضا', 'Ĳsbrand'], ["Robert'); DROP TABLE participant;--", '"Bobby" <b>Tables</b>']]) {
      const made = await register({ givenName, familyName });
      assert.deepEqual([made.givenName, made.familyName], [givenName, familyName].map((name) => name.normalize('NFC')));
      const found = await admin.post('/v1/participants/_search', { familyName });
      assert.ok(found.participants.some((one) => one.id === made.id), familyName);
    }
  });

  await t.test('one name written in two ways is one name', async () => {
    const made = await register({ givenName: ' Zoe\u0308 ', familyName: 'van\u00a0 den  Berg-'.concat(newCode('x')) });
    assert.equal(made.givenName, 'Zoë');
    assert.match(made.familyName, /^van den Berg-x/);
  });

  await t.test('what cannot be seen, says nothing or runs over is refused by name', async () => {
    await refuse({ givenName: 'Ali\u200f', familyName: '\u202eilA', familyNamePrefix: 'v\u200ban' },
      ['familyName INVISIBLE_CHARACTER', 'familyNamePrefix INVISIBLE_CHARACTER', 'givenName INVISIBLE_CHARACTER']);
    await refuse({ givenName: '-', familyName: `Z${'\u0301'.repeat(7)}algo` }, ['familyName TOO_MANY_MARKS', 'givenName NO_LETTER']);
    await refuse({ givenName: 'ث'.repeat(201) }, ['givenName TOO_LONG']);
    const answer = await refuse({ givenName: 'An\u200cna-secret' }, ['givenName INVISIBLE_CHARACTER']);
    assert.doesNotMatch(JSON.stringify(answer.body), /secret/);
  });

  await t.test('two hundred signs that unfold to thousands of letters are a name too', async () => {
    const made = await register({ familyName: '\ufdfa'.repeat(200) });
    assert.equal((await admin.get(`/v1/participants/${made.id}`)).familyName, '\ufdfa'.repeat(200));
  });

  await t.test('a person with one name has no second', async () => {
    await refuse({ givenName: '' }, ['givenName REQUIRED']);
    const made = await register({ givenName: '', familyName: 'Sukarno', singleName: true });
    assert.deepEqual([made.givenName, made.familyName, made.singleName], [undefined, 'Sukarno', true]);
    await refuse({ singleName: true }, ['givenName SINGLE_NAME']);
    const changed = await admin.call('PATCH', `/v1/participants/${made.id}`, { body: { singleName: false }, etag: made.etag, expect: 400 });
    assert.deepEqual(violations(changed), ['givenName REQUIRED']);
  });
});

test('a person has a BSN, a V-number, both, or neither yet', async (t) => {
  const vNumber = newVNumber();
  const made = await register({ bsn: '', vNumber });

  await t.test('the V-number is shown by its last two digits and found in full', async () => {
    assert.deepEqual([made.bsnMasked, made.vNumberMasked, made.vNumber], [undefined, `********${vNumber.slice(-2)}`, undefined]);
    const { participants } = await admin.post('/v1/participants/_search', { vNumber });
    assert.deepEqual(participants.map((one) => one.id), [made.id]);
    const stranger = await caller('case-manager', { municipalities: ['GM0599'] });
    assert.deepEqual((await stranger.post('/v1/participants/_search', { vNumber })).participants, []);
  });

  await t.test('it belongs to one person of the municipality', async () => {
    const again = await admin.call('POST', '/v1/participants', { body: person({ vNumber }), expect: 409 });
    assert.equal(again.body.reason, 'V_NUMBER_IN_USE');
    await refuse({ vNumber: '12345' }, ['vNumber BAD_FORMAT']);
  });

  await t.test('a BSN comes later, and a wrong number is taken away', async () => {
    const bsn = newBsn();
    const both = await admin.patch(`/v1/participants/${made.id}`, { bsn }, { etag: made.etag });
    assert.deepEqual([both.bsnMasked, both.vNumberMasked], [`*******${bsn.slice(-2)}`, `********${vNumber.slice(-2)}`]);
    const without = await admin.patch(`/v1/participants/${made.id}`, { vNumber: '' }, { etag: both.etag });
    assert.equal(without.vNumberMasked, undefined);
    assert.deepEqual((await admin.post('/v1/participants/_search', { vNumber })).participants, []);
    await register({ bsn: '' });
  });

  await t.test('neither stands in the clear in a table or a log', async () => {
    const [[hits]] = await region.sql(`SELECT COUNT(*) FROM duaal_intake.participant WHERE CONCAT_WS(' ', bsn_sealed, v_number_sealed) LIKE '%${vNumber}%'`);
    assert.equal(hits, '0');
    for (const process of ['gateway', 'intake-svc']) assert.ok(!region.log(process).includes(vNumber), process);
  });
});

test('a birth date may be known in part', async (t) => {
  await t.test('year and month, year only, or nothing', async () => {
    for (const birthDate of ['1990-05-17', '1990-05-00', '1990-00-00', '0000-00-00']) {
      const made = await register({ birthDate });
      assert.equal((await admin.get(`/v1/participants/${made.id}`)).birthDate, birthDate);
    }
  });

  await t.test('what the calendar does not have, or what cannot be, is refused', async () => {
    for (const birthDate of ['1990-00-17', '0000-05-00', '1990-13-00']) await refuse({ birthDate }, ['birthDate NOT_A_DATE']);
    await refuse({ birthDate: '1990' }, ['birthDate BAD_FORMAT']);
    await refuse({ birthDate: '' }, ['birthDate REQUIRED']);
    await refuse({ birthDate: '2027-00-00', arrivalDate: '', settlementDate: '' }, ['birthDate IN_THE_FUTURE']);
    await refuse({ birthDate: '2026-02-00', arrivalDate: '2026-01-12' }, ['arrivalDate BEFORE_BIRTH']);
    await register({ birthDate: '2026-00-00', arrivalDate: '2026-01-12' });
  });
});

test('nationalities, languages and wishes of a person', async (t) => {
  const languages = [
    { languageCode: 'ar', firstLanguage: true, scripts: [{ scriptCode: 'Arab', level: 'SCRIPT_LEVEL_GOOD' }, { scriptCode: 'Latn', level: 'SCRIPT_LEVEL_NONE' }] },
    { languageCode: 'kmr', firstLanguage: false, scripts: [] },
  ];
  await t.test('come back as they were told', async () => {
    const told = { nationalities: ['SY', 'TR'], languages, contactChannel: 'CONTACT_CHANNEL_TEXT_MESSAGE', contactLanguage: 'ar' };
    const made = await register(told);
    const read = await admin.get(`/v1/participants/${made.id}`);
    for (const [name, value] of Object.entries(told)) assert.deepEqual(read[name], value, name);
    const changed = await admin.patch(`/v1/participants/${made.id}`, { nationalities: [], stateless: true, languages: [languages[1]] }, { etag: made.etag });
    assert.deepEqual([changed.nationalities, changed.stateless, changed.languages], [[], true, [languages[1]]]);
  });

  await t.test('contradictions are told all at once', async () => {
    await refuse({
      nationalities: ['SY', 'SY'], stateless: true, languages: [languages[0], languages[0]], literacy: 'LITERACY_ILLITERATE',
    }, ['languages[1].languageCode DUPLICATE', 'literacy LITERACY_CONTRADICTED', 'literacyDate REQUIRED', 'nationalities[1] DUPLICATE', 'stateless HAS_NATIONALITY']);
    await refuse({ nationalities: ['Syria'], contactLanguage: 'Arabic', languages: [{ languageCode: 'AR', scripts: [{ scriptCode: 'arab' }] }] },
      ['contactLanguage BAD_FORMAT', 'languages[0].languageCode BAD_FORMAT', 'languages[0].scripts[0].level REQUIRED',
        'languages[0].scripts[0].scriptCode BAD_FORMAT', 'nationalities[0] BAD_FORMAT']);
  });

  await t.test('a list of people may tell them too', async () => {
    const file = path.join(region.home, `${newCode('list')}.csv`);
    const vNumber = newVNumber();
    fs.writeFileSync(file, ['reference,given_name,family_name,single_name,birth_date,v_number,nationalities,municipality_code,target_group,benefit_category,legal_regime',
      `P-1,,Sukarno,true,1990-00-00,${vNumber},SY TR,${HENGELO},TARGET_GROUP_FAMILY_MIGRANT,BENEFIT_CATEGORY_NO_BENEFIT,LEGAL_REGIME_WI2021`, ''].join('\n'));
    await run(path.join(BIN, 'duaal'), ['--home', region.home, '--token', await token('integrator', { municipalities: TWENTE }), 'import', file]);
    const { participants: [one] } = await admin.post('/v1/participants/_search', { vNumber, view: 'PARTICIPANT_VIEW_FULL' });
    assert.deepEqual([one.familyName, one.singleName, one.birthDate, one.nationalities], ['Sukarno', true, '1990-00-00', ['SY', 'TR']]);
  });
});

test('a list shows whom one looks for, and all of them only when asked', async (t) => {
  const bsn = newBsn();
  const made = await register({ bsn, stateless: true, nationalities: [], literacy: 'LITERACY_OTHER_SCRIPT', literacyDate: '2026-01-05', contactLanguage: 'ar' });
  const basic = Object.fromEntries(['id', 'givenName', 'familyName', 'singleName', 'birthDate', 'bsnMasked', 'gender', 'municipalityCode', 'etag']
    .filter((key) => key in made).map((key) => [key, made[key]]));
  const ways = {
    'newest first': (view) => admin.get(`/v1/participants?pageSize=200${view ? `&view=${view}` : ''}`),
    'by id': (view) => admin.get(`/v1/participants?ids=${made.id}${view ? `&view=${view}` : ''}`),
    'by BSN': (view) => admin.post('/v1/participants/_search', { bsn, view }),
    'by name': (view) => admin.post('/v1/participants/_search', { familyName: made.familyName, birthDate: made.birthDate, view }),
  };
  for (const [way, ask] of Object.entries(ways)) {
    await t.test(way, async () => {
      const one = async (view) => (await ask(view)).participants.find(({ id }) => id === made.id);
      for (const view of [undefined, 'PARTICIPANT_VIEW_BASIC']) assert.deepEqual(await one(view), { ...basic, nationalities: [], languages: [] });
      assert.deepEqual(await one('PARTICIPANT_VIEW_FULL'), made);
    });
  }
});

test('people are found by what is known of their birth', async (t) => {
  const name = `Zoek${newCode('x').replace(/[^a-z]/g, '')}`;
  const born = {};
  for (const birthDate of ['1931-02-03', '1931-02-04', '1931-02-00', '1931-00-00', '1932-02-03']) born[birthDate] = (await register({ familyName: `${name}a`, birthDate })).id;
  born.other = (await register({ familyName: `${name}b`, birthDate: '1931-02-03' })).id;
  const search = async (wish, by = admin) => {
    const found = [];
    let pageToken;
    do {
      const page = await by.post('/v1/participants/_search', { pageSize: 2, pageToken, ...wish });
      found.push(...page.participants.map((one) => one.id));
      pageToken = page.nextPageToken;
    } while (pageToken);
    return found.filter((id) => Object.values(born).includes(id)).sort();
  };
  const ids = (...keys) => keys.map((key) => born[key]).sort();

  await t.test('by a day, with a name or without', async () => {
    assert.deepEqual(await search({ birthDate: '1931-02-03' }), ids('1931-02-03', 'other'));
    assert.deepEqual(await search({ birthDate: '1931-02-03', familyName: `${name}A` }), ids('1931-02-03'));
  });

  await t.test('by a month, and by a year with a name, page by page', async () => {
    assert.deepEqual(await search({ birthDate: '1931-02-00' }), ids('1931-02-03', '1931-02-04', '1931-02-00', 'other'));
    assert.deepEqual(await search({ birthDate: '1931-00-00', familyName: name }), ids('1931-02-03', '1931-02-04', '1931-02-00', '1931-00-00', 'other'));
    assert.deepEqual(await search({ birthDate: '1931-00-00', familyName: `${name}b` }), ids('other'));
  });

  await t.test('within the mandates of who asks', async () => {
    const stranger = await caller('case-manager', { municipalities: ['GM0599'] });
    assert.deepEqual(await search({ birthDate: '1931-02-03' }, stranger), []);
  });

  await t.test('a year alone, or a date of which nothing is known, is too little', async () => {
    const refuse = async (body) => violations(await admin.call('POST', '/v1/participants/_search', { body, expect: 400 }));
    assert.deepEqual(await refuse({ birthDate: '1931-00-00' }), ['familyName REQUIRED']);
    assert.deepEqual(await refuse({ birthDate: '0000-00-00', familyName: name }), ['birthDate REQUIRED']);
    assert.deepEqual(await refuse({ birthDate: '1931-02-30' }), ['birthDate NOT_A_DATE']);
    assert.deepEqual(await refuse({}), ['familyName REQUIRED']);
  });

  await t.test('a page token of another date is refused', async () => {
    const { nextPageToken } = await admin.post('/v1/participants/_search', { birthDate: '1931-02-00', pageSize: 1 });
    await admin.call('POST', '/v1/participants/_search', { body: { birthDate: '1931-02-03', pageSize: 1, pageToken: nextPageToken }, expect: 400 });
  });
});
