// The dashboard: signing in, choosing a programme and a class, and five parts that load by themselves. A part
// that fails says what happened and what to do, and leaves the others alone.

import { ApiError, claimsOf, get, list, takeTokenFromAddress, token } from './api.js';
import { byId, element } from './dom.js';
import { attendanceView, funnelView, realisationView, signalsView } from './figure-views.js';
import { addWeeks, dayOf, formatDate, parseDate, today, weekOf } from './iso-week.js';
import { formatDay, languageNow, loadTexts, t } from './texts.js';
import { weekLabel, weekView } from './week-view.js';

const ATTENDANCE_WEEKS = 12;

const state = {
  programme: null, // with its definition
  offerings: [],
  offering: null,
  week: weekOf(today()),
  municipalities: new Map(),
  names: new Map(),
  namesNote: '',
};

// What the address remembers: choices only, nothing about a person.
function readAddress() {
  const query = new URLSearchParams(location.search);
  const week = query.get('week') ?? '';
  return { programme: query.get('programme') ?? '', offering: query.get('class') ?? '', week: /^\d{4}-W\d{2}$/.test(week) ? week : '' };
}

function writeAddress() {
  const query = new URLSearchParams();
  if (state.programme) query.set('programme', state.programme.code);
  if (state.offering) query.set('class', state.offering.code);
  query.set('week', state.week);
  history.replaceState(null, '', `${location.pathname}?${query}`);
}

const labels = (code) => {
  const component = (state.programme?.definition?.components ?? []).find((one) => one.code === code);
  return component?.displayName ?? code ?? '';
};
const municipalityName = (code) => state.municipalities.get(code) ?? code;
const nameOf = (id) => state.names.get(id) ?? t('unnamed', { id: (id ?? '').slice(-6) });

// --- Parts that load -------------------------------------------------------------------------------

const running = new Map();

// Loads one part: `load(signal)` fetches, `render(result)` gives nodes. A newer call ends an older one.
async function show(part, load, render) {
  running.get(part)?.abort();
  const controller = new AbortController();
  running.set(part, controller);
  const body = byId(`${part}-body`);
  body.setAttribute('aria-busy', 'true');
  const waiting = setTimeout(() => body.replaceChildren(element('p', { class: 'help' }, t('loading'))), 300);
  try {
    const result = await load(controller.signal);
    if (running.get(part) !== controller) return;
    body.replaceChildren(...render(result).filter((node) => node !== null));
  } catch (error) {
    if (error.name === 'AbortError' || running.get(part) !== controller) return;
    if (!(error instanceof ApiError)) throw error;
    if (error.status === 401) return signOut(error);
    body.replaceChildren(problem(error, () => show(part, load, render)));
  } finally {
    clearTimeout(waiting);
    if (running.get(part) === controller) body.removeAttribute('aria-busy');
  }
}

function problem(error, again) {
  const advice = { 0: 'do0', 400: 'do400', 401: 'do401', 403: 'do403', 404: 'do404', 429: 'do429', 503: 'do429' }[error.status] ?? 'do500';
  const retry = again ? element('button', { type: 'button' }, t('tryAgain')) : null;
  retry?.addEventListener('click', again);
  return element('div', { class: 'problem', role: 'group' },
    element('p', {}, element('strong', {}, t('problemTitle')), error.title ? element('span', { lang: 'en' }, `: ${error.title}`) : ''),
    error.detail ? element('p', { lang: 'en' }, error.detail) : null,
    element('p', {}, t(advice, { trace: error.trace })),
    retry);
}

function announce(text) {
  byId('status').textContent = text;
}

function showWeek() {
  byId('week-label').textContent = weekLabel(state.week);
  const offering = state.offering;
  if (!offering) {
    byId('week-body').replaceChildren(element('p', { class: 'none' }, t('noClasses')));
    return undefined;
  }
  const week = state.week;
  return show('week', async (signal) => {
    const classWeek = await get(`/v1/offerings/${encodeURIComponent(offering.id)}/weeks/${week}`, {}, signal);
    await loadNames((classWeek.weeks ?? []).map((one) => one.participantId));
    return classWeek;
  }, (classWeek) => {
    announce(weekLabel(week));
    const note = state.namesNote ? element('p', { class: 'help' }, t(state.namesNote)) : null;
    return [...weekView(classWeek, week, labels, nameOf), note];
  });
}

