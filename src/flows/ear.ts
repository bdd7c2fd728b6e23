import type { CarrierCall } from '../simulators/carrier/index.ts';
import { type HeardUnit, SoundReader } from '../simulators/deepgram/read.ts';
import { HEARD } from '../simulators/deepgram/sound.ts';
import { endOf, plainWords } from './words.ts';

/** What the caller hears, word by word, read out of the sound as it is played. */
export class Ear {
  readonly #call: CarrierCall;
  readonly #units: HeardUnit[] = [];
  readonly #reader = new SoundReader((unit) => this.#began(unit));
  #until = 0;
  #mark = 0;
  #quietSince = 0;

  constructor(call: CarrierCall) {
    this.#call = call;
  }

  /** Takes in what was played since it was last asked. */
  listen(): void {
    const now = this.#call.now();
    this.#reader.read(this.#call.heardSound(this.#until, now));
    this.#until = now;
    if (this.#call.isHearing) this.#quietSince = now;
  }

  /** For how long nothing has been heard, in ms. */
  quietMs(): number {
    return this.#call.now() - this.#quietSince;
  }

  /** From here on: what was heard before does not count for `hears` any more. */
  mark(): void {
    this.listen();
    this.#mark = this.#plain().length;
  }

  /** Whether this has been heard since the mark; then the mark moves behind it. */
  takes(text: string): boolean {
    const end = endOf(this.#plain(), plainWords(text), this.#mark);
    if (end >= 0) this.#mark = end;
    return end >= 0;
  }

  /** Whether this has been heard since the mark, or from the beginning. */
  heard(text: string, since: 'the mark' | 'the beginning'): boolean {
    return endOf(this.#plain(), plainWords(text), since === 'the mark' ? this.#mark : 0) >= 0;
  }

  /** All of it, or what came since the mark. */
  text(since: 'the mark' | 'the beginning' = 'the beginning'): string {
    return since === 'the mark' ? this.#plain().slice(this.#mark).join(' ') : this.#words().join(' ');
  }

  #words(): string[] {
    return this.#units.flatMap(({ payload, played, length }) => (played >= HEARD * length ? [payload] : []));
  }

  #plain(): string[] {
    return this.#words().flatMap(plainWords);
  }

  /** A word that was cut and goes on appears once. */
  #began(unit: HeardUnit): void {
    if (unit.kind !== 'word') return;
    const last = this.#units.at(-1);
    const isAgain = last?.index === unit.index && last.payload === unit.payload;
    if (isAgain && last.played >= HEARD * last.length) return;
    if (isAgain) this.#units.pop();
    this.#units.push(unit);
  }
}
