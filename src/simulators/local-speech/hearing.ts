import { samplesOf, WINDOW } from './window.ts';

/** A stretch of speech, in samples since the stream began. */
export interface Stretch {
  /** The sound to recognize, a little wider than the speech. */
  from: number;
  to: number;
  /** Where the voice itself begins and ends. */
  begin: number;
  end: number;
  /** Windows in which somebody spoke: a click has one or two. */
  voicedWindows: number;
}

/** What is found in the sound, in the order of the sound. A span runs from the end of the last one to its own. */
export type HearingFact =
  | { type: 'started'; at: number }
  /** Somebody is speaking: this is their sound so far. */
  | { type: 'partial'; start: number; speech: Stretch }
  /** Perhaps they have finished: this will be the span's sound unless they go on. */
  | { type: 'paused'; speech: Stretch }
  | { type: 'resumed' }
  | { type: 'closed'; start: number; end: number; speech: Stretch | null; speechFinal: boolean; why: Closing }
  /** Nothing to hear since the span began. */
  | { type: 'silent'; start: number; end: number }
  /** Since the last speech it has been quiet for the length that ends an utterance. */
  | { type: 'gap'; at: number };

export type Closing = 'quiet' | 'length' | 'silence' | 'finalize' | 'end';

export interface HearingOptions {
  /** Quiet that ends an utterance, ms; false when nothing but Finalize does. */
  endpointing: number | false;
  /** Quiet after which the utterance is reported to be over, ms. */
  utteranceEnd: number | null;
}

const STARTS_ABOVE = 0.5;
const STAYS_ABOVE = 0.35;
/** Less, and the pauses inside a sentence would cut it: this recognizer, unlike the one it stands for, starts anew each time. */
const LEAST_ENDPOINTING_MS = 400;
/** Without endpointing, finals still come, as they do from the real service. */
const FINAL_WITHOUT_ENDPOINTING_MS = 1000;
/** A breath: long enough that the final may be worked out in what is left until the end of the turn. */
const PAUSE = samplesOf(150);
/** The first consonant is often below the threshold. */
const BEFORE_SPEECH = samplesOf(250);
const SILENT_EVERY = samplesOf(1000);
const SILENCE_SPAN = samplesOf(3000);
const LONGEST_SPEECH = samplesOf(10_000);
const LOOK_BACK_FOR_CUT = samplesOf(3000);
/** Recognition starts over with the whole stretch every time, so a longer one is looked at less often. */
const PARTIAL_EVERY = samplesOf(500);
const PARTIAL_EVERY_IN_LONG = samplesOf(1000);
const LONG = samplesOf(3000);

type Mode =
  | { name: 'quiet'; nextSilent: number }
  | { name: 'speaking'; speech: Speech; nextPartial: number }
  | { name: 'pausing'; speech: Speech; nextPartial: number };

interface Speech {
  from: number;
  begin: number;
  end: number;
  voicedWindows: number;
  /** The probability of each window since `begin`. */
  windows: number[];
}

/** The pure half of recognition: from one probability of speech a window to spans, pauses and ends. */
export class Hearing {
  #now = 0;
  #spanStart = 0;
  #mode: Mode = { name: 'quiet', nextSilent: SILENT_EVERY };
  /** What has been given away to be recognized is not given again: nobody is to be heard twice. */
  #givenUntil = 0;
  /** The end of the last speech, until the gap after it has been reported. */
  #gapSince: number | null = null;
  readonly #quietForFinal: number;
  readonly #speechFinal: boolean;
  readonly #gap: number | null;

