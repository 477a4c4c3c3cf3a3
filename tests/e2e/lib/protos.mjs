// The protos as the build compiled them: gRPC through the door, and text format to JSON.

import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';
import { BUILD, ROOT, run } from './region.mjs';
import { region } from './api.mjs';

const require = createRequire(path.join(ROOT, 'tests/package.json'));
const grpc = require('@grpc/grpc-js');
const loader = require('@grpc/proto-loader');

export const { status: STATUS } = grpc;

const PROTOSET = path.join(BUILD, 'duaal.protoset');
// Names as in the protos, enums by name, 64-bit numbers as texts; defaults are left out.
const definitions = loader.loadFileDescriptorSetFromBuffer(fs.readFileSync(PROTOSET), { enums: String, longs: String });

// The same with the lowerCamel names of the REST door.
export function camelCased(value) {
  if (Array.isArray(value)) return value.map(camelCased);
  if (value === null || typeof value !== 'object' || value instanceof Uint8Array) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) =>
    [name.replace(/_([a-z0-9])/g, (_, letter) => letter.toUpperCase()), camelCased(one)]));
}

const clients = new Map();

// A client of a service at the door: client('duaal.intake.v1.ParticipantService').
export function client(service) {
  if (!clients.has(service)) {
    const Client = grpc.makeClientConstructor(definitions[service], service);
    const credentials = grpc.credentials.createSsl(fs.readFileSync(path.join(region.home, 'pki/ca.pem')));
    // The certificate names the host; an address in its place is only allowed to be looked up.
    clients.set(service, new Client(region.grpc, credentials, { 'grpc.ssl_target_name_override': 'localhost' }));
  }
  return clients.get(service);
}

export function closeClients() {
  for (const one of clients.values()) one.close();
  clients.clear();
}

export function metadata(bearer, more = {}) {
  const result = new grpc.Metadata();
  if (bearer) result.set('authorization', `Bearer ${bearer}`);
  for (const [name, value] of Object.entries(more)) result.set(name, value);
  return result;
}

// One unary call; throws the gRPC error, which has `code` and `details`.
export function grpcCall(service, method, request, bearer, milliseconds = 10000) {
  return new Promise((resolve, reject) => {
    const deadline = Date.now() + milliseconds;
    client(service)[method](request, metadata(bearer), { deadline }, (error, answer) => (error ? reject(error) : resolve(answer)));
  });
}

// The definition of a programme in `programmes/`, as JSON.
export async function programmeDefinition(name) {
  const text = fs.readFileSync(path.join(ROOT, 'programmes', `${name}.textproto`), 'utf8');
  const { bytes } = await run('protoc', ['--encode=duaal.trajectory.v1.PutProgrammeRequest', `--descriptor_set_in=${PROTOSET}`],
    { input: `definition {\n${text}\n}\n` });
  return camelCased(definitions['duaal.trajectory.v1.ProgrammeService'].PutProgramme.requestDeserialize(bytes).definition);
}
