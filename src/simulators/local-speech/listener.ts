import { Hearing, type HearingFact, type Stretch } from './hearing.ts';
import { resultsOf, speechStarted, utteranceEnd } from './listen-messages.ts';
import type { ListenParameters } from './parameters.ts';
import type { FairQueue, Job } from './queue.ts';
import { Tape } from './tape.ts';
import { WINDOW } from './window.ts';
import { plainText, timeWords, type Word } from './words.ts';
import type { TranscribeReply, TranscribeRequest, VadReply, VadRequest } from './worker-messages.ts';

/** What a listener needs of the workers. */
export interface Ears {
  judge(request: VadRequest): Promise<VadReply>;
  transcribe(request: TranscribeRequest): Promise<TranscribeReply>;
  queue: FairQueue<TranscribeReply>;
}

export interface ListenerOptions {
  id: string;
  parameters: ListenParameters;
  ears: Ears;
  send(message: object): void;
  /** A worker failed; the stream cannot go on. */
  fail(reason: unknown): void;
}

interface Said {
  transcript: string;
  confidence: number;
  words: Word[];
}

const NO_WORDS: Said = { transcript: '', confidence: 0, words: [] };

/** One or two windows of voice are a click, not a word. */
const LEAST_VOICED_WINDOWS = 3;

/** One stream of sound: hears where speech begins and ends, has it recognized, and tells it in order. */
export class Listener {
  readonly #options: ListenerOptions;
  readonly #hearing: Hearing;
  readonly #tape = new Tape();
  #asked = 0;
  /** Windows are judged one after the other, and what was asked between them happens between them. */
  #judging: Promise<void> = Promise.resolve();
  /** Finals, and what must follow them, leave in the order of the sound, however long each takes to recognize. */
  #telling: Promise<void> = Promise.resolve();
  #untold = 0;
  #guess: Job<TranscribeReply> | null = null;
  #partialRuns = false;
  /** The words of this span as they were last told. */
  #soFar: Said = NO_WORDS;
  #span = 0;
  /** Seconds; the end of the last word that was told, until its UtteranceEnd has been told too. */
  #lastWordEnd: number | null = null;

  constructor(options: ListenerOptions) {
    this.#options = options;
    const { endpointing, utteranceEndMs } = options.parameters;
    this.#hearing = new Hearing({ endpointing, utteranceEnd: utteranceEndMs });
  }

  /** @param sound 8 kHz, −1…1, any length */
  hear(sound: Float32Array): void {
    this.#tape.append(sound);
    const windows = Math.floor((this.#tape.end - this.#asked) / WINDOW);
    if (windows === 0) return;
    const from = this.#asked;
    this.#asked += windows * WINDOW;
    const judged = this.#options.ears.judge({ stream: this.#options.id, sound: this.#tape.slice(from, this.#asked) });
    this.#after(judged, (probabilities) => {
      for (const probability of probabilities) for (const fact of this.#hearing.window(probability)) this.#take(fact);
      this.#tape.forget(this.#hearing.needed);
    });
  }

  /** Tells what there is now. Resolves when it, and everything before it, has been told. */
  async flush(why: 'finalize' | 'end'): Promise<void> {
    this.#after(Promise.resolve(), () => {
      for (const fact of this.#hearing.close(why)) this.#take(fact);
    });
    await this.#judging;
    await this.#telling;
  }

  /** The client is gone: what is still being judged is of no interest. */
  close(): void {
    const { ears, id } = this.#options;
    this.#take = () => {};
    ears.queue.forget(id);
    // The worker may be gone, and with it its memory of this stream.
    ears.judge({ stream: id, forget: true }).catch(() => {});
  }

