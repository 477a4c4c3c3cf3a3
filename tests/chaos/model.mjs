// What the region must hold once every acknowledged write has had its effect, and nothing else.

export class Model {
  constructor() {
    this.participants = new Map(); // id → {name, languageLevel, version}
    this.referrals = new Map(); // id → {participantId, steps, signed, closeReason, version}
    this.trajectories = new Map(); // id → {referralId, caseManagerId, version}
    this.enrolments = new Map(); // id → {trajectoryId, offeringId, endDate, version}; endDate once given back
    this.weeks = new Map(); // 'trajectory week' → {half-days saved, as 'weekday start'}
    this.weekSaves = new Map(); // trajectory → number of saves
    this.offerings = new Map(); // id → {code, capacity, cancelled}
    this.signals = new Set(); // ids of those acknowledged
    this.attendances = new Map(); // 'session person' → [{status, minutes, entry}] in no order
    this.singles = new Map(); // the same key → {status, minutes, version}, of sessions that no batch touches
    this.sessions = new Set(); // ids of those cancelled
    this.counts = { created: 0, corrected: 0, unchanged: 0 };
  }

  participant(body, name) {
    this.participants.set(body.id, { name, languageLevel: body.languageLevel ?? '', version: 1 });
  }

  referral(body) {
    this.referrals.set(body.id, { participantId: body.participantId, steps: [], signed: false, closeReason: '', version: 1 });
  }

  change(table, id, values) {
    const row = this[table].get(id);
    Object.assign(row, values);
    row.version += 1;
    return row;
  }

  trajectory(body) {
    this.trajectories.set(body.id, { referralId: body.referralId, caseManagerId: body.caseManagerId, version: 1 });
  }

  enrolment(body) {
    this.enrolments.set(body.id, { trajectoryId: body.trajectoryId, offeringId: body.offeringId, endDate: '', version: 1 });
  }

  week(trajectoryId, week, activities) {
    this.weeks.set(`${trajectoryId} ${week}`, activities.map(({ slot }) => `${slot.weekday} ${slot.startTime}`).sort());
    this.weekSaves.set(trajectoryId, (this.weekSaves.get(trajectoryId) ?? 0) + 1);
  }

  // All seats that end because their offering does not run any more are given back by trajectory-svc.
  cancelOffering(id, fromDate) {
    const offering = this.offerings.get(id);
    offering.cancelled = true;
    for (const enrolment of this.enrolments.values()) {
      if (enrolment.offeringId !== id) continue;
      if (enrolment.endDate !== '' && enrolment.endDate <= fromDate) continue;
      enrolment.endDate = fromDate;
      enrolment.version += 1;
    }
  }

  // Before the answer: whatever was sent may have come to stand there.
  attend(entry, records) {
    for (const { sessionId, participantId, status, minutes } of records) {
      const key = `${sessionId} ${participantId}`;
      if (!this.attendances.has(key)) this.attendances.set(key, []);
      this.attendances.get(key).push({ status, minutes: minutes ?? 0, entry });
    }
  }

  // The version that one person's record has after this one.
  single({ sessionId, participantId, status, minutes = 0 }) {
    const key = `${sessionId} ${participantId}`;
    const before = this.singles.get(key);
    const same = before?.status === status && before.minutes === minutes;
    const version = same ? before.version : (before?.version ?? 0) + 1;
    this.singles.set(key, { status, minutes, version });
    return version;
  }

  attended({ created = 0, corrected = 0, unchanged = 0 }) {
    this.counts.created += created;
    this.counts.corrected += corrected;
    this.counts.unchanged += unchanged;
  }
}