  constructor(options: HearingOptions) {
    const { endpointing, utteranceEnd } = options;
    this.#speechFinal = endpointing !== false;
    this.#quietForFinal = samplesOf(
      endpointing === false ? FINAL_WITHOUT_ENDPOINTING_MS : Math.max(endpointing, LEAST_ENDPOINTING_MS),
    );
    this.#gap = utteranceEnd === null ? null : samplesOf(utteranceEnd);
  }

  /** Sound before this will not be asked for any more. */
  get needed(): number {
    return this.#mode.name === 'quiet' ? this.#now - BEFORE_SPEECH : this.#mode.speech.from;
  }

  /** The next window, and how likely it is that it holds speech. */
  window(probability: number): HearingFact[] {
    const windowStart = this.#now;
    this.#now += WINDOW;
    if (this.#mode.name === 'quiet')
      return probability > STARTS_ABOVE
        ? this.#begin(windowStart, probability)
        : this.#stayQuiet(this.#mode.nextSilent);
    return this.#goOn(this.#mode, probability);
  }

  /** The client wants what there is now. */
  close(why: 'finalize' | 'end'): HearingFact[] {
    const speech = this.#mode.name === 'quiet' ? null : stretch(this.#mode.speech, this.#now);
    return [this.#close(this.#now, speech, why)];
  }

  #begin(at: number, probability: number): HearingFact[] {
    const from = Math.max(this.#givenUntil, at - BEFORE_SPEECH);
    const speech = { from, begin: at, end: this.#now, voicedWindows: 1, windows: [probability] };
    this.#mode = { name: 'speaking', speech, nextPartial: at + PARTIAL_EVERY };
    return [{ type: 'started', at }];
  }

  #stayQuiet(nextSilent: number): HearingFact[] {
    const facts: HearingFact[] = [];
    if (this.#gap !== null && this.#gapSince !== null && this.#now - this.#gapSince >= this.#gap) {
      this.#gapSince = null;
      facts.push({ type: 'gap', at: this.#now });
    }
    if (this.#now - this.#spanStart >= SILENCE_SPAN) facts.push(this.#close(this.#now, null, 'silence'));
    else if (this.#now >= nextSilent) {
      this.#mode = { name: 'quiet', nextSilent: nextSilent + SILENT_EVERY };
      facts.push({ type: 'silent', start: this.#spanStart, end: this.#now });
    }
    return facts;
  }

  #goOn(mode: Exclude<Mode, { name: 'quiet' }>, probability: number): HearingFact[] {
    const { speech } = mode;
    const facts: HearingFact[] = [];
    speech.windows.push(probability);
    if (probability > STAYS_ABOVE) {
      speech.end = this.#now;
      speech.voicedWindows++;
      if (mode.name === 'pausing') facts.push({ type: 'resumed' });
      this.#mode = { ...mode, name: 'speaking' };
      if (this.#now - speech.from >= LONGEST_SPEECH) return [...facts, ...this.#cut(speech)];
      if (this.#now >= mode.nextPartial) facts.push(this.#partial(speech));
      return facts;
    }
    const quiet = this.#now - speech.end;
    if (quiet >= this.#quietForFinal) {
      this.#gapSince = speech.end;
      return [this.#close(this.#now, stretch(speech, speech.end + PAUSE), 'quiet')];
    }
    if (mode.name === 'speaking' && quiet >= PAUSE) {
      this.#mode = { ...mode, name: 'pausing' };
      return [{ type: 'paused', speech: stretch(speech, speech.end + PAUSE) }];
    }
    return facts;
  }

  #partial(speech: Speech): HearingFact {
    const every = this.#now - speech.begin < LONG ? PARTIAL_EVERY : PARTIAL_EVERY_IN_LONG;
    this.#mode = { name: 'speaking', speech, nextPartial: this.#now + every };
    return { type: 'partial', start: this.#spanStart, speech: stretch(speech, this.#now) };
  }

  /** Nobody pauses for the recognizer's sake: a long speech is cut where it is quietest, and goes on. */
  #cut(speech: Speech): HearingFact[] {
    const count = speech.windows.length;
    const first = Math.max(1, count - Math.floor(LOOK_BACK_FOR_CUT / WINDOW));
    let quietest = first;
    for (let i = first; i < count; i++) if ((speech.windows[i] ?? 1) < (speech.windows[quietest] ?? 1)) quietest = i;
    const at = this.#now - (count - quietest) * WINDOW;
    const before = {
      ...speech,
      end: Math.min(speech.end, at),
      voicedWindows: voiced(speech.windows.slice(0, quietest)),
    };
    const closed = this.#close(at, stretch(before, at), 'length');
    const rest = speech.windows.slice(quietest);
    this.#mode = {
      name: 'speaking',
      speech: { from: at, begin: at, end: speech.end, voicedWindows: voiced(rest), windows: rest },
      nextPartial: this.#now + PARTIAL_EVERY,
    };
    return [closed];
  }

  #close(end: number, speech: Stretch | null, why: Closing): HearingFact {
    const start = this.#spanStart;
    const speechFinal = why === 'quiet' ? this.#speechFinal : why !== 'length' && speech !== null;
    this.#spanStart = end;
    this.#givenUntil = speech?.to ?? this.#givenUntil;
    this.#mode = { name: 'quiet', nextSilent: end + SILENT_EVERY };
    if (speech && why !== 'length') this.#gapSince = speech.end;
    return { type: 'closed', start, end, speech, speechFinal, why };
  }
}

function stretch(speech: Speech, to: number): Stretch {
  const { from, begin, end, voicedWindows } = speech;
  return { from, to, begin, end, voicedWindows };
}

function voiced(windows: readonly number[]): number {
  return windows.filter((probability) => probability > STAYS_ABOVE).length;
}
