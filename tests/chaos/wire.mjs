// Reads the few fields of an event's payload that the checker needs, straight from the bytes.

const VARINT = 0;
const LENGTH = 2;

function varint(bytes, at) {
  let value = 0n;
  let shift = 0n;
  for (let place = at; ; place += 1) {
    const byte = bytes[place];
    value |= BigInt(byte & 0x7f) << shift;
    if (byte < 0x80) return { value: Number(value), next: place + 1 };
    shift += 7n;
  }
}

// The fields of a message, as [number, value]; a value is a number or a Buffer.
function* fields(bytes) {
  let at = 0;
  while (at < bytes.length) {
    const tag = varint(bytes, at);
    const number = tag.value >>> 3;
    const content = varint(bytes, tag.next);
    if ((tag.value & 7) === VARINT) {
      yield [number, content.value];
      at = content.next;
    } else if ((tag.value & 7) === LENGTH) {
      yield [number, bytes.subarray(content.next, content.next + content.value)];
      at = content.next + content.value;
    } else {
      throw new Error(`field ${number} has a wire type that events do not use`);
    }
  }
}

// The entries of duaal.trajectory.v1.AttendanceRecorded.
export function* attendanceEntries(payload) {
  for (const [number, bytes] of fields(payload)) {
    if (number !== 1) continue;
    const entry = new Map(fields(bytes));
    yield { sessionId: entry.get(1).toString(), participantId: entry.get(2).toString(), status: entry.get(7) ?? 0, minutes: entry.get(8) ?? 0, version: entry.get(9) ?? 0 };
  }
}
