// Invented people. Their citizen service numbers begin with 999, pass the eleven-test and are given to nobody;
// a counter in the region's home keeps those of different test files apart.

import fs from 'node:fs';
import path from 'node:path';
import { ROOT } from './region.mjs';
import { region } from './api.mjs';

const BLOCK = 1000;
const WEIGHTS = [9, 8, 7, 6, 5, 4, 3, 2, -1];

export function passesElevenTest(bsn) {
  return [...bsn].reduce((sum, digit, index) => sum + Number(digit) * WEIGHTS[index], 0) % 11 === 0;
}

// The numbers that the demo's files use.
function demoNumbers() {
  const folder = path.join(ROOT, 'demo/hengelo');
  const texts = fs.readdirSync(folder).filter((name) => name.endsWith('.csv')).map((name) => fs.readFileSync(path.join(folder, name), 'utf8'));
  return new Set(texts.join('\n').match(/\b999\d{6}\b/g));
}

const candidates = (() => {
  const taken = demoNumbers();
  const numbers = [];
  for (let tail = 100000; tail < 1000000; tail += 1) {
    const bsn = `999${tail}`;
    if (passesElevenTest(bsn) && !taken.has(bsn)) numbers.push(bsn);
  }
  return numbers;
})();

// This process's block of numbers.
const counter = path.join(region.home, 'test-numbers');
fs.appendFileSync(counter, 'x');
let next = (fs.statSync(counter).size - 1) * BLOCK;
const end = next + BLOCK;

export function newBsn() {
  if (next >= end) throw new Error('this test file uses more than 1,000 citizen service numbers');
  next += 1;
  return candidates[next - 1];
}

// Every number that any test of this region may have used so far.
export function numbersSoFar() {
  return new Set(candidates.slice(0, fs.statSync(counter).size * BLOCK));
}

const GIVEN = ['Amira', 'Yonas', 'Leila', 'Samir', 'Hana', 'Bilal', 'Rahel', 'Omid', 'Nadia', 'Tekle'];
const FAMILY = ['Haddad', 'Tesfai', 'Karimi', 'Nasser', 'Abebe', 'Rahimi', 'Saleh', 'Woldu', 'Yusuf', 'Zaman'];
const ORIGINS = ['SY', 'ER', 'AF', 'IQ', 'TR'];
let people = 0;

// A person to register; anything may be said otherwise.
export function person(changes = {}) {
  const index = people;
  people += 1;
  return {
    givenName: GIVEN[index % 10],
    familyName: `${FAMILY[Math.floor(index / 10) % 10]}-${FAMILY[index % 10]}`,
    birthDate: `19${70 + (index % 30)}-0${1 + (index % 9)}-1${index % 10}`,
    bsn: newBsn(),
    gender: index % 2 === 0 ? 'GENDER_FEMALE' : 'GENDER_MALE',
    originCountry: ORIGINS[index % ORIGINS.length],
    municipalityCode: 'GM0164',
    arrivalDate: '2026-01-12',
    settlementDate: '2026-06-01',
    targetGroup: 'TARGET_GROUP_ASYLUM_STATUS_HOLDER',
    benefitCategory: 'BENEFIT_CATEGORY_BENEFIT',
    legalRegime: 'LEGAL_REGIME_WI2021',
    languageLevel: 'A1',
    ...changes,
  };
}

const COLUMNS = ['reference', 'given_name', 'family_name', 'birth_date', 'bsn', 'gender', 'origin_country', 'municipality_code',
  'arrival_date', 'settlement_date', 'target_group', 'benefit_category', 'legal_regime', 'language_level'];

// A class list as the command line imports it.
export function classList(list) {
  const camel = (name) => name.replace(/_(.)/g, (_, letter) => letter.toUpperCase());
  const rows = list.map((one, index) => COLUMNS.map((name) => (name === 'reference' ? `R-${index + 1}` : one[camel(name)] ?? '')).join(','));
  return `${[COLUMNS.join(','), ...rows].join('\n')}\n`;
}
