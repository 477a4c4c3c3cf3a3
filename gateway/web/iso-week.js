// ISO 8601 weeks as text, `2026-W47`, and civil dates, `2026-11-22`. Dates are kept in UTC so that no
// local clock change moves them.

const DAY_MS = 86400000;

export function parseDate(text) {
  return new Date(`${text}T00:00:00Z`);
}

export function formatDate(date) {
  return date.toISOString().slice(0, 10);
}

// Today in the Netherlands, wherever the browser stands.
export function today() {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Amsterdam' }).format(new Date());
}

// The week that a civil date lies in.
export function weekOf(dateText) {
  const date = parseDate(dateText);
  const weekday = date.getUTCDay() || 7;
  const thursday = new Date(date.getTime() + (4 - weekday) * DAY_MS);
  const year = thursday.getUTCFullYear();
  const week = 1 + Math.floor((thursday - Date.UTC(year, 0, 1)) / DAY_MS / 7);
  return `${year}-W${String(week).padStart(2, '0')}`;
}

// The civil date of a weekday (1 = Monday) in a week.
export function dayOf(week, weekday) {
  const [year, number] = week.split('-W').map(Number);
  const fourth = new Date(Date.UTC(year, 0, 4));
  const monday = fourth.getTime() - ((fourth.getUTCDay() || 7) - 1) * DAY_MS;
  return formatDate(new Date(monday + ((number - 1) * 7 + weekday - 1) * DAY_MS));
}

export function addWeeks(week, count) {
  return weekOf(formatDate(new Date(parseDate(dayOf(week, 1)).getTime() + count * 7 * DAY_MS)));
}
