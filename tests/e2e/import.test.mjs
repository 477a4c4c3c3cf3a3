import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { BIN, ROOT, run } from './lib/region.mjs';
import { HENGELO, TWENTE, admin, languageClass, newCode, publishProgramme, region, registerOrganisation } from './lib/builders.mjs';
import { eventually, token } from './lib/api.mjs';

const LIST = path.join(ROOT, 'demo/hengelo/class-b-with-faults.csv');

test('a class list with three bad rows of twenty-five', async (t) => {
  const programmeCode = await publishProgramme();
  const school = await registerOrganisation();
  const offering = await languageClass(programmeCode, school.id, { code: newCode('class') });
  const bearer = await token('integrator', { municipalities: TWENTE });
  const rejected = path.join(region.home, `${newCode('rejected')}.csv`);
  const load = (file = LIST, ...more) => run(path.join(BIN, 'duaal'), ['--home', region.home, '--token', bearer, 'import', file,
    '--programme', programmeCode, '--class', offering.code, '--rejected', rejected, ...more], { mayFail: true });
  const referrals = () => admin.list(`/v1/referrals?programmeCode=${programmeCode}&classOfferingId=${offering.id}`, 'referrals');

  await t.test('22 land and are referred with their class', async () => {
    const { code, out } = await load();
    assert.equal(code, 0);
    assert.match(out, /^22 registered,.* 3 came back$/m);
    const landed = await referrals();
    assert.equal(landed.length, 22);
    assert.ok(landed.every((one) => one.channel === 'INFLOW_CHANNEL_PRESELECTION' && one.state === 'REFERRAL_STATE_REFERRED'));
  });

  await t.test('3 come back with their row, field, reason and what to do', async () => {
    const [header, ...lines] = fs.readFileSync(rejected, 'utf8').trim().split('\n');
    assert.equal(header, 'line,field,reason,what_to_do');
    const faults = lines.map((line) => line.split(',').slice(0, 3).join(' '));
    // Rows F-06, F-13 and F-20 of the list; the header is line 1.
    assert.deepEqual(faults, ['7 participant.bsn BSN_ELEVEN_TEST', '14 participant.municipality_code UNKNOWN_MUNICIPALITY', '21 participant.birth_date NOT_A_DATE']);
    assert.ok(lines.every((line) => line.split(',').slice(3).join(',').length > 10));
    const bad = fs.readFileSync(LIST, 'utf8').split('\n')[6].split(',')[5];
    assert.ok(!lines.join('\n').includes(bad), 'a citizen service number came back');
  });

  await t.test('importing again changes nothing', async () => {
    const quiet = () => eventually(async () => (await region.sql('SELECT COUNT(*) FROM duaal_intake.outbox'))[0][0] === '0' && region.counts());
    const before = [await referrals(), await quiet()];
    const { out } = await load();
    assert.match(out, /^0 registered,.* 22 known already, 3 came back$/m);
    assert.deepEqual([await referrals(), await quiet()], before);
  });

  await t.test('the corrected rows land, the others stay as they are', async () => {
    const corrected = path.join(region.home, `${newCode('corrected')}.csv`);
    const text = fs.readFileSync(LIST, 'utf8').split('\n');
    text[13] = text[13].replace('GM9999', HENGELO);
    fs.writeFileSync(corrected, text.join('\n'));
    const { out } = await load(corrected, '--source', 'class-b-with-faults');
    assert.match(out, /^1 registered,.* 22 known already, 2 came back$/m);
    assert.equal((await referrals()).length, 23);
  });

  await t.test('a file that is no class list is refused as a whole, and says why', async () => {
    const wrong = path.join(region.home, `${newCode('wrong')}.csv`);
    fs.writeFileSync(wrong, 'reference,given_name,shoe_size\n1,Amira,42\n');
    const { code, err } = await load(wrong);
    assert.equal(code, 1);
    assert.match(err, /shoe_size: .*UNKNOWN_COLUMN/);
    assert.match(err, /birth_date: .*COLUMN_MISSING/);
    assert.equal((await load(path.join(region.home, 'nothing.csv'))).code, 1);
  });
});
