// Tokens that a real issuer would never give: signed by hand, with anything in them.

import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { region, token } from './api.mjs';

const encode = (value) => Buffer.from(value).toString('base64url');
const decode = (part) => JSON.parse(Buffer.from(part, 'base64url'));

// The claims and header of a good token with changes; `key` signs it instead of the issuer's.
export async function forged({ role = 'admin', municipalities = ['GM0164'], claims = {}, header = {}, key } = {}) {
  const [head, payload] = (await token(role, { municipalities })).split('.').slice(0, 2).map(decode);
  const text = `${encode(JSON.stringify({ ...head, ...header }))}.${encode(JSON.stringify({ ...payload, ...claims }))}`;
  const signer = key ?? fs.readFileSync(path.join(region.home, 'issuer/key.pem'), 'utf8');
  return `${text}.${crypto.sign('sha256', Buffer.from(text), { key: signer, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
}

export function otherKey() {
  return crypto.generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
}

export const seconds = (fromNow) => Math.floor(Date.now() / 1000) + fromNow;
