// The load: each writer leads its own people from registration to a place in a class, records who was there,
// and corrects it. Writers meet at the seats of shared modules and at each other's attendance.

import { setTimeout as pause } from 'node:timers/promises';

const CLASS_SEATS = 20;
const MODULE_SEATS = 6; // fewer than want one
// Sessions of the past, apart for batches and for single records.
const RANGES = { batches: ['2026-10-05', '2026-11-16'], singles: ['2026-09-07', '2026-10-05'] };
const PEOPLE_ON_THE_WAY = 12;
const THINK_MILLISECONDS_MOST = 25;
const WORK_DAYS = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY'];
const WEEKS = ['2026-W44', '2026-W45', '2026-W46', '2026-W47', '2026-W48'];
const STATUSES = { PRESENT: 70, LATE: 10, ABSENT_WITH_NOTICE: 14, ABSENT_WITHOUT_NOTICE: 6 };
const LEVELS = ['A1', 'A2', 'B1', 'B2'];
const CLOSE_REASONS = ['REFUSED', 'NO_DUTY', 'FINAL_PHASE', 'MOVED', 'OTHER'];
// What a writer does next, by weight; what is not possible now is passed over.
const WORK = {
  newPerson: 10, advance: 40, updatePerson: 4, closeReferral: 2, assignCaseManager: 3, enrolClass: 6, saveWeek: 8, takeModule: 8,
  leaveModule: 5, recordBatch: 14, correctBatch: 10, recordOne: 6, acknowledgeSignal: 4, cancelSession: 1, openModule: 1, cancelModule: 1,
};

// What all writers share.
export class Shared {
  constructor({ setting, model, history, findings }) {
    Object.assign(this, { setting, model, history, findings });
    this.modules = []; // open to all
    this.classes = []; // {offering, sessions, members}
    this.stopped = false;
  }
}

export class Writer {
  constructor(shared, client, random, { name, caseManager }) {
    Object.assign(this, { shared, client, random, name, caseManager });
    this.model = shared.model;
    this.people = [];
    this.serial = 0;
    this.ownModules = [];
  }

  // Until told to stop.
  async run() {
    await this.openClass();
    await this.openModule();
    while (!this.shared.stopped) {
      await this[this.random.weighted(WORK)]();
      await pause(this.random.next() * THINK_MILLISECONDS_MOST);
    }
  }

  code(stem) {
    this.serial += 1;
    return `${stem}-${this.name}-${this.serial}`;
  }

  lastWrite() {
    return this.shared.history.writes.findLast(({ writer }) => writer === this.name);
  }

  among(condition) {
    const fit = this.people.filter(condition);
    return fit.length > 0 ? this.random.pick(fit) : undefined;
  }

  // Offerings.

  async openOffering(stem, changes) {
    const { programmeCode, organisationId } = this.shared.setting;
    const body = await this.client.write('offering', { method: 'POST', target: '/v1/offerings', body: {
      code: this.code(stem), displayName: stem, programmeCode, organisationId, municipalityCode: 'GM0164',
      startDate: '2026-08-31', endDate: '2027-07-17', ...changes,
    } });
    if (body) this.model.offerings.set(body.id, { code: body.code, capacity: body.capacity, cancelled: false });
    return body;
  }

  async openClass() {
    const timetable = ['MONDAY', 'WEDNESDAY', 'FRIDAY'].map((day) => ({ weekday: `WEEKDAY_${day}`, startTime: '09:00', endTime: '12:00', site: 'Hengelo' }));
    const offering = await this.openOffering('class', { componentCode: 'language', languageLevel: 'A1', capacity: CLASS_SEATS, timetable });
    if (offering) {
      this.class = { offering, sessions: {}, members: [] };
      this.shared.classes.push(this.class);
    }
  }

  // A module with few seats, for all writers or only for this one, which may cancel it later.
  async openModule() {
    const timetable = [{ weekday: 'WEEKDAY_TUESDAY', startTime: '09:00', endTime: '12:00', site: 'Hengelo' }];
    const offering = await this.openOffering('module', { componentCode: 'module', catalogueCode: 'health', capacity: MODULE_SEATS, timetable });
    if (!offering) return;
    if (this.random.chance(0.5)) this.shared.modules.push(offering);
    else this.ownModules.push(offering);
  }

