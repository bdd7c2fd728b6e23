import type { TtsFact, Utterance } from '../../machines/ports/tts.ts';
import type { Clock } from '../clock.ts';
import type { MediaPath } from '../media/types.ts';
import { LOW_WATER, paceOf } from './flushes.ts';
import { Heard, onePartEach } from './heard.ts';
import type { PhraseCache } from './phrase-cache.ts';
import { type Entry, RunningOrder } from './running-order.ts';
import { SoundClock } from './sound-clock.ts';
import type { SpeakLine } from './speak-line.ts';
import { type LineReports, SpeakLines } from './speak-lines.ts';
import { charactersOf, nextMembers, unitOf } from './units.ts';

export interface VoiceOptions {
  clock: Clock;
  media: MediaPath;
  phrases: PhraseCache;
  model: string;
  onFact(fact: TtsFact): void;
  openLine(reports: LineReports): SpeakLine;
  /** Milliseconds of silence, with something to say, after which there is no voice. */
  muteMs: number;
}

/** How soon to look again when no connection may be flushed. */
const LOOK_AGAIN = 500;

/**
 * The voice of one call: what the call wants said becomes units, units go to a connection or come from the cache, and their
 * sound goes to the media path in the order in which it was asked for.
 *
 * One utterance is one Flush unit while Flushes are plenty: then the end of each is known and what was heard of it is
 * exact. Only when a connection's Flushes run short do sentences wait and share a unit; `voice.heard` of all of them then comes
 * at the unit's end, and a cut is divided among them by their text.
 *
 * A unit that breaks off after the caller has heard some of it ends there and counts as heard, except a read-back: that is said
 * again from the beginning, since it has to be heard whole.
 */
export class Voice {
  private readonly options: VoiceOptions;
  private readonly order: RunningOrder;
  private readonly lines: SpeakLines;
  private readonly soundClock: SoundClock;
  /** Not yet in a unit, in order. */
  private waiting: Utterance[] = [];
  private replyFinished = false;
  private readonly heard = new Heard();
  /** Sound of kept phrases that are being synthesised. */
  private readonly recording = new Map<Entry, Buffer[]>();
  private generation = 0;
  private pumpTimer: unknown;
  private muteTimer: unknown;
  /** The later of: something was owed after nothing, sound came. */
  private quietSince = 0;
  private over = false;

  constructor(options: VoiceOptions) {
    this.options = options;
    const { clock, media, openLine } = options;
    this.soundClock = new SoundClock(clock);
    this.order = new RunningOrder({
      begin: (unit) => {
        this.generation = media.generation;
        this.heard.begin(unit);
        media.begin(unit.utterance);
      },
      play: (unit, sound) => {
        this.soundClock.play(sound.length);
        media.play(this.generation, unit.utterance.id, sound);
      },
      end: (unit) => media.end(this.generation, unit.utterance.id),
    });
    this.lines = new SpeakLines({
      clock,
      openLine,
      sound: (entry, sound) => this.soundCame(entry, sound),
      complete: (entry) => this.completed(entry),
      interrupted: (entry) => this.interrupted(entry),
      lost: (code) => this.lost(code),
    });
    media.onFact((fact) => {
      for (const told of this.heard.factsOf(fact, this.owesSomething)) this.tell(told);
    });
  }

  say(utterance: Utterance): void {
    if (this.over) return;
    this.replyFinished = false;
    if (!this.owesSomething) this.quietSince = this.options.clock.now();
    this.waiting.push(utterance);
    this.pump();
  }

  finishReply(): void {
    this.replyFinished = true;
    this.pump();
  }

  hold(): void {
    const { media } = this.options;
    media.hold();
    this.soundClock.hold();
    this.tell({ type: 'voice.held', at: media.now() });
  }

  resume(): void {
    this.options.media.resume();
    this.soundClock.resume();
    this.pump();
  }

  stop(): void {
    const { media } = this.options;
    // First of all the caller stops hearing us.
    const parts = this.heard.cut(media.stop());
    this.lines.clear();
    const unheard = this.forgetAll();
    this.soundClock.stop();
    const cut = onePartEach([...parts, ...unheard.map(({ id }) => ({ id, heard: '' }))]);
    this.tell({ type: 'voice.stopped', at: media.now(), cut });
  }

  /** The call is over. */
  close(): void {
    this.over = true;
    this.lines.stop();
    this.forgetAll();
  }

