// What tests start from: reference data, programmes, partners, offerings, candidates and classes. All of it goes
// through the public door. Codes are unique per process, so that test files do not meet each other's data.

import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { ROOT } from './region.mjs';
import { caller, eventually, inParallel, region } from './api.mjs';
import { person } from './people.mjs';
import { programmeDefinition } from './protos.mjs';

export const HENGELO = 'GM0164';
export const BORNE = 'GM0147';
export const HAAKSBERGEN = 'GM0158';
export const ENSCHEDE = 'GM0153';
export const TWENTE = ['GM0141', BORNE, ENSCHEDE, HAAKSBERGEN, 'GM0163', HENGELO, 'GM0168', 'GM0173', 'GM0183', 'GM0189', 'GM1700', 'GM1735', 'GM1742', 'GM1774'];
export const AMSTERDAM = 'GM0363';

// Today on the region's clock, and the week around it.
export const TODAY = '2026-11-16';
export const THIS_WEEK = '2026-W47';
export const NEXT_WEEK = '2026-W48';

const mark = `${process.pid.toString(36)}${Date.now().toString(36).slice(-4)}`;
let codes = 0;

export function newCode(stem) {
  codes += 1;
  return `${stem}-${mark}-${codes}`;
}

export const admin = await caller('admin', { municipalities: [...TWENTE, AMSTERDAM] });
export const caseManager = await caller('case-manager', { municipalities: [HENGELO], subject: 'cm-hengelo-1' });

export function slot(weekday, startTime, endTime, site = 'ROC van Twente, Hengelo') {
  return { weekday: `WEEKDAY_${weekday.toUpperCase()}`, startTime, endTime, site };
}

// The three mornings of the language class.
export const CLASS_TIMETABLE = [slot('monday', '09:00', '12:00'), slot('wednesday', '09:00', '12:00'), slot('friday', '09:00', '12:00')];

// The municipalities of 2025, which everything else needs; the same call again changes nothing.
async function importMunicipalities() {
  const lines = fs.readFileSync(path.join(ROOT, 'demo/municipalities.csv'), 'utf8').trim().split('\n').slice(1);
  const municipalities = lines.map((line) => {
    const [code, ...name] = line.split(',');
    return { code, displayName: name.join(',').replace(/^"|"$/g, '') };
  });
  await admin.post('/v1/municipalities/_import', { municipalities }, { key: 'tests-municipalities' });
}

await importMunicipalities();

const published = new Map();

// A programme of `programmes/` under a code of its own, changed by `change`; known to all services on return.
export async function publishProgramme(name = 'hengelo', change = () => {}) {
  const definition = await programmeDefinition(name);
  definition.code = newCode(name);
  change(definition);
  await admin.put(`/v1/programmes/${definition.code}`, definition);
  published.set(definition.code, definition);
  await eventually(async () => (await admin.call('GET', `/v1/compositions/${definition.code}`)).status === 200);
  await eventually(async () => (await admin.call('GET', `/v1/figures/funnel?programmeCode=${definition.code}`)).status === 200);
  return definition.code;
}

export function registerOrganisation(changes = {}) {
  const code = changes.code ?? newCode('roc');
  return admin.post('/v1/organisations', { code, displayName: 'ROC van Twente', kind: 'ORGANISATION_KIND_ROC', sites: ['ROC van Twente, Hengelo'], ...changes });
}

// An offering that can be planned on return.
export async function publishOffering(changes) {
  const offering = await admin.post('/v1/offerings', {
    code: newCode('offering'),
    displayName: 'Taalklas B',
    componentCode: 'language',
    municipalityCode: HENGELO,
    capacity: 25,
    startDate: '2026-08-31',
    endDate: '2027-07-17',
    timetable: CLASS_TIMETABLE,
    ...changes,
  });
  await eventually(async () => (await admin.call('GET', `/v1/offerings/${offering.id}/seats`)).status === 200);
  return offering;
}

export const languageClass = (programmeCode, organisationId, changes = {}) =>
  publishOffering({ programmeCode, organisationId, languageLevel: 'A1', ...changes });

export const moduleOffering = (programmeCode, organisationId, changes = {}) => publishOffering({
  programmeCode, organisationId, displayName: 'Module gezondheid', componentCode: 'module', catalogueCode: 'health',
  timetable: [slot('tuesday', '09:00', '12:00')], ...changes,
});

