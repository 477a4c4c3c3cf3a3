// Figures: the funnel, planned against realised, attendance. A count below five may be hidden for the region.

import { barChart, element, table } from './dom.js';
import { formatDay, formatNumber, formatTime, t, tOr } from './texts.js';

const STAGES = ['referred', 'in-intake', 'intake-complete', 'declared', 'started'];

const isHidden = (count) => count?.suppressed === true;
const valueOf = (count) => Number(count?.value ?? 0);
const textOf = (count) => (isHidden(count) ? '<5' : formatNumber(valueOf(count)));

// The notes that every figure ends with.
function notes(counts, asOf) {
  return [
    counts.some(isHidden) ? element('p', { class: 'help' }, t('suppressedNote')) : null,
    asOf?.knownTime ? element('p', { class: 'help' }, t('asOf', { time: formatTime(asOf.knownTime) })) : null,
  ];
}

// The reason, with the programme's own behind it where that says more.
function exitText({ reason, exitReasonCode }) {
  const text = tOr(reason, reason);
  return exitReasonCode && exitReasonCode !== reason ? `${text} (${exitReasonCode})` : text;
}

const none = (text) => element('p', { class: 'none' }, text);

export function funnelView(funnel, municipalityName) {
  const stages = funnel.stages ?? [];
  const byStage = (list) => new Map((list ?? []).map((stage) => [stage.stage, stage.reached]));
  const reached = byStage(stages);
  const all = [...reached.values()];
  if (!all.some((count) => isHidden(count) || valueOf(count) > 0)) return [none(t('noFunnel'))];
  const summary = t('funnelSummary', { referred: textOf(reached.get('referred')), started: textOf(reached.get('started')) });
  const municipalities = (funnel.municipalities ?? []).map((one) => ({ name: municipalityName(one.municipalityCode), reached: byStage(one.stages) }));
  municipalities.sort((a, b) => a.name.localeCompare(b.name, 'nl'));
  const exits = funnel.exits ?? [];
  const everyCount = [...all, ...municipalities.flatMap((one) => [...one.reached.values()]), ...exits.map((exit) => exit.count)];
  return [
    element('p', { class: 'summary' }, summary),
    barChart(summary, STAGES.map((stage) => ({
      name: t(stage), text: textOf(reached.get(stage)), value: isHidden(reached.get(stage)) ? null : valueOf(reached.get(stage)),
    }))),
    table({
      caption: t('funnelCaption'),
      columns: [t('stage'), t('reached')],
      rows: STAGES.map((stage) => [t(stage), textOf(reached.get(stage))]),
      numeric: [1],
    }),
    municipalities.length === 0 ? null : table({
      caption: t('funnelByMunicipality'),
      columns: [t('municipality'), ...STAGES.map((stage) => t(stage))],
      rows: municipalities.map((one) => [one.name, ...STAGES.map((stage) => textOf(one.reached.get(stage)))]),
      numeric: STAGES.map((_, index) => index + 1),
    }),
    exits.length === 0 ? null : table({
      caption: t('exitsCaption'),
      columns: [t('reason'), t('count')],
      rows: exits.map((exit) => [exitText(exit), textOf(exit.count)]),
      numeric: [1],
    }),
    ...notes(everyCount, funnel.asOf),
  ];
}

export function realisationView(realisation, municipalityName, labels) {
  const target = (value) => (value ? formatNumber(value) : t('noTarget'));
  const municipalities = (realisation.municipalities ?? [])
    .map((one) => [municipalityName(one.municipalityCode), textOf(one.referred), textOf(one.started)])
    .sort((a, b) => a[0].localeCompare(b[0], 'nl'));
  const causes = realisation.causes ?? [];
  const counts = [realisation.startedParticipants,
    ...(realisation.municipalities ?? []).flatMap((one) => [one.referred, one.started])];
  return [
    table({
      caption: t('realisationCaption'),
      columns: [t('figure'), t(realisation.expectation ? 'expected' : 'target'), t('realised')],
      rows: [
        [t('participants'), target(realisation.targetParticipants), textOf(realisation.startedParticipants)],
        [t('groups'), target(realisation.targetGroups), formatNumber(realisation.startedGroups ?? 0)],
      ],
      numeric: [1, 2],
    }),
    municipalities.length === 0 ? null : table({
      caption: t('realisationByMunicipality'),
      columns: [t('municipality'), t('referred'), t('started')],
      rows: municipalities,
      numeric: [1, 2],
    }),
    causes.length === 0 ? null : table({
      caption: t('causesCaption'),
      columns: [t('cause'), t('component'), t('groups')],
      rows: causes.map((cause) => [tOr(cause.cause, cause.cause), labels(cause.componentCode), formatNumber(cause.groups ?? 0)]),
      numeric: [2],
    }),
    ...notes(counts, realisation.asOf),
  ];
}

// The share present of a row; null when a part of it is hidden or there is nothing to divide.
function shareOf(rows) {
  const parts = rows.flatMap((row) => [row.present, row.absentWithNotice, row.absentWithoutNotice]);
  const sum = (counts) => counts.reduce((total, count) => total + valueOf(count), 0);
  if (parts.some(isHidden) || sum(parts) === 0) return null;
  return sum(rows.map((row) => row.present)) / sum(parts);
}

const percent = (share) => (share === null ? '–' : formatNumber(share, { style: 'percent', maximumFractionDigits: 0 }));

export function attendanceView(figures, range, labels) {
  const rows = figures.rows ?? [];
  if (rows.length === 0) return [none(t('noAttendance', range))];
  const weeks = [...new Set(rows.map((row) => row.week))].sort();
  const shares = weeks.map((week) => ({ week, share: shareOf(rows.filter((row) => row.week === week)) }));
  return [
    barChart(`${t('attendanceChart')}: ${shares.map((one) => `${one.week} ${percent(one.share)}`).join(', ')}`,
      shares.map((one) => ({ name: one.week, text: percent(one.share), value: one.share }))),
    table({
      caption: t('attendanceCaption'),
      columns: [t('weekColumn'), t('component'), t('present'), t('absentWithNotice'), t('absentWithoutNotice'), t('share'), t('hours')],
      rows: rows.map((row) => [row.week, labels(row.componentCode), textOf(row.present), textOf(row.absentWithNotice),
        textOf(row.absentWithoutNotice), percent(shareOf([row])),
        formatNumber(Number(row.minutes ?? 0) / 60, { maximumFractionDigits: 1 })]),
      numeric: [2, 3, 4, 5, 6],
    }),
    ...notes(rows.flatMap((row) => [row.present, row.absentWithNotice, row.absentWithoutNotice]), figures.asOf),
  ];
}

export function signalsView(signals, labels, nameOf) {
  if (signals.length === 0) return [none(t('noSignals'))];
  return [table({
    caption: t('signalsCaption'),
    columns: [t('participant'), t('kind'), t('component'), t('date')],
    rows: signals.map((signal) => [nameOf(signal.participantId), tOr(signal.kind, signal.kind),
      labels(signal.componentCode), signal.date ? formatDay(signal.date) : '']),
  })];
}