function showFigures() {
  const programmeCode = state.programme.code;
  const until = addWeeks(weekOf(today()), 1);
  const range = { from: addWeeks(until, -ATTENDANCE_WEEKS), until: addWeeks(until, -1) };
  return Promise.all([
    show('funnel', (signal) => get('/v1/figures/funnel', { programmeCode }, signal), (funnel) => funnelView(funnel, municipalityName)),
    show('realisation', (signal) => get('/v1/figures/realisation', { programmeCode }, signal),
      (realisation) => realisationView(realisation, municipalityName, labels)),
    show('attendance', (signal) => get('/v1/figures/attendance', { programmeCode, fromWeek: range.from, untilWeek: until }, signal),
      (figures) => attendanceView(figures, range, labels)),
    show('signals', async (signal) => {
      const page = await get('/v1/signals', { pageSize: 100 }, signal);
      await loadNames((page.signals ?? []).map((one) => one.participantId));
      return page.signals ?? [];
    }, (signals) => signalsView(signals, labels, nameOf)),
  ]);
}

let namesLoading = null;

// Reads names once; asks again when someone is not among them, unless the caller may not see names.
async function loadNames(ids) {
  if (namesLoading) await namesLoading;
  if (state.namesNote === 'namesHidden' || ids.every((id) => state.names.has(id))) return;
  state.namesNote = '';
  namesLoading = list('/v1/participants', { pageSize: 200 }, 'participants').then((people) => {
    for (const person of people) {
      state.names.set(person.id, [person.givenName, person.familyNamePrefix, person.familyName].filter(Boolean).join(' '));
    }
  }, (error) => {
    if (!(error instanceof ApiError)) throw error;
    state.namesNote = error.status === 403 ? 'namesHidden' : 'namesFailed';
  });
  await namesLoading;
  namesLoading = null;
}

// --- Choosing --------------------------------------------------------------------------------------

const option = (value, text, selected) => {
  const node = element('option', { value }, text);
  node.selected = selected;
  return node;
};

async function chooseProgrammes() {
  const wanted = readAddress();
  await show('choice', async () => {
    const [programmes, municipalities] = await Promise.all([
      list('/v1/programmes', { pageSize: 200 }, 'programmes'),
      list('/v1/municipalities', { pageSize: 500 }, 'municipalities').catch(() => []),
    ]);
    state.municipalities = new Map(municipalities.map((one) => [one.code, one.displayName]));
    return programmes;
  }, (programmes) => {
    if (programmes.length === 0) return [element('p', { class: 'none' }, t('noProgrammes'))];
    const chosen = programmes.find((one) => one.code === wanted.programme) ?? programmes.find((one) => one.code === 'hengelo') ?? programmes[0];
    byId('programme').replaceChildren(...programmes.map((one) => option(one.code, one.displayName, one === chosen)));
    chooseProgramme(chosen.code, wanted);
    return [];
  });
}

// Classes are the offerings of the programme's language components.
async function chooseProgramme(code, wanted = { offering: '', week: '' }) {
  await show('choice', async (signal) => {
    const programme = await get(`/v1/programmes/${encodeURIComponent(code)}`, {}, signal);
    const components = (programme.definition?.components ?? []).filter((one) => one.kind === 'LANGUAGE').map((one) => one.code);
    const lists = await Promise.all((components.length ? components : ['language']).map((componentCode) =>
      list('/v1/offerings', { programmeCode: code, componentCode, pageSize: 200 }, 'offerings')));
    return { programme, offerings: lists.flat() };
  }, ({ programme, offerings }) => {
    state.programme = programme;
    state.offerings = offerings.sort((a, b) => Number(isCancelled(a)) - Number(isCancelled(b)) ||
      (a.startDate ?? '').localeCompare(b.startDate ?? '') || a.displayName.localeCompare(b.displayName, 'nl'));
    const chosen = state.offerings.find((one) => one.code === wanted.offering) ?? state.offerings[0] ?? null;
    drawOfferings(chosen);
    chooseOffering(chosen, wanted.week);
    showFigures();
    return [];
  });
}

