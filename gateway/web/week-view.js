// The week of a class: a grid of days and half-days, and the totals of each person.

import { element, table } from './dom.js';
import { dayOf } from './iso-week.js';
import { formatDay, formatNumber, t, tOr } from './texts.js';

const WEEKDAYS = ['WEEKDAY_MONDAY', 'WEEKDAY_TUESDAY', 'WEEKDAY_WEDNESDAY', 'WEEKDAY_THURSDAY', 'WEEKDAY_FRIDAY',
  'WEEKDAY_SATURDAY', 'WEEKDAY_SUNDAY'];
const HALF_DAYS = ['HALF_DAY_MORNING', 'HALF_DAY_AFTERNOON', 'HALF_DAY_EVENING'];

export function weekLabel(week) {
  const [year, number] = week.split('-W');
  return t('weekLabel', { week: Number(number), year, from: formatDay(dayOf(week, 1)), until: formatDay(dayOf(week, 7)) });
}

// `labels` gives the name of a component, `nameOf` that of a person.
export function weekView(classWeek, week, labels, nameOf) {
  const weeks = classWeek.weeks ?? [];
  if (weeks.length === 0) return [element('p', { class: 'none' }, t('noWeek'))];
  return [gridOf(weeks, week, labels), totalsOf(weeks, labels, nameOf)];
}

function gridOf(weeks, week, labels) {
  const cells = new Map();
  for (const activity of weeks.flatMap((one) => one.activities ?? [])) {
    const place = `${activity.slot?.weekday} ${activity.halfDay}`;
    const what = JSON.stringify([activity.displayName || labels(activity.componentCode), activity.slot?.startTime,
      activity.slot?.endTime, activity.slot?.site ?? '']);
    if (!cells.has(place)) cells.set(place, new Map());
    cells.get(place).set(what, (cells.get(place).get(what) ?? 0) + 1);
  }
  const used = (name, key) => [...cells.keys()].some((place) => place.split(' ')[key] === name);
  const days = WEEKDAYS.filter((day, index) => index < 5 || used(day, 0));
  const halfDays = HALF_DAYS.filter((halfDay, index) => index < 2 || used(halfDay, 1));
  return table({
    caption: t('timetableOf', { people: weeks.length }),
    columns: [t('halfDay'), ...days.map((day) =>
      formatDay(dayOf(week, WEEKDAYS.indexOf(day) + 1), { weekday: 'long', day: 'numeric', month: 'short' }))],
    rows: halfDays.map((halfDay) => [t(halfDay), ...days.map((day) => activitiesOf(cells.get(`${day} ${halfDay}`)))]),
  });
}

function activitiesOf(entries) {
  if (!entries) return element('span', { class: 'free' }, t('free'));
  const sorted = [...entries].map(([what, count]) => [...JSON.parse(what), count])
    .sort((a, b) => a[1].localeCompare(b[1]) || a[0].localeCompare(b[0]));
  return element('ul', { class: 'activities' }, sorted.map(([name, start, end, site, count]) =>
    element('li', {},
      element('strong', { lang: 'nl' }, name),
      element('span', {}, `${start}–${end}`),
      site ? element('span', { lang: 'nl' }, site) : null,
      element('span', { class: 'help' }, count === 1 ? t('person') : t('people', { count })))));
}

function totalsOf(weeks, labels, nameOf) {
  const components = [...new Set(weeks.flatMap((week) => (week.totals ?? []).map((total) => total.componentCode)))];
  const rows = weeks.map((week) => {
    const totals = new Map((week.totals ?? []).map((total) => [total.componentCode, total.halfDays ?? 0]));
    return [
      nameOf(week.participantId),
      ...components.map((code) => formatNumber(totals.get(code) ?? 0)),
      formatNumber(week.classHalfDays ?? 0),
      formatNumber(week.halfDays ?? 0),
      formatNumber((week.minutes ?? 0) / 60, { maximumFractionDigits: 1 }),
      findingsOf(week.findings ?? []),
    ];
  });
  rows.sort((a, b) => a[0].localeCompare(b[0], 'nl'));
  return table({
    caption: t('totalsOf'),
    columns: [t('participant'), ...components.map(labels), t('classHalfDays'), t('allHalfDays'), t('hours'), t('findings')],
    rows,
    numeric: Array.from({ length: components.length + 3 }, (_, index) => index + 1),
  });
}

function findingsOf(findings) {
  if (findings.length === 0) return element('span', { class: 'free' }, t('noFindings'));
  return element('ul', { class: 'findings' }, findings.map((finding) =>
    element('li', { class: finding.blocking ? 'blocking' : 'warning', title: finding.description },
      element('strong', {}, t(finding.blocking ? 'blocking' : 'warning')), ': ',
      tOr(finding.reason, finding.description ?? finding.reason))));
}