  #after<T>(work: Promise<T>, then: (result: T) => void): void {
    work.catch(() => {}); // told below, when its turn has come
    this.#judging = this.#judging.then(async () => then(await work)).catch(this.#options.fail);
  }

  #take = (fact: HearingFact): void => {
    const { parameters, send } = this.#options;
    switch (fact.type) {
      case 'started':
        if (parameters.vadEvents) send(speechStarted(fact.at));
        return;
      case 'partial':
        if (parameters.interimResults) this.#tellPartial(fact.start, fact.speech);
        return;
      case 'paused':
        this.#guess = this.#recognize(fact.speech, 'final');
        return;
      case 'resumed':
        this.#guess?.withdraw();
        this.#guess = null;
        return;
      case 'silent':
        if (parameters.interimResults && this.#untold === 0) send(this.#results({ ...fact, ...NO_WORDS, ...INTERIM }));
        return;
      case 'closed':
        this.#tellFinal(fact);
        return;
      case 'gap':
        this.#tell(Promise.resolve(), () => {
          if (this.#lastWordEnd !== null) send(utteranceEnd(this.#lastWordEnd));
          this.#lastWordEnd = null;
        });
    }
  };

  #tellPartial(start: number, speech: Stretch): void {
    // As the real service does when there is nothing new: a client may take a silent server for a dead one.
    if (this.#partialRuns && this.#untold === 0)
      this.#options.send(this.#results({ start, end: speech.to, ...this.#soFar, ...INTERIM }));
    if (this.#partialRuns) return;
    this.#partialRuns = true;
    const span = this.#span;
    this.#recognize(speech, 'partial')
      .done.then((heard) => {
        if (!heard?.text || span !== this.#span || this.#untold > 0) return;
        this.#soFar = this.#said(heard, speech);
        this.#options.send(this.#results({ start, end: speech.to, ...this.#soFar, ...INTERIM }));
      })
      .catch(this.#options.fail)
      .finally(() => {
        this.#partialRuns = false;
      });
  }

  #tellFinal(fact: Extract<HearingFact, { type: 'closed' }>): void {
    const { start, end, speech, speechFinal } = fact;
    this.#span++;
    this.#soFar = NO_WORDS;
    const worthIt = speech !== null && speech.voicedWindows >= LEAST_VOICED_WINDOWS;
    const guess = this.#guess;
    this.#guess = null;
    if (!worthIt) guess?.withdraw();
    const heard = worthIt ? (guess ?? this.#recognize(speech, 'final')).done : Promise.resolve(undefined);
    const flags = { isFinal: true, speechFinal, fromFinalize: fact.why === 'finalize' };
    this.#tell(heard, (words) => {
      const said = words && speech ? this.#said(words, speech) : NO_WORDS;
      this.#lastWordEnd = said.words.at(-1)?.end ?? this.#lastWordEnd;
      this.#options.send(this.#results({ start, end, ...said, ...flags }));
    });
  }

  #tell<T>(work: Promise<T>, then: (result: T) => void): void {
    this.#untold++;
    work.catch(() => {});
    this.#telling = this.#telling
      .then(async () => then(await work))
      .catch(this.#options.fail)
      .finally(() => {
        this.#untold--;
      });
  }

  #recognize(speech: Stretch, urgency: 'partial' | 'final'): Job<TranscribeReply> {
    const { ears, id, parameters } = this.#options;
    const sound = this.#tape.slice(speech.from, speech.to);
    const request = { sound, keyterms: parameters.keyterms, final: urgency === 'final' };
    return ears.queue.add(id, urgency, () => ears.transcribe(request));
  }

  #said(heard: TranscribeReply, speech: Stretch): Said {
    const { formatted } = this.#options.parameters;
    const words = timeWords(heard.text, speech, heard.confidence, formatted);
    if (words.length === 0) return NO_WORDS;
    return { transcript: formatted ? heard.text : plainText(heard.text), confidence: heard.confidence, words };
  }

  #results(span: Parameters<typeof resultsOf>[0]): object {
    return resultsOf(span, this.#options.id);
  }
}

const INTERIM = { isFinal: false, speechFinal: false, fromFinalize: false };