  // The seats and sessions of a cancelled module end in trajectory-svc, by the feed.
  async cancelModule() {
    if (this.ownModules.length < 2) return;
    const offering = this.ownModules.shift();
    const fromDate = '2026-11-30';
    const done = await this.client.write('cancelOffering', { method: 'POST', target: `/v1/offerings/${offering.id}/cancellation`,
      body: { cause: 'CANCEL_CAUSE_NO_CAPACITY', fromDate }, etag: offering.etag });
    if (!done) return;
    this.model.cancelOffering(offering.id, fromDate);
    for (const person of this.people) {
      if (person.module?.offeringId !== offering.id) continue;
      person.module = undefined;
      person.disturbed = true; // the schedule changes whenever the feed arrives
    }
  }

  // People.

  async newPerson() {
    if (this.people.filter((person) => person.stage !== 'enrolled' && person.stage !== 'closed').length >= PEOPLE_ON_THE_WAY) return;
    const name = `Proef-${this.code('persoon')}`;
    const body = await this.client.write('participant', { method: 'POST', target: '/v1/participants', body: {
      givenName: 'Proef', familyName: name, birthDate: '1990-01-01', municipalityCode: 'GM0164', arrivalDate: '2026-01-12',
      gender: this.random.pick(['GENDER_FEMALE', 'GENDER_MALE']), originCountry: this.random.pick(['SY', 'ER', 'AF']),
      targetGroup: 'TARGET_GROUP_ASYLUM_STATUS_HOLDER', benefitCategory: 'BENEFIT_CATEGORY_BENEFIT', legalRegime: 'LEGAL_REGIME_WI2021', languageLevel: 'A1',
    } });
    if (!body) return;
    this.model.participant(body, name);
    this.people.push({ id: body.id, etag: body.etag, stage: 'registered' });
  }

  async updatePerson() {
    const person = this.among(() => true);
    if (!person) return;
    const languageLevel = this.random.pick(LEVELS);
    const body = await this.client.write('updateParticipant', { method: 'PATCH', target: `/v1/participants/${person.id}`, body: { languageLevel }, etag: person.etag });
    if (!body) return;
    person.etag = body.etag;
    this.model.change('participants', person.id, { languageLevel });
  }

  // The next step of someone on the way.
  async advance() {
    const steps = { registered: 'refer', referred: 'talk', talked: 'kickOff', ready: 'sign', signed: 'start', started: 'enrol' };
    const person = this.among(({ stage }) => steps[stage] !== undefined);
    if (person) await this[steps[person.stage]](person);
  }

  async refer(person) {
    const { programmeCode } = this.shared.setting;
    const inClass = this.class && this.random.chance(0.8) ? { classOfferingId: this.class.offering.id } : {};
    const body = await this.client.write('referral', { method: 'POST', target: '/v1/referrals',
      body: { participantId: person.id, programmeCode, channel: 'INFLOW_CHANNEL_PRESELECTION', ...inClass } });
    if (!body) return;
    this.model.referral(body);
    Object.assign(person, { referral: body, stage: 'referred' });
  }

  async changeReferral(person, kind, path, body, values, stage) {
    const { referral } = person;
    const after = await this.client.write(kind, { method: 'POST', target: `/v1/referrals/${referral.id}/${path}`, body, etag: referral.etag });
    if (!after) return;
    this.model.change('referrals', referral.id, values(this.model.referrals.get(referral.id)));
    Object.assign(person, { referral: after, stage });
  }

  talk(person) {
    return this.changeReferral(person, 'intake', 'intakes', { stepCode: 'intake-talk', heldDate: '2026-10-26', staffIds: [this.caseManager] },
      ({ steps }) => ({ steps: [...steps, 'intake-talk'] }), 'talked');
  }

  kickOff(person) {
    return this.changeReferral(person, 'intake', 'intakes', { stepCode: 'kick-off', heldDate: '2026-10-30', staffIds: [this.caseManager] },
      ({ steps }) => ({ steps: [...steps, 'kick-off'] }), 'ready');
  }

  sign(person) {
    return this.changeReferral(person, 'declaration', 'declaration', { signedDate: '2026-11-02' }, () => ({ signed: true }), 'signed');
  }

