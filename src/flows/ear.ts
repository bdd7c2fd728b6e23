import type { CarrierCall } from '../simulators/carrier/index.ts';
import { type HeardUnit, SoundReader } from '../simulators/deepgram/read.ts';
import { HEARD } from '../simulators/deepgram/sound.ts';
import { endOf, plainWords } from './words.ts';

type Since = 'the beginning' | "the caller's words" | 'the mark';

/** What the caller hears, word by word, read out of the sound as it is played. */
export class Ear {
  readonly #call: CarrierCall;
  readonly #units: HeardUnit[] = [];
  readonly #reader = new SoundReader((unit) => this.#began(unit));
  #until = 0;
  /** Where the caller last began to speak, and where the last text that was waited for ended. */
  #spoke = 0;
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

  /** The caller begins to speak: what was heard before is an answer to something else. */
  mark(): void {
    this.listen();
    this.#spoke = this.#plain().length;
    this.#mark = this.#spoke;
  }

  /** Whether this has been heard since the last text that was taken, or the caller's words; then it is taken itself. */
  takes(text: string): boolean {
    const end = endOf(this.#plain(), plainWords(text), this.#mark);
    if (end >= 0) this.#mark = end;
    return end >= 0;
  }

  heard(text: string, since: Since): boolean {
    return endOf(this.#plain(), plainWords(text), this.#from(since)) >= 0;
  }

  text(since: Since = 'the beginning'): string {
    return since === 'the beginning' ? this.#words().join(' ') : this.#plain().slice(this.#from(since)).join(' ');
  }

  #from(since: Since): number {
    if (since === 'the beginning') return 0;
    return since === "the caller's words" ? this.#spoke : this.#mark;
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
