import type { Clock } from '../../clock.ts';
import { postForm, signature } from './form.ts';
import type { RestRefusal } from './placing.ts';

/** A text that was taken. */
export interface SentText {
  sid: string;
  to: string;
  from: string;
  body: string;
}

/** What becomes of the texts to a number. */
export interface TextPlan {
  /** The API refuses it: 21610 stopped, 21614 no mobile. */
  refused?: number;
  /** The callbacks that follow; default `sent`, `delivered`. */
  statuses?: readonly string[];
  /** With `undelivered` and `failed`. */
  errorCode?: number;
}

const LONGEST_BODY = 1_600;
const E164 = /^\+[1-9]\d{6,14}$/;
const MESSAGES: Readonly<Record<number, string>> = {
  21610: 'Attempt to send to unsubscribed recipient',
  21614: "'To' number is not a valid mobile number",
};

interface TextsOptions {
  clock: Clock;
  accountSid: string;
  authToken: string | undefined;
  newSid(prefix: string): string;
}

/** The carrier's texts: `POST Messages.json`, its status callbacks, and what people write back. */
export class Texts {
  readonly sent: SentText[] = [];
  /** By number; nothing: it is delivered. */
  readonly plans = new Map<string, TextPlan>();
  readonly #options: TextsOptions;
  readonly #telling = new Set<Promise<void>>();
  #waiting: (() => void)[] = [];

  constructor(options: TextsOptions) {
    this.#options = options;
  }

  /** Takes a text, or says why not. */
  take(form: URLSearchParams): SentText | RestRefusal {
    const [to, from, body] = ['To', 'From', 'Body'].map((name) => form.get(name) ?? '') as [string, string, string];
    const refuse = (code: number, message: string): RestRefusal => ({ status: 400, code, message });
    if (!E164.test(to)) return refuse(21211, `Invalid 'To' Phone Number: ${to}`);
    if (from === '' && form.get('MessagingServiceSid') === null) return refuse(21603, "A 'From' number is required");
    if (body === '') return refuse(21602, 'Message body is required');
    if (body.length > LONGEST_BODY) return refuse(21617, `Expected at most ${LONGEST_BODY} characters`);
    const plan = this.plans.get(to) ?? {};
    if (plan.refused !== undefined) return refuse(plan.refused, MESSAGES[plan.refused] ?? 'Refused');
    const text = { sid: this.#options.newSid('SM'), to, from, body };
    this.sent.push(text);
    for (const told of this.#waiting.splice(0)) told();
    const url = form.get('StatusCallback');
    if (url !== null) {
      const telling = this.#tell(url, text, plan).finally(() => this.#telling.delete(telling));
      this.#telling.add(telling);
    }
    return text;
  }

  /** Resolves when so many have been taken in all. */
  async count(howMany: number): Promise<void> {
    while (this.sent.length < howMany) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  /** Somebody writes to us: the webhook's answer. */
  write(url: string, fields: { from: string; to: string; body: string }): Promise<{ status: number; body: string }> {
    return this.#post(url, {
      MessageSid: this.#options.newSid('SM'),
      AccountSid: this.#options.accountSid,
      From: fields.from,
      To: fields.to,
      Body: fields.body,
      NumMedia: '0',
    });
  }

  /** Resolves when every callback was answered. */
  async settled(): Promise<void> {
    await Promise.all(this.#telling);
  }

  async #tell(url: string, text: SentText, { statuses = ['sent', 'delivered'], errorCode }: TextPlan): Promise<void> {
    for (const status of statuses) {
      const failed = status === 'undelivered' || status === 'failed';
      const fields = {
        MessageSid: text.sid,
        SmsSid: text.sid,
        AccountSid: this.#options.accountSid,
        From: text.from,
        To: text.to,
        MessageStatus: status,
        ...(failed && errorCode !== undefined && { ErrorCode: String(errorCode) }),
      };
      await this.#post(url, fields).catch(() => undefined);
    }
  }

  #post(url: string, fields: Record<string, string>) {
    return postForm(this.#options.clock, url, fields, signature(this.#options.authToken, 'right', url, fields));
  }
}
