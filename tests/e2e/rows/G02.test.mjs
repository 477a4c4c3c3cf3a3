import assert from 'node:assert/strict';
import test from 'node:test';
import { publishProgramme } from '../lib/builders.mjs';
import { caller, violations } from '../lib/api.mjs';
import { person } from '../lib/people.mjs';

const STADSKANAAL = 'GM0037';
const QUESTIONS = ['origin', 'work-history', 'needs', 'education', 'situation', 'network', 'rights', 'duty'];
// A high education and years of work, all of it longer ago than three years: what the form of before did not ask.
const CONTENT = {
  answers: QUESTIONS.map((questionCode) => ({ questionCode, text: `antwoord op ${questionCode}` })),
  story: 'Ik was ingenieur. In het azc heb ik vier jaar gewacht.',
  employments: [
    { occupation: 'leerling-lasser', country: 'SY', startDate: '1986-00-00', endDate: '1989-06-00' },
    { occupation: 'ingenieur', employer: 'waterleidingbedrijf', country: 'SY', startDate: '1994-09-01', endDate: '2013-00-00' },
    { occupation: 'vrijwilliger in de keuken', country: 'NL', startDate: '2026-01-00', current: true },
  ],
  educations: [{ subject: 'civiele techniek', country: 'SY', startDate: '1989-00-00', endDate: '1994-00-00', diploma: 'ingenieur', diplomaValued: true }],
  networkHere: 'twee buren, een taalmaatje',
  networkAbroad: 'een zus in Canada',
};

test('G02 an integral intake with the full employment history, as a conversation with room for the story', async (t) => {
  const programmeCode = await publishProgramme('oost-groningen');
  const by = await caller('case-manager', { municipalities: [STADSKANAAL] });
  const client = () => by.post('/v1/participants', person({ municipalityCode: STADSKANAAL, birthDate: '1968-03-02' }));
  const conversation = (participant, version = 1, content = CONTENT, more = {}) => ({
    participantId: participant.id, programmeCode, stepCode: 'integral-intake', guideVersion: '1', version, heldDate: '2026-11-09', staffIds: ['guide-1'], content, ...more,
  });
  const record = (body, expect) => by.call('POST', '/v1/conversations', { body, expect });

  await t.test('the guide has the eight questions, as data of the programme', async () => {
    const { definition } = await by.get(`/v1/programmes/${programmeCode}`);
    const { guide } = definition.intakeSteps.find((one) => one.code === 'integral-intake');
    assert.deepEqual(guide.questions.map((one) => one.code), QUESTIONS);
    assert.ok(guide.questions.every((one) => one.text.endsWith('?')));
    assert.equal(definition.instruments.find((one) => one.code === 'integral-intake').workHistoryYears, 0);
  });

  await t.test('all of it comes back: work of forty years, education, network here and abroad, and the story', async () => {
    const made = (await record(conversation(await client()), 200)).body;
    const { content } = await by.get(`/v1/conversations/${made.id}`);
    assert.deepEqual(content.employments.map((one) => [one.occupation, one.startDate, one.endDate, one.current]), [
      ['leerling-lasser', '1986-00-00', '1989-06-00', false],
      ['ingenieur', '1994-09-01', '2013-00-00', false],
      ['vrijwilliger in de keuken', '2026-01-00', undefined, true],
    ]);
    assert.deepEqual(content.educations.map((one) => [one.subject, one.country, one.diploma, one.diplomaValued]), [['civiele techniek', 'SY', 'ingenieur', true]]);
    assert.deepEqual([content.story, content.networkHere, content.networkAbroad], [CONTENT.story, CONTENT.networkHere, CONTENT.networkAbroad]);
    assert.deepEqual(content.answers, CONTENT.answers);
  });

  await t.test('it is a guide, no form: a story alone will do, an empty talk will not', async () => {
    await record(conversation(await client(), 1, { story: 'Ik wil eerst vertellen over mijn dorp.' }), 200);
    assert.deepEqual(violations(await record(conversation(await client(), 1, {}), 400)), ['content NOTHING_SAID']);
  });

  await t.test('more is a new version with its own day; none is overwritten', async () => {
    const participant = await client();
    const first = (await record(conversation(participant, 1, { story: 'eerst' }), 200)).body;
    assert.equal((await record(conversation(participant, 1, { story: 'anders' }), 409)).body.reason, 'VERSION_MISMATCH');
    await record(conversation(participant, 2, { story: 'later meer' }, { heldDate: '2026-11-16' }), 200);
    const { conversations } = await by.get(`/v1/conversations?participantId=${participant.id}`);
    assert.deepEqual(conversations.map((one) => [one.version, one.heldDate]), [[2, '2026-11-16'], [1, '2026-11-09']]);
    assert.ok(conversations.every((one) => !one.content));
    assert.equal((await by.get(`/v1/conversations/${first.id}`)).content.story, 'eerst');
  });

  await t.test('what cannot be is refused, each fault named', async () => {
    const participant = await client();
    const refused = await record(conversation(participant, 1, {
      answers: [{ questionCode: 'shoe-size', text: '43' }],
      employments: [{ occupation: 'kok', startDate: '1950-00-00' }, { occupation: 'kok', startDate: '2027-01-01' }, { occupation: 'kok', startDate: '2010-00-00', endDate: '2009-00-00' }],
    }, { guideVersion: '7', heldDate: '2026-11-17' }), 400);
    assert.deepEqual(violations(refused), ['content.answers[0].questionCode UNKNOWN_QUESTION', 'content.employments[0].startDate BEFORE_BIRTH',
      'content.employments[1].startDate IN_THE_FUTURE', 'content.employments[2].endDate INTERVAL_REVERSED', 'guideVersion GUIDE_VERSION', 'heldDate IN_THE_FUTURE']);
  });

  await t.test('only who may read conversations reads it, and only in the municipality of the person', async () => {
    const made = (await record(conversation(await client()), 200)).body;
    const lead = await caller('team-lead', { municipalities: [STADSKANAAL] });
    await lead.call('GET', `/v1/conversations/${made.id}`, { expect: 403 });
    await lead.call('POST', '/v1/conversations', { body: conversation(await client()), expect: 403 });
    const stranger = await caller('case-manager', { municipalities: ['GM0363'] });
    await stranger.call('GET', `/v1/conversations/${made.id}`, { expect: 404 });
    const system = await caller('integrator', { municipalities: [STADSKANAAL] });
    const sent = await system.post('/v1/conversations', conversation(await client()));
    assert.equal(sent.content, undefined);
  });
});