const isCancelled = (offering) => offering.state === 'OFFERING_STATE_CANCELLED';

function drawOfferings(chosen) {
  const select = byId('offering');
  select.disabled = state.offerings.length === 0;
  select.replaceChildren(...(state.offerings.length === 0 ? [option('', t('noClass'), true)] : state.offerings.map((one) =>
    option(one.id, isCancelled(one) ? `${one.displayName} (${t('cancelled')})` : one.displayName, one === chosen))));
}

// Starts at this week, or at the class's nearest one when it does not run now.
function chooseOffering(offering, week = '') {
  state.offering = offering;
  state.week = week || weekOf(today());
  if (offering && !week) {
    const first = weekOf(offering.startDate);
    const last = weekOf(formatDate(new Date(parseDate(offering.endDate).getTime() - 1)));
    if (state.week < first) state.week = first;
    if (state.week > last) state.week = last;
  }
  goToWeek(state.week);
}

function goToWeek(week) {
  state.week = week;
  writeAddress();
  showWeek();
}

// --- Signing in ------------------------------------------------------------------------------------

function drawWho() {
  const claims = claimsOf(token.get());
  const who = byId('who');
  who.hidden = claims === null;
  if (claims === null) return;
  const municipalities = (claims.municipalities ?? []).map((one) => (typeof one === 'string' ? one : one.code)).map(municipalityName);
  const shown = municipalities.length > 3 ? [...municipalities.slice(0, 3), '…'] : municipalities;
  who.textContent = t('who', { roles: (claims.roles ?? []).join(', '), municipalities: shown.join(', ') || t('whoAll') });
}

async function start() {
  const signedIn = token.get() !== '';
  byId('sign-in').hidden = signedIn;
  byId('dashboard').hidden = !signedIn;
  byId('sign-out').hidden = !signedIn;
  drawWho();
  if (!signedIn) return;
  await chooseProgrammes();
  drawWho();
}

// Forgets everything that was shown; with an error, says why.
function signOut(error = null) {
  token.clear();
  for (const controller of running.values()) controller.abort();
  running.clear();
  Object.assign(state, { programme: null, offerings: [], offering: null, municipalities: new Map(), names: new Map(), namesNote: '' });
  for (const body of document.querySelectorAll('[id$="-body"]')) {
    body.replaceChildren();
    body.removeAttribute('aria-busy');
  }
  byId('sign-in-problem').replaceChildren(...(error ? [problem(error)] : []));
  if (!error) announce(t('signedOut'));
  start();
  byId('token').focus();
}

function wire() {
  byId('sign-in-form').addEventListener('submit', async (event) => {
    event.preventDefault();
    const text = byId('token').value.trim();
    if (text === '') return;
    token.set(text);
    byId('token').value = '';
    byId('sign-in-problem').replaceChildren();
    announce(t('signedIn'));
    await start();
    if (token.get() !== '') byId('title').focus();
  });
  byId('sign-out').addEventListener('click', () => signOut());
  byId('choice').addEventListener('submit', (event) => event.preventDefault());
  byId('programme').addEventListener('change', (event) => chooseProgramme(event.target.value));
  byId('offering').addEventListener('change', (event) => chooseOffering(state.offerings.find((one) => one.id === event.target.value) ?? null));
  byId('week-previous').addEventListener('click', () => goToWeek(addWeeks(state.week, -1)));
  byId('week-next').addEventListener('click', () => goToWeek(addWeeks(state.week, 1)));
  byId('week-today').addEventListener('click', () => goToWeek(weekOf(today())));
  for (const button of document.querySelectorAll('[data-lang]')) {
    button.addEventListener('click', async () => {
      await loadTexts(button.dataset.lang);
      drawWho();
      if (!state.programme) return;
      drawOfferings(state.offering);
      showWeek();
      showFigures();
    });
  }
  window.addEventListener('hashchange', () => {
    if (!location.hash.startsWith('#token=')) return;
    takeTokenFromAddress();
    start();
  });
}

takeTokenFromAddress();
await loadTexts();
wire();
await start();
