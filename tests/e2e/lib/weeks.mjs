// ISO weeks and civil dates as texts.

const DAY_MS = 86400000;
const format = (milliseconds) => new Date(milliseconds).toISOString().slice(0, 10);

export function addDays(date, days) {
  return format(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS);
}

// The ISO week that a date lies in.
export function weekAt(date) {
  const at = new Date(`${date}T00:00:00Z`);
  const thursday = at.getTime() + (4 - (at.getUTCDay() || 7)) * DAY_MS;
  const year = new Date(thursday).getUTCFullYear();
  return `${year}-W${String(1 + Math.floor((thursday - Date.UTC(year, 0, 1)) / DAY_MS / 7)).padStart(2, '0')}`;
}

// `count` weeks from the one of a Monday on.
export function weeksFrom(monday, count) {
  return Array.from({ length: count }, (_, index) => weekAt(addDays(monday, 7 * index)));
}