  private get owesSomething(): boolean {
    return this.waiting.length > 0 || !this.order.isEmpty;
  }

  private tell(fact: TtsFact): void {
    if (!this.over) this.options.onFact(fact);
  }

  /** Makes units of what waits, as far as that is wise now. */
  private pump(): void {
    this.options.clock.clearTimeout(this.pumpTimer);
    while (this.waiting.length > 0 && !this.over) {
      const members = nextMembers(this.waiting);
      if (!this.mayGo(members)) break;
      this.waiting = this.waiting.slice(members.length);
      this.go(members);
    }
    this.watchForMute();
  }

  private mayGo(members: Utterance[]): boolean {
    if (this.lines.areLost || this.kept(members)) return true;
    const { clock } = this.options;
    const flushesLeft = this.lines.flushesLeft(clock.now(), charactersOf(members));
    const soundLeftMs = this.soundClock.leftMs;
    const pace = paceOf({ flushesLeft, soundLeftMs, replyFinished: this.replyFinished });
    if (pace === 'flush' || (pace === 'takeAnother' && this.lines.canGrow)) return true;
    const wait = pace === 'coalesce' ? soundLeftMs - LOW_WATER : LOOK_AGAIN;
    this.pumpTimer = clock.setTimeout(() => this.pump(), Math.max(1, wait));
    return false;
  }

  private kept([first, ...others]: Utterance[]): Buffer | undefined {
    const { phrases, model } = this.options;
    return first && others.length === 0 ? phrases.get(model, first.text) : undefined;
  }

  private go(members: Utterance[]): void {
    const unit = unitOf(members);
    const kept = this.kept(members);
    if (!kept && unit.speech !== '' && this.lines.areLost) return;
    const entry = this.order.add(unit);
    if (kept) this.order.sound(entry, kept);
    if (kept || unit.speech === '') this.order.complete(entry);
    else {
      this.record(entry);
      this.lines.say(entry);
    }
  }

  private record(entry: Entry): void {
    const [first, ...others] = entry.unit.members;
    if (first && others.length === 0 && this.options.phrases.isKept(first.text)) this.recording.set(entry, []);
  }

  private soundCame(entry: Entry, sound: Buffer): void {
    this.quietSince = this.options.clock.now();
    this.recording.get(entry)?.push(sound);
    this.order.sound(entry, sound);
  }

  private completed(entry: Entry): void {
    const sound = this.recording.get(entry);
    this.recording.delete(entry);
    const { phrases, model } = this.options;
    if (sound) phrases.put(model, entry.unit.members[0]?.text ?? '', Buffer.concat(sound));
    this.order.complete(entry);
  }

  private interrupted(entry: Entry): Entry | null {
    this.recording.delete(entry);
    if (!this.order.has(entry)) return null;
    const { members, utterance, attempt } = entry.unit;
    if (entry.played === 0) {
      this.order.restart(entry);
      this.record(entry);
      return entry;
    }
    if (utterance.kind === 'read-back') {
      this.heard.break(entry.unit);
      return this.order.replace(entry, unitOf(members, attempt + 1));
    }
    this.order.complete(entry);
    return null;
  }

  private watchForMute(): void {
    const { clock, muteMs } = this.options;
    clock.clearTimeout(this.muteTimer);
    if (!this.owesSomething || this.over || this.lines.areLost) return;
    const wait = this.quietSince + muteMs + this.soundClock.leftMs - clock.now();
    if (wait > 0) this.muteTimer = clock.setTimeout(() => this.watchForMute(), wait);
    else {
      this.lines.stop();
      this.lost('no_sound');
    }
  }

  private lost(code: string): void {
    const { begun } = this.order.clear();
    this.forgetAll();
    this.tell({ type: 'tts.lost', code });
    if (!begun) return;
    // What was sent of it will be heard; then the media path can say that it has finished.
    this.heard.break(begun);
    this.options.media.end(this.generation, begun.utterance.id);
  }

  /** Answers the utterances of which the media path has never heard. */
  private forgetAll(): Utterance[] {
    const { clock } = this.options;
    clock.clearTimeout(this.pumpTimer);
    clock.clearTimeout(this.muteTimer);
    const { unknown } = this.order.clear();
    const unheard = [...unknown.flatMap(({ members }) => members), ...this.waiting];
    this.waiting = [];
    this.recording.clear();
    return unheard;
  }
}
