import type { Clock } from '../../clock.ts';
import type { Diary } from './diary.ts';
import { postForm, type Sign, signature } from './form.ts';

/** What the requests of one call have in common. */
export interface HooksOptions {
  statusUrl?: string | undefined;
  sign?: Sign | undefined;
  /** Further parameters, or others instead of the usual ones. */
  parameters?: Readonly<Record<string, string>> | undefined;
}

/** The HTTP requests of one call: webhooks that answer TwiML, and status callbacks. */
export class Hooks {
  readonly #clock: Clock;
  readonly #diary: Diary;
  readonly #authToken: string | undefined;
  readonly #fields: Readonly<Record<string, string>>;
  readonly #options: HooksOptions;

  /** `fields` are what every request of the call carries. */
  constructor(
    parts: { clock: Clock; diary: Diary; authToken: string | undefined },
    fields: Readonly<Record<string, string>>,
    options: HooksOptions,
  ) {
    this.#clock = parts.clock;
    this.#diary = parts.diary;
    this.#authToken = parts.authToken;
    this.#fields = fields;
    this.#options = options;
  }

  /** Asks a webhook for TwiML. Rejects when the answer is none. */
  async ask(url: string, fields: Readonly<Record<string, string>>): Promise<string> {
    const answer = await this.#post(url, { ...this.#fields, ...fields, ...this.#options.parameters });
    this.#diary.add({ type: 'webhook', url, status: answer.status });
    if (answer.status < 200 || answer.status > 299)
      throw new Error(`expected 2xx from a webhook, got ${answer.status}`);
    if (!/^(text|application)\/xml\b/.test(answer.contentType))
      throw new Error(`expected XML from a webhook, got ${answer.contentType}`);
    return answer.body;
  }

  /** Resolves when the callback was answered, or could not be. */
  async tell(fields: Readonly<Record<string, string>>): Promise<void> {
    const { statusUrl } = this.#options;
    if (statusUrl === undefined) return;
    const httpStatus = await this.#post(statusUrl, { ...this.#fields, ...fields }).then(
      ({ status }) => status,
      () => 0,
    );
    this.#diary.add({ type: 'status', callStatus: fields.CallStatus ?? '', httpStatus });
  }

  /** Tells who answered. */
  async tellDetected(url: string, answeredBy: string): Promise<void> {
    const { CallSid = '', AccountSid = '' } = this.#fields;
    const fields = { CallSid, AccountSid, AnsweredBy: answeredBy, MachineDetectionDuration: '2000' };
    const httpStatus = await this.#post(url, fields).then(
      ({ status }) => status,
      () => 0,
    );
    this.#diary.add({ type: 'detected', answeredBy, httpStatus });
  }

  #post(url: string, form: Record<string, string>) {
    return postForm(this.#clock, url, form, signature(this.#authToken, this.#options.sign ?? 'right', url, form));
  }
}
