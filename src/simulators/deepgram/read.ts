import { CLASS, checksum, DATA, FILLER, HEAD, KINDS, MARK, MARKS, QUIET, type Unit } from './alphabet.ts';

/** A unit as it is being heard. */
export interface HeardUnit extends Unit {
  /** Its whole length and what has been heard of it, in bytes. */
  length: number;
  played: number;
  /** Byte offset of its first byte in everything read, and of the end of its last; null while it is incomplete. */
  from: number;
  to: number | null;
}

/**
 * Reads units out of sound, byte by byte: frames may be split anywhere, silence may fall inside a unit (a voice that was
 * held and resumed), and whatever is no code is passed over.
 */
export class SoundReader {
  /** The unit that sounds now; it stays until the next one begins. */
  unit: HeardUnit | null = null;
  /** Bytes read so far. */
  offset = 0;
  #marks = 0;
  #from = 0;
  #nibbles: number[] = [];
  #reading = false;
  readonly #began: (unit: HeardUnit) => void;

  constructor(began: (unit: HeardUnit) => void) {
    this.#began = began;
  }

  read(sound: Uint8Array): void {
    for (const byte of sound) this.readByte(byte);
  }

  readByte(byte: number): void {
    this.offset += 1;
    const loudness = byte & CLASS;
    if (loudness === QUIET) return;
    if (loudness === MARK) this.#readMark(byte & 0xf);
    else if (loudness === DATA && this.#reading) this.#readNibble(byte & 0xf);
    else {
      this.#marks = 0;
      this.#reading = false;
      if (loudness === FILLER) this.#readFiller();
    }
  }

  #readFiller(): void {
    const { unit } = this;
    if (unit === null || unit.to !== null) return;
    unit.played += 1;
    if (unit.played >= unit.length) unit.to = this.offset;
  }

  #readMark(nibble: number): void {
    if (nibble !== MARKS[this.#marks]) this.#marks = 0;
    if (nibble === MARKS[this.#marks]) {
      if (this.#marks === 0) this.#from = this.offset - 1;
      this.#marks += 1;
    }
    this.#reading = this.#marks === MARKS.length;
    if (!this.#reading) return;
    this.#marks = 0;
    this.#nibbles = [];
  }

  #readNibble(nibble: number): void {
    this.#nibbles.push(nibble);
    if (this.#nibbles.length < HEAD.size) return;
    const payloadLength = this.#number(HEAD.payloadLength, HEAD.unitLength);
    if (this.#nibbles.length < HEAD.size + 2 * payloadLength) return;
    this.#reading = false;
    const payload = Buffer.alloc(payloadLength);
    for (let n = 0; n < payloadLength; n++) payload[n] = this.#number(HEAD.size + 2 * n, HEAD.size + 2 * n + 2);
    const kind = KINDS[this.#number(HEAD.kind, HEAD.index)];
    if (kind === undefined || this.#number(HEAD.checksum, HEAD.size) !== checksum(payload)) return;
    const length = this.#number(HEAD.unitLength, HEAD.checksum);
    const played = MARKS.length + this.#nibbles.length;
    this.unit = {
      kind,
      index: this.#number(HEAD.index, HEAD.payloadLength),
      payload: payload.toString(),
      length,
      played,
      from: this.#from,
      to: played >= length ? this.offset : null,
    };
    this.#began(this.unit);
  }

  #number(from: number, to: number): number {
    return this.#nibbles.slice(from, to).reduce((value, nibble) => value * 16 + nibble, 0);
  }
}

/** The words in a sound. One that begins again at once is the same word, resumed from a little earlier. */
export function readWords(sound: Uint8Array): HeardUnit[] {
  const words: HeardUnit[][] = [];
  const reader = new SoundReader((unit) => {
    if (unit.kind !== 'word') return;
    const last = words.at(-1);
    const [first] = last ?? [];
    if (first?.index === unit.index && first.payload === unit.payload) last?.push(unit);
    else words.push([unit]);
  });
  reader.read(sound);
  return words.flatMap((tellings) => {
    const [first] = tellings;
    return first ? [{ ...first, played: Math.max(...tellings.map(({ played }) => played)) }] : [];
  });
}
