import type { Clock } from '../clock.ts';
import type { Entry } from './running-order.ts';
import type { SpeakLine, SpeakLineReports } from './speak-line.ts';

/** A second connection for when the first may not be flushed, a third for the most restless of calls. */
const MOST_LINES = 3;

export interface SpeakLinesOptions {
  clock: Clock;
  openLine(reports: LineReports): SpeakLine;
  sound(entry: Entry, sound: Buffer): void;
  complete(entry: Entry): void;
  interrupted(entry: Entry): Entry | null;
  /** No connection is left. */
  lost(code: string): void;
}

export type LineReports = Omit<SpeakLineReports, 'failed' | 'firstByte'>;

/** The connections of one voice: one as a rule, more when that one's Flushes are used up. */
export class SpeakLines {
  private lines: SpeakLine[] = [];
  private gone = false;
  private readonly options: SpeakLinesOptions;

  constructor(options: SpeakLinesOptions) {
    this.options = options;
    this.grow();
  }

  get areLost(): boolean {
    return this.gone;
  }

  get canGrow(): boolean {
    return this.lines.length < MOST_LINES && !this.gone;
  }

  /** Of the connection that may be flushed most, for so many characters of text. */
  flushesLeft(now: number, characters: number): number {
    return Math.max(0, ...this.lines.map((line) => line.flushesLeft(now, characters)));
  }

  /** On the first connection that may be flushed, or a new one. Where there can be none, the unit stays unsaid. */
  say(entry: Entry): void {
    const now = this.options.clock.now();
    const { length } = entry.unit.speech;
    const line =
      this.lines.find((candidate) => candidate.flushesLeft(now, length) > 0) ?? (this.canGrow ? this.grow() : null);
    line?.say(entry);
  }

  clear(): void {
    for (const line of this.lines) line.clear();
  }

  stop(): void {
    this.gone = true;
    const lines = this.lines;
    this.lines = [];
    for (const line of lines) line.stop();
  }

  private grow(): SpeakLine {
    const { openLine, sound, complete, interrupted } = this.options;
    const line: SpeakLine = openLine({
      sound,
      complete,
      interrupted,
      displaced: (entries) => this.sayElsewhere(entries),
      lost: (code, owed) => {
        this.lines = this.lines.filter((other) => other !== line);
        if (this.gone) return;
        if (this.lines.length > 0) this.sayElsewhere(owed);
        else {
          this.gone = true;
          this.options.lost(code);
        }
      },
    });
    this.lines.push(line);
    return line;
  }

  private sayElsewhere(entries: Entry[]): void {
    for (const entry of entries) this.say(entry);
  }
}
