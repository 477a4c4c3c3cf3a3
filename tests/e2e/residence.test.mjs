import assert from 'node:assert/strict';
import test, { after } from 'node:test';
import { BORNE, ENSCHEDE, HENGELO, admin, publishProgramme, refer, region, start } from './lib/builders.mjs';
import { DAY_ONE } from './lib/region.mjs';
import { caller, eventually, violations } from './lib/api.mjs';
import { person } from './lib/people.mjs';

// People go over some seconds after the day has come.
const GOES_OVER = 30000;
const hengelo = await caller('case-manager', { municipalities: [HENGELO], subject: 'cm-hengelo' });
const borne = await caller('case-manager', { municipalities: [BORNE], subject: 'cm-borne' });
const statusOf = async (who, target) => (await who.call('GET', target)).status;
const moveOf = (participant, municipalityCode, moveDate) =>
  ['POST', `/v1/participants/${participant.id}/moves`, { body: { municipalityCode, moveDate }, etag: participant.etag }];
const residencesOf = async (who, participant) =>
  (await who.get(`/v1/participants/${participant.id}/residences`)).residences.map((one) => [one.municipalityCode, one.startDate, one.endDate, one.cause]);
const reachedIn = async (programme, code) => {
  const { municipalities } = await admin.get(`/v1/figures/funnel?programmeCode=${programme}`);
  return Number(municipalities.find((one) => one.municipalityCode === code)?.stages[0].reached.value ?? 0);
};

after(() => region.setClock(DAY_ONE));

test('a move takes effect on its day: the old municipality stops seeing the person, the new one starts', async (t) => {
  const programme = await publishProgramme();
  const { participant, referral, trajectory } = await start(programme, { by: hengelo });
  const stay = await start(programme, { by: hengelo });
  const targets = [`/v1/participants/${participant.id}`, `/v1/participants/${participant.id}/residences`, `/v1/referrals/${referral.id}`, `/v1/trajectories/${trajectory.id}`];
  await eventually(async () => await reachedIn(programme, HENGELO) === 2);

  let planned;
  await t.test('until the day nothing changes', async () => {
    planned = (await hengelo.call(...moveOf(participant, BORNE, '2026-12-01'))).body;
    assert.equal(planned.municipalityCode, HENGELO);
    assert.deepEqual(await residencesOf(hengelo, participant),
      [[HENGELO, '2026-06-01', '2026-12-01', 'RESIDENCE_CAUSE_REGISTERED'], [BORNE, '2026-12-01', undefined, 'RESIDENCE_CAUSE_MOVE']]);
    region.setClock('2026-11-30T22:59:00Z');  // a minute to midnight in Amsterdam
    for (const target of targets) assert.deepEqual([await statusOf(hengelo, target), await statusOf(borne, target)], [200, 404], target);
  });

  await t.test('from the day on everything that is kept of the person is with the new municipality', async () => {
    region.setClock('2026-11-30T23:01:00Z');
    for (const target of targets) {
      await eventually(async () => await statusOf(hengelo, target) === 404 && await statusOf(borne, target) === 200, GOES_OVER);
    }
    const moved = await borne.get(`/v1/participants/${participant.id}`);
    assert.deepEqual([moved.municipalityCode, moved.settlementDate], [BORNE, '2026-12-01']);
    assert.ok(!(await hengelo.list('/v1/participants', 'participants')).some((one) => one.id === participant.id));
    assert.deepEqual((await hengelo.post('/v1/participants/_search', { familyName: participant.familyName })).participants.filter((one) => one.id === participant.id), []);
    await hengelo.call('PATCH', `/v1/participants/${participant.id}`, { body: { languageLevel: 'A2' }, etag: moved.etag, expect: 404 });
  });

  await t.test('the figures follow the person, and nobody else', async () => {
    await eventually(async () => await reachedIn(programme, HENGELO) === 1 && await reachedIn(programme, BORNE) === 1);
    assert.equal(await statusOf(hengelo, `/v1/trajectories/${stay.trajectory.id}`), 200);
  });

  await t.test('the feed tells of the move, by ids and codes', async () => {
    const events = await region.sql(`SELECT municipality_code, payload LIKE '%${referral.id}%', payload LIKE '%${participant.familyName}%'
      FROM duaal_intake.feed WHERE type = 'duaal.intake.v1.ParticipantMoved' AND person_id = UNHEX(REPLACE('${participant.id}', '-', ''))`);
    assert.deepEqual(events, [[BORNE, '1', '0']]);
  });
  region.setClock(DAY_ONE);
});

