import { checksum, DATA, FILLER, HEAD, KINDS, MARK, MARKS, type Unit } from './alphabet.ts';

/** A unit as sound, `length` bytes long or as long as its code needs. */
export function encodeUnit(unit: Unit, length = 0): Buffer {
  const payload = Buffer.from(unit.payload);
  const size = MARKS.length + HEAD.size + 2 * payload.length;
  const sound = Buffer.allocUnsafe(Math.max(size, length));
  let at = 0;
  const put = (loudness: number, nibble: number) => {
    sound[at] = swing(at) | loudness | nibble;
    at += 1;
  };
  const putNumber = (value: number, nibbles: number) => {
    for (let n = nibbles - 1; n >= 0; n--) put(DATA, (value >> (4 * n)) & 0xf);
  };
  for (const mark of MARKS) put(MARK, mark);
  putNumber(KINDS.indexOf(unit.kind), 1);
  putNumber(unit.index, 2);
  putNumber(payload.length, 4);
  putNumber(sound.length, 5);
  putNumber(checksum(payload), 2);
  for (const byte of payload) putNumber(byte, 2);
  while (at < sound.length) put(FILLER, at % 0x10);
  return sound;
}

/** A tone of 400 Hz: ten samples up, ten down. */
function swing(at: number): number {
  return at % 20 < 10 ? 0x80 : 0x00;
}

/** Fills with something loud that is no code. The same every time. */
export function fillNoise(sound: Buffer): Buffer {
  let seed = 12345;
  for (let at = 0; at < sound.length; at++) {
    seed = (seed * 1103515245 + 12345) & 0x7fffffff;
    sound[at] = ((seed >> 16) & 0x8f) | 0x20 | ((seed >> 8) & 0x10);
  }
  return sound;
}