  async closeReferral() {
    const person = this.among(({ stage }) => ['referred', 'talked', 'ready'].includes(stage));
    if (!person) return;
    const reason = this.random.pick(CLOSE_REASONS);
    await this.changeReferral(person, 'closure', 'closure', { reason: `CLOSE_REASON_${reason}` }, () => ({ closeReason: reason }), 'closed');
  }

  async start(person) {
    const body = await this.client.write('trajectory', { method: 'POST', target: '/v1/trajectories',
      body: { referralId: person.referral.id, caseManagerId: this.caseManager, startDate: '2026-11-09' } },
    { later: ['NOT_DECLARED'] }); // the signature travels by feed
    if (!body) return;
    this.model.trajectory(body);
    Object.assign(person, { trajectory: body, stage: 'started' });
  }

  async assignCaseManager() {
    const person = this.among(({ trajectory }) => trajectory !== undefined);
    if (!person) return;
    const caseManagerId = `${this.caseManager}-${this.random.between(1, 3)}`;
    const body = await this.client.write('caseManager', { method: 'POST', target: `/v1/trajectories/${person.trajectory.id}/case-manager`,
      body: { caseManagerId }, etag: person.trajectory.etag });
    if (!body) return;
    person.trajectory = body;
    this.model.change('trajectories', body.id, { caseManagerId });
  }

  // Seats.

  seat(body, person) {
    this.model.enrolment(body);
    person.stage = 'enrolled';
    this.class.members.push(person);
  }

  async enrol(person) {
    if (!await this.haveRoom(1)) return;
    const body = await this.client.write('enrolment', { method: 'POST', target: '/v1/enrolments',
      body: { trajectoryId: person.trajectory.id, offeringId: this.class.offering.id } }, { later: ['OFFERING_NOT_OPEN'] });
    if (body) this.seat(body, person);
  }

  async enrolClass() {
    const people = this.people.filter(({ stage }) => stage === 'started').slice(0, 8);
    if (people.length < 2 || !await this.haveRoom(people.length)) return;
    const body = await this.client.write('enrolClass', { method: 'POST', target: '/v1/enrolments/_class',
      body: { offeringId: this.class.offering.id, trajectoryIds: people.map(({ trajectory }) => trajectory.id) } }, { later: ['OFFERING_NOT_OPEN'] });
    if (!body) return;
    if (body.enrolments.length !== people.length) {
      this.shared.findings.lost(this.lastWrite(), `${body.enrolments.length} of ${people.length} seats were answered`);
    }
    for (const enrolment of body.enrolments) this.seat(enrolment, people.find(({ trajectory }) => trajectory.id === enrolment.trajectoryId));
  }

  async haveRoom(seats) {
    if (!this.class || this.class.members.length + seats > CLASS_SEATS) await this.openClass();
    return this.class !== undefined;
  }

  async takeModule() {
    const person = this.among(({ stage, module }) => stage === 'enrolled' && !module);
    const offerings = [...this.shared.modules, ...this.ownModules];
    if (!person || offerings.length === 0) return;
    const offeringId = this.random.pick(offerings).id;
    const refusals = ['NO_SEAT_LEFT', ...(person.disturbed ? ['TIMETABLE_CLASH'] : [])];
    const body = await this.client.write('enrolment', { method: 'POST', target: '/v1/enrolments',
      body: { trajectoryId: person.trajectory.id, offeringId, startDate: '2026-11-23' } }, { later: ['OFFERING_NOT_OPEN'], refusals });
    if (!body) return;
    this.model.enrolment(body);
    person.module = body;
  }

  async leaveModule() {
    const person = this.among(({ module }) => module !== undefined);
    if (!person) return;
    const endDate = '2026-11-24';
    const body = await this.client.write('enrolmentEnd', { method: 'POST', target: `/v1/enrolments/${person.module.id}/ending`,
      body: { endDate }, etag: person.module.etag });
    if (!body) return;
    this.model.change('enrolments', body.id, { endDate });
    person.module = undefined;
  }

  // Weeks.