test('a move that happened is recorded afterwards, and its referral goes along', async () => {
  const programme = await publishProgramme();
  const { participant, referral } = await refer(programme, { by: hengelo });
  const moved = (await hengelo.call(...moveOf(participant, BORNE, '2026-11-02'))).body;
  assert.equal(moved.municipalityCode, BORNE);
  assert.equal(await statusOf(hengelo, `/v1/participants/${participant.id}`), 404);
  assert.equal((await borne.get(`/v1/referrals/${referral.id}`)).municipalityCode, BORNE);
  await borne.post(`/v1/referrals/${referral.id}/closure`, { reason: 'CLOSE_REASON_MOVED' }, { etag: (await borne.get(`/v1/referrals/${referral.id}`)).etag });
});

test('moves that cannot be are refused, each fault by name', async (t) => {
  const participant = await hengelo.post('/v1/participants', person());
  const refuse = async (code, day, expected) => {
    const answer = await hengelo.call(...moveOf(participant, code, day));
    assert.equal(answer.status, 400);
    assert.deepEqual(violations(answer), expected);
  };
  await t.test('two on one day, before another, nowhere, to the same place, too far ahead', async () => {
    await refuse(HENGELO, '2026-06-01', ['moveDate TWO_MOVES_ON_ONE_DAY', 'municipalityCode SAME_MUNICIPALITY']);
    await refuse('GM9999', '2026-05-01', ['moveDate OVERLAPPING_RESIDENCE', 'municipalityCode UNKNOWN_MUNICIPALITY']);
    await refuse(BORNE, '2025-06-01', ['moveDate BEFORE_ARRIVAL', 'moveDate OVERLAPPING_RESIDENCE']);
    await refuse(BORNE, '2028-06-01', ['moveDate TOO_FAR_AHEAD']);
    await refuse('Borne', '2026-02-30', ['moveDate NOT_A_DATE', 'municipalityCode BAD_FORMAT']);
  });

  await t.test('a move to come is in the way of an earlier one until it is taken back', async () => {
    const planned = (await hengelo.call(...moveOf(participant, BORNE, '2026-12-01'))).body;
    assert.equal((await hengelo.call(...moveOf(participant, BORNE, '2026-12-02'))).status, 412);
    const early = await hengelo.call(...moveOf(planned, ENSCHEDE, '2026-11-20'));
    assert.deepEqual(violations(early), ['moveDate OVERLAPPING_RESIDENCE']);
    const target = `/v1/participants/${participant.id}/moves/withdrawal`;
    const wrong = await hengelo.call('POST', target, { body: { moveDate: '2026-12-05' }, etag: planned.etag, expect: 400 });
    assert.deepEqual(violations(wrong), ['moveDate UNKNOWN_MOVE']);
    const stays = await hengelo.post(target, { moveDate: '2026-12-01' }, { etag: planned.etag });
    assert.deepEqual(await residencesOf(hengelo, participant), [[HENGELO, '2026-06-01', undefined, 'RESIDENCE_CAUSE_REGISTERED']]);
    assert.equal((await hengelo.call(...moveOf(stays, ENSCHEDE, '2026-11-20'))).status, 200);
  });

  await t.test('nobody moves the people of another municipality', async () => {
    const theirs = await admin.post('/v1/participants', person({ municipalityCode: ENSCHEDE }));
    assert.equal((await hengelo.call(...moveOf(theirs, HENGELO, '2026-11-16'))).status, 404);
  });
});

