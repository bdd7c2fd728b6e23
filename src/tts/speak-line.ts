import type { Clock } from '../clock.ts';
import type { Connection, Connections, SocketReports } from '../deepgram/connections.ts';
import type { OutsideError } from '../errors.ts';
import { FlushBudget } from './flushes.ts';
import type { Entry } from './running-order.ts';
import type { SpeakSocket, SpeakSocketReports } from './speak-socket.ts';
import { speakPieces } from './text.ts';

export interface SpeakLineReports {
  sound(entry: Entry, sound: Buffer): void;
  /** All sound of this unit has come. */
  complete(entry: Entry): void;
  /** The socket dropped in the middle of this unit: what to say again in its place, or null for nothing. */
  interrupted(entry: Entry): Entry | null;
  /** This connection will not say these: another has to. */
  displaced(entries: Entry[]): void;
  failed(error: { code: string; message: string }): void;
  firstByte(ms: number): void;
  /** Gone for good, with these unsaid. */
  lost(code: string, owed: Entry[]): void;
}

export interface SpeakLineOptions {
  clock: Clock;
  connections: Connections;
  openSocket(reports: SpeakSocketReports): SpeakSocket;
  /** Milliseconds without sound or Flushed, while a flushed unit is owed, after which the connection counts as lost. */
  stallMs: number;
}

interface Owed {
  entry: Entry;
  /** Undefined while it has not been sent on the present socket. */
  flushedAt?: number;
  received: number;
  /** Nothing was owed before it: its first byte tells how fast the server is. */
  alone: boolean;
}

/** Closes of a socket that nobody used: a receive time-out, the hour's limit, or simply the end. */
const RESTING = new Set(['net_0001', 'net_0003', 'close_1000', 'close_1005']);

/**
 * One connection to the synthesiser and what it owes us. Its server speaks in order: sound belongs to the oldest unit owed
 * until Flushed. After a Clear, what still comes is old, until Cleared.
 */
export class SpeakLine {
  private owed: Owed[] = [];
  private socket: SpeakSocket | null = null;
  private reports: SocketReports | null = null;
  private budget = new FlushBudget();
  private clearsPending = 0;
  /** Flushes that a Clear has overtaken: whether they are still answered is not specified. */
  private staleFlushes = 0;
  /** The server's buffer holds text that an excess Flush left there. */
  private tainted = false;
  private stallTimer: unknown;
  private readonly connection: Connection;
  private readonly clock: Clock;
  private readonly stallMs: number;
  private readonly tell: SpeakLineReports;

  constructor({ clock, connections, openSocket, stallMs }: SpeakLineOptions, tell: SpeakLineReports) {
    this.clock = clock;
    this.stallMs = stallMs;
    this.tell = tell;
    this.connection = connections.open(
      (reports) => {
        const socket = openSocket({
          opened: () => {
            reports.opened();
            this.opened(socket, reports);
          },
          sound: (sound) => this.heard(sound),
          flushed: () => this.flushed(),
          cleared: () => {
            this.clearsPending = Math.max(0, this.clearsPending - 1);
          },
          warned: (code, description) => this.warned(code, description),
          ended: (error) => this.ended(error, reports),
        });
        return () => {
          this.closed();
          socket.close();
        };
      },
      {
        opened: () => {},
        dropped: () => {},
        reopened: () => {},
        lost: (code) => {
          const owed = this.owed.map(({ entry }) => entry);
          this.owed = [];
          this.tell.lost(code, owed);
        },
      },
    );
  }

  /** Flushes that it may be sent now, for so many characters of text. */
  flushesLeft(now: number, characters: number): number {
    const unsent = this.owed.filter(({ flushedAt }) => flushedAt === undefined);
    const waiting = unsent.reduce((sum, { entry }) => sum + entry.unit.speech.length, 0);
    return Math.max(0, this.budget.left(now, waiting + characters) - unsent.length);
  }

  say(entry: Entry): void {
    const owed: Owed = { entry, received: 0, alone: false };
    this.owed.push(owed);
    if (this.socket) this.send(this.socket, owed);
    else this.connection.wanted();
  }

