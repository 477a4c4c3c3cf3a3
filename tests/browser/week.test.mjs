import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';
import test, { after } from 'node:test';
import { BIN, BUILD, DAY_ONE, ROOT, run } from '../e2e/lib/region.mjs';
import { caller, eventually, region, token } from '../e2e/lib/api.mjs';

const require = createRequire(path.join(ROOT, 'tests/package.json'));
const { chromium } = require('playwright-core');

const THIS_WEEK = 'Week 47 van 2026: 16 november tot en met 22 november';
const WEEK = '2026-W47';
const STAGES = [['referred', 'aangemeld'], ['in-intake', 'in intake'], ['intake-complete', 'intake afgerond'], ['declared', 'intentie getekend'], ['started', 'gestart']];

await run(path.join(BIN, 'duaal'), ['--home', region.home, 'demo', '--source', ROOT]);
const browser = await chromium.launch({
  executablePath: process.env.DUAAL_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
after(() => browser.close());

const manager = await caller('case-manager', { municipalities: ['GM0164', 'GM0147', 'GM0158'] });

// A tab on the region's day, with everything that went wrong in it.
async function open(address, { width = 1280 } = {}) {
  const context = await browser.newContext({ viewport: { width, height: 900 }, locale: 'nl-NL' });
  const page = await context.newPage();
  page.setDefaultTimeout(30000);
  await page.clock.setFixedTime(new Date(DAY_ONE));
  const faults = [];
  page.on('console', (message) => { if (message.type() === 'error') faults.push(message.text()); });
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('requestfailed', (request) => { if (request.failure()?.errorText !== 'net::ERR_ABORTED') faults.push(`${request.url()} ${request.failure()?.errorText}`); });
  await page.goto(`${region.url}/${address}`).catch((error) => { throw new Error(error.message.replace(/token=\S+/g, 'token=...')); });
  return { page, context, faults };
}

const signedIn = async (bearer, more) => open(`#token=${bearer}`, more);
const cells = (page, section) => page.locator(`#${section}-body table`).first().locator('tbody tr').evaluateAll((rows) => rows.map((row) => [...row.cells].map((cell) => cell.textContent)));

test('the dashboard shows the class\'s week and the programme\'s figures', async (t) => {
  const { page, context, faults } = await signedIn(manager.token);
  const offerings = await manager.list('/v1/offerings?programmeCode=hengelo&code=class-b', 'offerings');
  const classWeek = await manager.get(`/v1/offerings/${offerings[0].id}/weeks/${WEEK}`);
  const funnel = await eventually(async () => manager.get('/v1/figures/funnel?programmeCode=hengelo'));

  await t.test('the token leaves the address at once, and is shown nowhere', async () => {
    await page.locator('#dashboard').waitFor();
    assert.ok(!page.url().includes('token'));
    assert.equal(await page.evaluate('location.hash'), '');
    assert.ok(!(await page.content()).includes(manager.token));
  });

  await t.test('the week has every participant with the half-days that the API gives', async () => {
    await page.locator('#week-body table').nth(1).waitFor();
    assert.equal(await page.locator('#week-label').textContent(), THIS_WEEK);
    const people = await page.locator('#week-body table').nth(1).locator('tbody tr').count();
    assert.equal(people, classWeek.weeks.length);
    assert.ok(people > 10);
    const name = (await manager.list('/v1/participants', 'participants')).find((one) => one.id === classWeek.weeks[0].participantId);
    const row = page.locator('#week-body table').nth(1).locator('tbody tr', { hasText: name.familyName }).filter({ hasText: name.givenName });
    assert.ok((await row.textContent()).includes(String(classWeek.weeks[0].halfDays)));
  });

  await t.test('the timetable shows the class\'s three mornings', async () => {
    const [morning] = await cells(page, 'week');
    assert.equal(morning[0], 'ochtend');
    for (const day of [1, 3, 5]) assert.match(morning[day], /Taalklas B09:00–12:00/);
  });

  await t.test('the funnel\'s numbers are the API\'s', async () => {
    await page.locator('#funnel-body table').first().waitFor();
    const shown = await cells(page, 'funnel');
    const wanted = STAGES.map(([stage, label]) => [label, funnel.stages.find((one) => one.stage === stage).reached.value]);
    assert.deepEqual(shown, wanted);
    assert.ok(Number(wanted[0][1]) > Number(wanted[4][1]) && Number(wanted[4][1]) > 0);
  });

  await t.test('planned and realised, attendance and signals are there', async () => {
    const realisation = await manager.get('/v1/figures/realisation?programmeCode=hengelo');
    const [participants] = await cells(page, 'realisation');
    assert.deepEqual(participants, ['deelnemers', String(realisation.targetParticipants), realisation.startedParticipants.value]);
    await page.locator('#attendance-body table').first().waitFor();
    const signals = await manager.list('/v1/signals', 'signals');
    assert.ok(signals.length > 0);
    await page.locator('#signals-body table').waitFor();
    assert.equal((await cells(page, 'signals')).length, signals.length);
  });

  await t.test('the next week and back', async () => {
    await page.locator('#week-next').click();
    await page.locator('#week-label', { hasText: 'Week 48 van 2026' }).waitFor();
    assert.match(page.url(), /week=2026-W48/);
    await page.locator('#week-today').click();
    await page.locator('#week-label', { hasText: THIS_WEEK }).waitFor();
  });

  await t.test('a picture of it is kept with the build', async () => {
    const file = path.join(BUILD, 'tests/dashboard.png');
    fs.mkdirSync(path.dirname(file), { recursive: true });
    await page.screenshot({ path: file, fullPage: true });
    assert.ok(fs.statSync(file).size > 20000);
  });

  await t.test('English, and Dutch again', async () => {
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('heading', { name: 'Planned and realised' }).waitFor();
    assert.equal(await page.locator('html').getAttribute('lang'), 'en');
    await eventually(async () => (await cells(page, 'funnel'))[0]?.[0] === 'referred');
    await page.getByRole('button', { name: 'Nederlands' }).click();
    await eventually(async () => (await cells(page, 'funnel'))[0]?.[0] === 'aangemeld');
  });

  await t.test('nothing went wrong on the way', () => assert.deepEqual(faults, []));
  await context.close();
});

test('a token that is not good is refused with what to do', async (t) => {
  for (const [what, bad] of [['no JWT', 'abc'], ['changed', `${manager.token.slice(0, -8)}AAAAAAAA`]]) {
    await t.test(what, async () => {
      const { page, context } = await signedIn(bad);
      await page.getByRole('alert').getByText('Log opnieuw in met een nieuw token').waitFor();
      assert.equal(await page.locator('#dashboard').isVisible(), false);
      assert.equal(await page.evaluate('sessionStorage.getItem("duaal-token")'), null);
      await page.locator('#token').fill(manager.token);
      await page.locator('#sign-in-form button').click();
      await page.locator('#funnel-body table').first().waitFor();
      await context.close();
    });
  }
});

test('the region sees figures with small numbers hidden, and is told that it may not see the week', async () => {
  const { page, context } = await signedIn(await token('region-analyst', {}));
  await page.locator('#funnel-body table').first().waitFor();
  await page.locator('#week-body').getByText('Uw rol mag dit niet zien').waitFor();
  const analyst = await caller('region-analyst', {});
  const { exits } = await analyst.get('/v1/figures/funnel?programmeCode=hengelo');
  assert.ok(exits.some((one) => one.count.suppressed));
  assert.match(await page.locator('#funnel-body').textContent(), /<5/);
  await context.close();
});

test('the page is usable by keyboard and on a narrow screen', async () => {
  const { page, context, faults } = await signedIn(manager.token, { width: 360 });
  await page.locator('#funnel-body table').first().waitFor();
  await page.locator('#week-body table').nth(1).waitFor();
  assert.ok(await page.evaluate('document.documentElement.scrollWidth <= document.documentElement.clientWidth'), 'the page scrolls sideways');
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate('document.activeElement.className'), 'skip');
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate('location.hash'), '#main');
  assert.deepEqual(faults, []);
  await context.close();
});
