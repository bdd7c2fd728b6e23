/**
 * The code that carries words inside telephone sound. μ-law bytes fall into eight classes by loudness (bits 4–6; the
 * sign, bit 7, is free, so that the code can swing like a tone):
 *
 *   0x70 silence   0x60 a nibble of data   0x50 a mark: here a unit begins   0x40 filler   below: noise
 *
 * A unit is: mark ×4 · kind · index ×2 · payload length ×4 · unit length ×5 · checksum ×2 · payload ×2 a byte · filler.
 */
export const SILENCE = 0xff;

export const CLASS = 0x70;
export const QUIET = 0x70;
export const DATA = 0x60;
export const MARK = 0x50;
export const FILLER = 0x40;

/** The low nibbles of a unit's four marks. */
export const MARKS = [0xc, 0x3, 0xa, 0x5] as const;

export type UnitKind = 'word' | 'script';
export const KINDS: readonly UnitKind[] = ['word', 'script'];

/** Nibbles between the marks and the payload, and where each field lies among them. */
export const HEAD = { kind: 0, index: 1, payloadLength: 3, unitLength: 7, checksum: 12, size: 14 } as const;

export interface Unit {
  kind: UnitKind;
  /** Counts units, so that one that is heard again (resumed from a little earlier) is known. 0–255. */
  index: number;
  payload: string;
}

export function checksum(payload: Uint8Array): number {
  let sum = 0;
  for (const byte of payload) sum = (sum * 31 + byte) & 0xff;
  return sum;
}