export const tradeOffering = (programmeCode, organisationId, changes = {}) => publishOffering({
  programmeCode, organisationId, displayName: 'Vakscholing zorg', componentCode: 'trade', catalogueCode: 'care',
  timetable: [slot('thursday', '09:00', '12:00')], ...changes,
});

export function work(...halfDays) {
  return halfDays.map(([weekday, startTime = '13:00', endTime = '16:30']) =>
    ({ componentCode: 'work', slot: slot(weekday, startTime, endTime, 'Kringloop'), displayName: 'Kringloopwinkel' }));
}

// A barrier of a person, noted before today.
export function recordBarrier(programmeCode, participant, kindCode, { by = admin, ...more } = {}) {
  return by.post('/v1/barriers', { participantId: participant.id, programmeCode, kindCode, notedDate: '2026-10-19', ...more });
}

// A registered person who is referred, with a barrier first where the programme asks for one; `referral` and `who` say what differs.
export async function refer(programmeCode, { who = {}, referral = {}, by = admin } = {}) {
  const participant = await by.post('/v1/participants', person(who));
  const [barrier] = published.get(programmeCode)?.targetGroup?.requiredBarriers ?? [];
  if (barrier) await recordBarrier(programmeCode, participant, barrier, { by });
  const made = await by.post('/v1/referrals', { participantId: participant.id, programmeCode, channel: 'INFLOW_CHANNEL_PRESELECTION', ...referral });
  return { participant, referral: made };
}

// An assessment with an instrument of the programme; `values` and `special` map aspects to values.
export function assess(programmeCode, participant, instrumentCode, values, { by = caseManager, special = {}, ...more } = {}) {
  const list = (map) => Object.entries(map).map(([aspectCode, value]) => ({ aspectCode, value }));
  return by.post('/v1/assessments', {
    participantId: participant.id, programmeCode, instrumentCode, instrumentVersion: '1', takenDate: '2026-10-19',
    setting: 'ASSESSMENT_SETTING_MUNICIPALITY', values: list(values), specialValues: list(special), ...more,
  });
}

export function holdStep(referral, stepCode, { by = admin, heldDate = '2026-10-26', staffIds = ['cm-hengelo-1'], ...more } = {}) {
  return by.post(`/v1/referrals/${referral.id}/intakes`, { stepCode, heldDate, staffIds, ...more }, { etag: referral.etag });
}

// Some value on the scale of an aspect.
function valueOf({ scale = {} }, catalogues) {
  switch (scale.kind) {
    case 'LEVEL':
    case 'CODE': return catalogues.find((one) => one.code === scale.catalogue).entries[0].code;
    case 'CEFR': return 'A2';
    case 'NUMBER': return String(scale.minimum ?? 0);
    case 'YES_NO': return 'yes';
    default: return 'zo verteld';
  }
}

// All that the programme asks of a step beside the day and the staff: who holds it, where, and what it decides.
export function askedOf(programmeCode, step) {
  const { catalogues = [] } = published.get(programmeCode);
  const { heldBy = [] } = step;
  const named = step.namedProfessionals || step.differentOrganisations;
  const professionals = () => Array.from({ length: step.professionals ?? 0 }, (_, index) =>
    ({ staffId: `cm-${index + 1}`, roleCode: heldBy[index % heldBy.length], organisationId: index > 0 ? randomUUID() : '' }));
  return {
    ...(named ? { professionals: professionals() } : {}),
    ...(step.setting ? { setting: step.setting } : {}),
    ...(step.clientView ? { clientView: 'wil graag werken' } : {}),
    ...(step.workplaceCatalogue ? { workplaceCode: catalogues.find((one) => one.code === step.workplaceCatalogue).entries[0].code } : {}),
    ...(step.decidesTasks ? { tasks: ['bedienen'] } : {}),
  };
}

// Takes the instruments that a step needs.
export async function takeInstruments(programmeCode, participant, step, by = admin) {
  if (!step.needsInstruments) return;
  const { instruments, catalogues } = published.get(programmeCode);
  for (const code of step.instruments) {
    const { aspects } = instruments.find((one) => one.code === code);
    const asked = aspects.filter((aspect) => aspect.required && !aspect.specialCategory);
    const values = Object.fromEntries(asked.map((aspect) => [aspect.code, valueOf(aspect, catalogues)]));
    await assess(programmeCode, participant, code, values, { by });
  }
}

