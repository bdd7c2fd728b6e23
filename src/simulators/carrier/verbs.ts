import type { Clock } from '../../clock.ts';
import type { DialResult, DiaryEvent } from './diary.ts';
import { parseTwiml, type TwimlElement } from './twiml.ts';
import { takeWhisper } from './whisper.ts';

export type EndReason =
  | 'caller-hung-up'
  /** A `<Hangup>` was reached. */
  | 'hangup-verb'
  | 'no-more-verbs'
  /** REST `Status=completed`. */
  | 'rest-completed'
  | 'rejected'
  /** A call that we placed was not taken, or called off while it rang. */
  | 'not-answered'
  /** A webhook could not be had or made no sense: "an application error has occurred". */
  | 'application-error';

/** Where a document comes from: a webhook, or REST itself. */
export type Source = { url: string; fields?: Readonly<Record<string, string>> } | { twiml: string; url: string };

type Interruption = { end: EndReason } | { source: Source };

/** What verbs need of the call that runs them. */
export interface CallLine {
  ask(url: string, fields: Readonly<Record<string, string>>): Promise<string>;
  note(event: DiaryEvent): void;
  /** What webhooks about the call to somebody whom it dials carry. */
  callTo(number: string): Readonly<Record<string, string>>;
  connect(stream: TwimlElement, base: string): Promise<void>;
  disconnect(): Promise<void>;
}

interface VerbOptions {
  dial?: { result?: DialResult; ms?: number };
  sayCharactersPerSecond?: number;
}

const DIAL_STATUS = { answered: 'completed', 'no-answer': 'no-answer', busy: 'busy', failed: 'failed' } as const;
/** A call that is sent in circles is ended. */
const MOST_DOCUMENTS = 100;
const APPLICATION_ERROR = 'We are sorry, an application error has occurred. Goodbye.';

class Interrupted extends Error {}

/** Runs TwiML documents, verb after verb, until one ends the call, none is left, or somebody breaks in. */
export class VerbRunner {
  /** The verbs that were run, in order. */
  readonly done: string[] = [];
  transferredTo: string | null = null;
  readonly #clock: Clock;
  readonly #line: CallLine;
  readonly #options: VerbOptions;
  #interruption: Interruption | null = null;
  #breakIn = () => {};
  #timer: unknown;

  constructor(clock: Clock, line: CallLine, options: VerbOptions) {
    this.#clock = clock;
    this.#line = line;
    this.#options = options;
  }

  /** Whatever runs is stopped; the newest interruption counts. */
  interrupt(interruption: Interruption): void {
    this.#interruption = interruption;
    this.#breakIn();
  }

  /** `answered` is told when the first document has come. */
  async run(first: Source, answered: () => Promise<void>): Promise<EndReason> {
    let source: Source = first;
    for (let n = 0; n < MOST_DOCUMENTS; n++) {
      const next = await this.#attempt(source, n === 0 ? answered : async () => {});
      if (typeof next === 'string') return next;
      source = next;
    }
    return this.#fail();
  }

  async #attempt(source: Source, answered: () => Promise<void>): Promise<EndReason | Source> {
    try {
      const document = parseTwiml(
        'twiml' in source
          ? source.twiml
          : await this.#unlessInterrupted(this.#line.ask(source.url, source.fields ?? {})),
      );
      await answered();
      for (const verb of document.children) {
        const next = await this.#unlessInterrupted(this.#do(verb, source.url));
        if (next !== null) return next;
      }
      return 'no-more-verbs';
    } catch (error) {
      if (!(error instanceof Interrupted)) return this.#fail();
      this.#clock.clearTimeout(this.#timer);
      await this.#line.disconnect();
      const interruption = this.#interruption ?? { end: 'no-more-verbs' };
      this.#interruption = null;
      return 'end' in interruption ? interruption.end : interruption.source;
    }
  }

  #fail(): EndReason {
    this.#line.note({ type: 'said', text: APPLICATION_ERROR });
    return 'application-error';
  }

  async #unlessInterrupted<T>(work: Promise<T>): Promise<T> {
    // What goes on after an interruption is nobody's any more, its failure included.
    work.catch(() => {});
    const interrupted = new Promise<never>((_, reject) => {
      this.#breakIn = () => reject(new Interrupted());
    });
    if (this.#interruption) this.#breakIn();
    return Promise.race([work, interrupted]);
  }

  async #do(verb: TwimlElement, base: string): Promise<EndReason | Source | null> {
    this.done.push(verb.name);
    this.#line.note({ type: 'verb', verb: verb.name });
    switch (verb.name) {
      case 'Connect': {
        const stream = verb.children.find(({ name }) => name === 'Stream');
        if (stream === undefined) throw new Error('expected a <Stream> in <Connect>, got none');
        await this.#line.connect(stream, base);
        const { action } = verb.attributes;
        return action === undefined ? null : { url: resolve(action, base) };
      }
      case 'Redirect':
        return { url: resolve(verb.text, base) };
      case 'Say':
        this.#line.note({ type: 'said', text: verb.text });
        await this.#wait(this.#lengthOf(verb.text));
        return null;
      case 'Pause':
        await this.#wait(Number(verb.attributes.length ?? '1') * 1000);
        return null;
      case 'Dial':
        return this.#dial(verb, base);
      case 'Hangup':
        return 'hangup-verb';
      case 'Reject':
        return 'rejected';
      default:
        this.#line.note({ type: 'protocol.error', code: 12_200, message: `expected a known verb, got <${verb.name}>` });
        return null;
    }
  }

  async #dial(verb: TwimlElement, base: string): Promise<Source | null> {
    const { result = 'answered', ms = 0 } = this.#options.dial ?? {};
    const child = verb.children.find(({ name }) => name === 'Number');
    const number = child?.text ?? verb.text;
    this.#line.note({ type: 'dialed', number, result });
    const talked = result === 'answered' && (await this.#connects(number, child?.attributes.url, base));
    if (talked) this.transferredTo = number;
    await this.#wait(ms);
    const { action } = verb.attributes;
    if (action === undefined) return null;
    const status = result === 'answered' && !talked ? 'failed' : DIAL_STATUS[result];
    const fields = { DialCallStatus: status, DialCallDuration: String(Math.round(talked ? ms / 1000 : 0)) };
    return { url: resolve(action, base), fields };
  }

  /** Whether who has picked up is connected, once they have heard what there is for them alone. */
  async #connects(number: string, url: string | undefined, base: string): Promise<boolean> {
    if (url === undefined) return true;
    const fields = this.#line.callTo(number);
    return takeWhisper({
      ask: () => this.#line.ask(resolve(url, base), fields),
      note: (event) => this.#line.note(event),
      say: (text) => this.#wait(this.#lengthOf(text)),
      pause: (seconds) => this.#wait(seconds * 1000),
    });
  }

  #lengthOf(text: string): number {
    return (text.length / (this.#options.sayCharactersPerSecond ?? 15)) * 1000;
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#timer = this.#clock.setTimeout(() => resolve(), ms);
    });
  }
}

function resolve(url: string, base: string): string {
  return new URL(url, base).href;
}
