// The texts of the page in two languages, Dutch first.

const LANGUAGE_KEY = 'duaal-language';

let texts = {};
let language = 'nl';

export const languageNow = () => language;

export async function loadTexts(wanted = sessionStorage.getItem(LANGUAGE_KEY) ?? 'nl') {
  const next = wanted === 'en' ? 'en' : 'nl';
  texts = await (await fetch(`${next}.json`)).json();
  language = next;
  sessionStorage.setItem(LANGUAGE_KEY, next);
  document.documentElement.lang = next;
  for (const node of document.querySelectorAll('[data-t]')) node.textContent = t(node.dataset.t);
  for (const node of document.querySelectorAll('[data-t-label]')) node.setAttribute('aria-label', t(node.dataset.tLabel));
  for (const node of document.querySelectorAll('[data-lang]')) {
    node.setAttribute('aria-pressed', String(node.dataset.lang === next));
  }
  document.title = `${t('title')} - Duaal`;
}

// t('weekLabel', {week: 47, ...}); a text that is not there gives its key.
export function t(key, values = {}) {
  return (texts[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

// The text of a code, or the given text when there is none.
export function tOr(key, otherwise) {
  return texts[key] ?? otherwise;
}

const locale = () => (language === 'nl' ? 'nl-NL' : 'en-GB');

export function formatDay(dateText, options = { day: 'numeric', month: 'long' }) {
  return new Intl.DateTimeFormat(locale(), { ...options, timeZone: 'UTC' }).format(new Date(`${dateText}T00:00:00Z`));
}

export function formatTime(instant) {
  return new Intl.DateTimeFormat(locale(), { dateStyle: 'medium', timeStyle: 'short', timeZone: 'Europe/Amsterdam' })
    .format(new Date(instant));
}

export function formatNumber(value, options = {}) {
  return new Intl.NumberFormat(locale(), options).format(value);
}
