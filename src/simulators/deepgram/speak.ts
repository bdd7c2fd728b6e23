import { type Connection, parseTyped } from './connection.ts';
import type { SpeakSettings } from './settings.ts';
import { MinuteAllowance, synthesize, type TtsScript } from './synthesis.ts';

const FLUSHES_A_MINUTE = 20;
const CHARACTERS_A_MINUTE = 2400;
const CHARACTERS_A_MESSAGE = 2000;
const LONGEST_CONNECTION_MS = 60 * 60_000;

/** What one Flush asked for, on its way out. */
interface Unit {
  sound: Buffer;
  sent: number;
  /** Its first frame leaves no earlier. */
  readyAt: number;
  /** When its first frame left: the others follow by the pace from there. */
  startedAt: number | null;
}

/** One v1/speak connection: text is kept until a Flush, sound leaves in frames faster than it plays. */
export class SpeakLive {
  readonly #connection: Connection;
  readonly #settings: SpeakSettings;
  readonly #script: Required<TtsScript>;
  readonly #flushes = new MinuteAllowance(FLUSHES_A_MINUTE);
  readonly #characters = new MinuteAllowance(CHARACTERS_A_MINUTE);
  #text = '';
  #words = 0;
  #units: Unit[] = [];
  #flushed = 0;
  #sequence = 0;
  /** Clears that wait for their Cleared. */
  #clears = 0;
  #timer: unknown;
  readonly #limit: unknown;

  constructor(connection: Connection, settings: SpeakSettings, script: Required<TtsScript>) {
    this.#connection = connection;
    this.#settings = settings;
    this.#script = script;
    this.#limit = connection.clock.setTimeout(() => connection.close(1011, 'NET-0003'), LONGEST_CONNECTION_MS);
    connection.say({
      type: 'Metadata',
      request_id: connection.requestId,
      model_name: settings.model,
      model_version: '2025-05-20.0',
      model_uuid: '00000000-0000-4000-8000-000000000002',
      additional_model_uuids: [],
    });
  }

  message(data: Buffer, isBinary: boolean): void {
    if (!this.#connection.isOpen) return;
    const message = isBinary ? null : parseTyped(data.toString());
    if (message) this.#connection.received.push({ at: this.#connection.clock.now(), message });
    if (isBinary) this.#connection.close(1003, 'MESSAGE-0000');
    else if (message?.type === 'Speak' && typeof message.text === 'string') this.#speak(message.text);
    else if (message?.type === 'Flush') this.#flush();
    else if (message?.type === 'Clear') this.#clear();
    else if (message?.type === 'Close') this.#connection.close(1000, '');
    else this.#connection.close(1008, 'DATA-0000');
  }

  closed(): void {
    this.#connection.clock.clearTimeout(this.#timer);
    this.#connection.clock.clearTimeout(this.#limit);
  }

  #speak(text: string): void {
    if (text.length > CHARACTERS_A_MESSAGE) this.#connection.close(1009, 'BIG-0001');
    else if (!this.#characters.take(this.#connection.clock.now(), text.length))
      this.#connection.close(1008, 'DATA-0001');
    else this.#text += text;
  }

  #flush(): void {
    const now = this.#connection.clock.now();
    if (!this.#flushes.take(now)) {
      const description = `The Flush was not processed: expected at most ${FLUSHES_A_MINUTE} in 60 seconds.`;
      this.#connection.say({ type: 'Warning', description, code: 'EXCESSIVE_FLUSH' });
      return;
    }
    const { charactersPerSecond, firstByteMs } = this.#script;
    const { sound, words } = synthesize(this.#text, this.#settings, charactersPerSecond, this.#words);
    this.#text = '';
    this.#words += words;
    this.#units.push({ sound, sent: 0, readyAt: now + firstByteMs, startedAt: null });
    if (this.#units.length === 1 && this.#clears === 0) this.#produce();
  }

  /** Sends what is due and waits for the next frame. Times count from the unit's start: late timers do not add up. */
  #produce(): void {
    const { clock } = this.#connection;
    const now = clock.now();
    for (let unit = this.#units[0]; unit && this.#connection.isOpen; unit = this.#units[0]) {
      const due = this.#connection.isSilent() ? now + this.#script.frameMs : this.#dueAt(unit);
      if (due > now) {
        this.#timer = clock.setTimeout(() => this.#produce(), due - now);
        return;
      }
      unit.startedAt ??= due;
      this.#sendFrame(unit);
      if (unit.sent < unit.sound.length) continue;
      this.#units.shift();
      this.#sayFlushed();
    }
  }

  #dueAt(unit: Unit): number {
    if (unit.startedAt === null) return unit.readyAt;
    return unit.startedAt + unit.sent / this.#settings.bytesPerMs / this.#script.pace;
  }

  #sendFrame(unit: Unit): void {
    if (unit.sent >= unit.sound.length) return;
    const frame = unit.sound.subarray(unit.sent, unit.sent + this.#script.frameMs * this.#settings.bytesPerMs);
    unit.sent += frame.length;
    this.#connection.sendAudio(frame);
    this.#connection.audioMs += frame.length / this.#settings.bytesPerMs;
    this.#connection.passed(this.#connection.audioMs);
  }

  #sayFlushed(): void {
    this.#connection.say({ type: 'Flushed', sequence_id: this.#flushed });
    this.#flushed += 1;
  }

  /** Sound that was on its way when the Clear came still arrives; Cleared tells that no more will. */
  #clear(): void {
    const { clock } = this.#connection;
    const [current] = this.#units;
    const overtaken = this.#units.length;
    this.#text = '';
    this.#units = [];
    this.#clears += 1;
    if (this.#clears > 1) return;
    clock.clearTimeout(this.#timer);
    this.#timer = clock.setTimeout(() => this.#cleared(current, overtaken), this.#script.clearMs);
  }

  #cleared(current: Unit | undefined, overtaken: number): void {
    const { lateFrames, flushedAfterClear } = this.#script;
    for (let n = 0; n < lateFrames && current && current.startedAt !== null; n++) this.#sendFrame(current);
    for (; this.#clears > 0; this.#clears--) {
      this.#connection.say({ type: 'Cleared', sequence_id: this.#sequence });
      this.#sequence += 1;
    }
    if (flushedAfterClear) for (let n = 0; n < overtaken; n++) this.#sayFlushed();
    this.#produce();
  }
}