test('a merger lets the successor see the people of the municipality that ends', async (t) => {
  // Bellingwedde and Vlagtwedde went on as Westerwolde; here they do so on a day of the test.
  const OLD = ['GM0007', 'GM0048'];
  const WESTERWOLDE = 'GM1950';
  const importing = (municipalities, options = {}) => admin.call('POST', '/v1/municipalities/_import', { body: { municipalities }, ...options });
  await importing([{ code: OLD[0], displayName: 'Bellingwedde' }, { code: OLD[1], displayName: 'Vlagtwedde' }], { expect: 200 });
  const before = await caller('integrator', { municipalities: OLD });
  const successor = await caller('integrator', { municipalities: [WESTERWOLDE] });
  const merging = (municipalities, options) => before.call('POST', '/v1/municipalities/_import', { body: { municipalities }, ...options });
  const people = await Promise.all(OLD.map((municipalityCode) => before.post('/v1/participants', person({ municipalityCode }))));

  await t.test('a merger names a successor that exists, and its day', async () => {
    const answer = await merging([{ code: OLD[0], displayName: 'Bellingwedde', endDate: '2027-01-01', successorCode: 'GM9999' }], { expect: 400 });
    assert.deepEqual(violations(answer), ['municipalities[0].successorCode UNKNOWN_SUCCESSOR']);
    const undated = await merging([{ code: OLD[0], displayName: 'Bellingwedde', successorCode: WESTERWOLDE }], { expect: 400 });
    assert.deepEqual(violations(undated), ['municipalities[0].endDate REQUIRED']);
  });

  await t.test('nobody takes over the people of another municipality by telling of a merger', async () => {
    const answer = await importing([{ code: OLD[0], displayName: 'Bellingwedde', endDate: '2026-11-16', successorCode: HENGELO }], { expect: 400 });
    assert.deepEqual(violations(answer), ['municipalities[0].successorCode NO_MANDATE']);
    assert.equal((await admin.get(`/v1/municipalities/${OLD[0]}`)).successorCode, undefined);
  });

  await t.test('on the day the people go over, without having moved', async () => {
    await merging([{ code: OLD[0], displayName: 'Bellingwedde', endDate: '2027-01-01', successorCode: WESTERWOLDE },
      { code: OLD[1], displayName: 'Vlagtwedde', endDate: '2027-01-01', successorCode: WESTERWOLDE }], { expect: 200 });
    assert.equal((await admin.get(`/v1/municipalities/${OLD[0]}`)).successorCode, WESTERWOLDE);
    for (const one of people) assert.equal(await statusOf(successor, `/v1/participants/${one.id}`), 404);
    region.setClock('2027-01-01T00:30:00Z');
    for (const one of people) {
      await eventually(async () => await statusOf(successor, `/v1/participants/${one.id}`) === 200 && await statusOf(before, `/v1/participants/${one.id}`) === 404, GOES_OVER);
      const now = await successor.get(`/v1/participants/${one.id}`);
      assert.deepEqual([now.municipalityCode, now.settlementDate], [WESTERWOLDE, one.settlementDate]);
      assert.deepEqual((await residencesOf(successor, one)).at(-1), [WESTERWOLDE, '2027-01-01', undefined, 'RESIDENCE_CAUSE_MERGER']);
    }
  });

  await t.test('nobody registers in a municipality that has ended', async () => {
    const answer = await before.call('POST', '/v1/participants', { body: person({ municipalityCode: OLD[0] }), expect: 400 });
    assert.deepEqual(violations(answer), ['municipalityCode UNKNOWN_MUNICIPALITY']);
  });
  region.setClock(DAY_ONE);
});
