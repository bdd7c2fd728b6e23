import type { Unit } from './units.ts';

/** Where the sound goes, in order: the media path's synthesiser side. */
export interface SoundSink {
  begin(unit: Unit): void;
  play(unit: Unit, sound: Buffer): void;
  end(unit: Unit): void;
}

/** One unit on its way through. */
export interface Entry {
  unit: Unit;
  /** Sound that came before its turn. */
  early: Buffer[];
  begun: boolean;
  /** Bytes handed to the sink. */
  played: number;
  complete: boolean;
}

/**
 * Units in the order in which they were asked for, whichever connection or cache their sound comes from. The sink sees
 * begin, play…, end of one unit, then of the next. A unit begins with its first sound: of what never sounds it hears nothing.
 */
export class RunningOrder {
  private entries: Entry[] = [];

  private readonly sink: SoundSink;

  constructor(sink: SoundSink) {
    this.sink = sink;
  }

  get isEmpty(): boolean {
    return this.entries.length === 0;
  }

  add(unit: Unit): Entry {
    const entry = newEntry(unit);
    this.entries.push(entry);
    this.advance();
    return entry;
  }

  sound(entry: Entry, sound: Buffer): void {
    if (!this.has(entry)) return;
    if (entry === this.entries[0]) this.playNow(entry, sound);
    else entry.early.push(sound);
  }

  /** All its sound is here. */
  complete(entry: Entry): void {
    entry.complete = true;
    this.advance();
  }

  /** Its sound broke off before any was played: it is to come again from the beginning. */
  restart(entry: Entry): void {
    entry.early = [];
  }

  /** Its sound broke off: it ends here, and `unit` takes its place. */
  replace(entry: Entry, unit: Unit): Entry {
    const again = newEntry(unit);
    this.entries.splice(this.entries.indexOf(entry) + 1, 0, again);
    this.complete(entry);
    return again;
  }

  /** Forgets everything that has not ended: the unit that the sink was in, and those of which it has not heard. */
  clear(): { begun: Unit | undefined; unknown: Unit[] } {
    const entries = this.entries;
    this.entries = [];
    return {
      begun: entries.find(({ begun }) => begun)?.unit,
      unknown: entries.filter(({ begun }) => !begun).map(({ unit }) => unit),
    };
  }

  has(entry: Entry): boolean {
    return this.entries.includes(entry);
  }

  private advance(): void {
    for (let [entry] = this.entries; entry; [entry] = this.entries) {
      const { early } = entry;
      entry.early = [];
      for (const sound of early) this.playNow(entry, sound);
      // The sink may answer by clearing us.
      if (!entry.complete || this.entries[0] !== entry) return;
      this.begin(entry);
      this.entries.shift();
      this.sink.end(entry.unit);
    }
  }

  private begin(entry: Entry): void {
    if (entry.begun) return;
    entry.begun = true;
    this.sink.begin(entry.unit);
  }

  private playNow(entry: Entry, sound: Buffer): void {
    this.begin(entry);
    entry.played += sound.length;
    this.sink.play(entry.unit, sound);
  }
}

function newEntry(unit: Unit): Entry {
  return { unit, early: [], begun: false, played: 0, complete: false };
}