  async saveWeek() {
    const person = this.among(({ trajectory }) => trajectory !== undefined);
    if (!person) return;
    const week = this.random.pick(WEEKS);
    const target = `/v1/trajectories/${person.trajectory.id}/weeks/${week}`;
    const before = await this.client.read(target);
    if (!before) return;
    const activities = this.random.shuffle(WORK_DAYS).slice(0, this.random.between(1, 4)).map((day) => ({
      componentCode: 'work', displayName: 'Kringloop', slot: { weekday: `WEEKDAY_${day}`, startTime: '13:00', endTime: '16:30', site: 'Hengelo' } }));
    const body = await this.client.write('week', { method: 'PUT', target, body: { activities, thisWeekOnly: true }, etag: before.etag },
      { refusals: person.disturbed ? ['ETAG_MISMATCH'] : [] });
    if (body) this.model.week(person.trajectory.id, week, activities);
  }

  // Attendance.

  async sessionsOf(group, range = 'batches') {
    group.sessions[range] ??= await this.plannedSessions(group.offering.id, ...RANGES[range]);
    return group.sessions[range] ?? [];
  }

  // Nothing when the time of the run is up. The sessions of a new offering come by feed.
  async plannedSessions(offeringId, fromDate, untilDate) {
    const body = await this.client.read(`/v1/sessions?offeringId=${offeringId}&fromDate=${fromDate}&untilDate=${untilDate}`);
    const planned = (body?.sessions ?? []).filter(({ state }) => state === 'SESSION_STATE_PLANNED');
    return planned.length > 0 ? planned : undefined;
  }

  attendance(session, person) {
    const status = this.random.weighted(STATUSES);
    const there = status === 'PRESENT' || status === 'LATE';
    return { sessionId: session.id, participantId: person.id, status: `ATTENDANCE_STATUS_${status}`, ...(there ? { minutes: this.random.between(1, 180) } : {}) };
  }

  async batch(group, people) {
    const sessions = await this.sessionsOf(group);
    if (sessions.length === 0 || people.length === 0) return;
    const session = this.random.pick(sessions);
    const attendances = people.map((person) => this.attendance(session, person));
    const body = await this.client.write('attendances', { method: 'POST', target: '/v1/attendances/_batch', body: { attendances } },
      { note: (entry) => this.model.attend(entry, attendances) });
    if (body) this.model.attended(body);
  }

  async recordBatch() {
    if (this.class) await this.batch(this.class, this.class.members);
  }

  // A few people of any class, so that writers correct each other.
  async correctBatch() {
    const group = this.random.pick(this.shared.classes);
    if (group) await this.batch(group, this.random.shuffle(group.members).slice(0, this.random.between(1, 5)));
  }

  // One person at a session that no batch touches: here every version is known beforehand.
  async recordOne() {
    if (!this.class || this.class.members.length === 0) return;
    const sessions = await this.sessionsOf(this.class, 'singles');
    if (sessions.length === 0) return;
    const attendance = this.attendance(this.random.pick(sessions), this.random.pick(this.class.members));
    const record = await this.client.write('attendance', { method: 'POST', target: '/v1/attendances', body: attendance });
    if (!record) return;
    const expected = this.model.single(attendance);
    if (record.version === expected) return;
    this.shared.findings[record.version > expected ? 'doubled' : 'lost'](this.lastWrite(), `version ${record.version} was answered, ${expected} is due`);
  }

  async acknowledgeSignal() {
    const body = await this.client.read(`/v1/signals?caseManagerId=${this.caseManager}&pageSize=20`);
    const signals = (body?.signals ?? []).filter(({ id }) => !this.model.signals.has(id));
    if (signals.length === 0) return;
    const signal = this.random.pick(signals);
    const seen = await this.client.write('signal', { method: 'POST', target: `/v1/signals/${signal.id}/acknowledgement`, body: {}, etag: signal.etag });
    if (seen) this.model.signals.add(signal.id);
  }

  // A session that nobody was recorded at; its members' schedules change with it.
  async cancelSession() {
    const offering = this.ownModules.at(-1);
    if (!offering) return;
    const sessions = await this.plannedSessions(offering.id, '2027-01-04', '2027-06-28');
    if (!sessions) return;
    const session = this.random.pick(sessions);
    const body = await this.client.write('session', { method: 'POST', target: `/v1/sessions/${session.id}/cancellation`,
      body: { noticeGiven: true }, etag: session.etag });
    if (body) this.model.sessions.add(body.id);
  }
}