export const stepsOf = (programmeCode) => published.get(programmeCode).intakeSteps;

export function sign(referral, { by = admin, signedDate = '2026-11-02' } = {}) {
  return by.post(`/v1/referrals/${referral.id}/declaration`, { signedDate }, { etag: referral.etag });
}

// A candidate who has had every step before the start and has signed, where the programme asks for that.
export async function declare(programmeCode, wish = {}) {
  const { by = admin } = wish;
  const { intakeSteps, participation } = published.get(programmeCode);
  let { participant, referral } = await refer(programmeCode, wish);
  for (const step of intakeSteps.filter((one) => !one.withinDaysAfterStart)) {
    const staffIds = Array.from({ length: step.professionals ?? 0 }, (_, index) => `cm-${index + 1}`);
    await takeInstruments(programmeCode, participant, step, by);
    referral = await holdStep(referral, step.code, { by, staffIds, ...askedOf(programmeCode, step) });
  }
  if (participation.declarationRequired) referral = await sign(referral, { by });
  return { participant, referral };
}

// Starts a trajectory as soon as trajectory-svc knows of the signature.
export async function startTrajectory(referral, { caseManagerId = 'cm-hengelo-1', startDate = '2026-11-09', by = admin } = {}) {
  return eventually(async () => {
    const answer = await by.call('POST', '/v1/trajectories', { body: { referralId: referral.id, caseManagerId, startDate } });
    if (answer.status === 409 && answer.body.reason === 'NOT_DECLARED') return false;
    if (answer.status !== 201) throw new Error(`no trajectory: ${JSON.stringify(answer.body)}`);
    return answer.body;
  });
}

// A participant who has started.
export async function start(programmeCode, wish = {}) {
  const { participant, referral } = await declare(programmeCode, wish);
  return { participant, referral, trajectory: await startTrajectory(referral, { by: wish.by, ...wish.trajectory }) };
}

export function startMany(programmeCode, count, wishOf = () => ({})) {
  return inParallel(Array.from({ length: count }), (_, index) => start(programmeCode, wishOf(index)));
}

export function enrolClass(offering, members, options = {}) {
  return admin.post('/v1/enrolments/_class', { offeringId: offering.id, trajectoryIds: members.map((one) => one.trajectory.id) }, options);
}

export function enrol(offering, member, { by = admin, ...options } = {}) {
  return by.post('/v1/enrolments', { trajectoryId: member.trajectory.id, offeringId: offering.id }, options);
}

export function weekOf(member, week = THIS_WEEK, by = admin) {
  return by.get(`/v1/trajectories/${member.trajectory.id}/weeks/${week}`);
}

// Saves the planned activities over the week as it stands now.
export async function saveWeek(member, activities, { week = THIS_WEEK, by = admin, ...more } = {}) {
  const before = await weekOf(member, week, by);
  return by.put(`/v1/trajectories/${member.trajectory.id}/weeks/${week}`, { activities, ...more }, { etag: before.etag });
}

export const totalsOf = (week) => Object.fromEntries(week.totals.map((total) => [total.componentCode, total.halfDays]));
export const reasonsOf = (week) => week.findings.map((finding) => finding.reason).sort();

export function sessionsOf(offering, fromDate, untilDate) {
  return admin.get(`/v1/sessions?offeringId=${offering.id}&fromDate=${fromDate}&untilDate=${untilDate}`).then(({ sessions }) => sessions);
}

// A programme with its school, its class and `size` members who have started and sit in it.
export async function runningClass(size, { change, wishOf, ...changes } = {}) {
  const programmeCode = await publishProgramme('hengelo', change);
  const organisation = await registerOrganisation();
  const offering = await languageClass(programmeCode, organisation.id, changes);
  const members = await startMany(programmeCode, size, (index) => ({ referral: { classOfferingId: offering.id }, ...wishOf?.(index) }));
  await enrolClass(offering, members);
  return { programmeCode, organisation, offering, members };
}

export { region };