  /** Nothing of what is owed is wanted any more. */
  clear(): void {
    const flushed = this.owed.filter(({ flushedAt }) => flushedAt !== undefined).length;
    this.owed = [];
    this.clock.clearTimeout(this.stallTimer);
    if (flushed > 0 || this.tainted) this.sendClear(flushed);
  }

  stop(): void {
    this.owed = [];
    this.connection.stop();
  }

  private opened(socket: SpeakSocket, reports: SocketReports): void {
    this.socket = socket;
    this.reports = reports;
    this.budget = new FlushBudget();
    this.clearsPending = 0;
    this.staleFlushes = 0;
    this.tainted = false;
    for (const owed of this.owed) this.send(socket, owed);
  }

  /** Our end of the socket goes: by a drop, a stall, or because it is no longer wanted. */
  private closed(): void {
    this.socket = null;
    this.reports = null;
    this.clock.clearTimeout(this.stallTimer);
    const [head] = this.owed;
    const again = head && head.received > 0 ? this.tell.interrupted(head.entry) : head?.entry;
    const rest = this.owed.slice(1).map(({ entry }) => entry);
    this.owed = [...(again ? [again] : []), ...rest].map((entry) => ({ entry, received: 0, alone: false }));
  }

  private send(socket: SpeakSocket, owed: Owed): void {
    const now = this.clock.now();
    const isFirst = !this.owed.some(({ flushedAt }) => flushedAt !== undefined);
    owed.alone = isFirst;
    owed.flushedAt = now;
    const { speech } = owed.entry.unit;
    this.budget.spend(now, speech.length);
    if (isFirst) this.progress();
    socket.speak(speakPieces(speech));
  }

  private heard(sound: Buffer): void {
    const [head] = this.owed;
    if (this.clearsPending > 0 || !head || sound.length === 0) return;
    const now = this.clock.now();
    this.staleFlushes = 0;
    this.progress();
    if (head.received === 0 && head.alone && head.flushedAt !== undefined) this.tell.firstByte(now - head.flushedAt);
    head.received += sound.length;
    this.tell.sound(head.entry, sound);
  }

  private flushed(): void {
    const [head] = this.owed;
    if (this.clearsPending > 0 || !head) return;
    if (head.received === 0 && this.staleFlushes > 0) {
      this.staleFlushes -= 1;
      return;
    }
    this.owed.shift();
    if (this.owed.length > 0) this.progress();
    else this.clock.clearTimeout(this.stallTimer);
    if (this.owed.length === 0 && this.tainted) this.sendClear(0);
    this.tell.complete(head.entry);
  }

  private warned(code: string, description: string): void {
    this.tell.failed({ code: code.toLowerCase() || 'warning', message: `expected no warning, got: ${description}` });
    if (!/flush/i.test(`${code} ${description}`)) return;
    // The newest unit's text stays in the server's buffer and nothing will be said: it has to go elsewhere.
    this.budget.exhaust(this.clock.now());
    this.tainted = true;
    const last = this.owed.at(-1);
    const displaced = last && last.received === 0 ? [last.entry] : [];
    if (displaced.length > 0) this.owed.pop();
    if (this.owed.length === 0) {
      this.clock.clearTimeout(this.stallTimer);
      this.sendClear(0);
    }
    this.tell.displaced(displaced);
  }

  private sendClear(overtaken: number): void {
    this.tainted = false;
    if (!this.socket) return;
    this.clearsPending += 1;
    this.staleFlushes += overtaken;
    this.socket.clear();
  }

  private ended(error: OutsideError, reports: SocketReports): void {
    if (this.socket && this.owed.length === 0 && RESTING.has(error.code)) {
      reports.rested();
      return;
    }
    this.tell.failed(error);
    reports.closed(error);
  }

  private progress(): void {
    this.clock.clearTimeout(this.stallTimer);
    this.stallTimer = this.clock.setTimeout(() => this.stalled(), this.stallMs);
  }

  private stalled(): void {
    this.tell.failed({ code: 'stalled', message: `expected sound within ${this.stallMs} ms, got none` });
    this.reports?.silent();
  }
}
