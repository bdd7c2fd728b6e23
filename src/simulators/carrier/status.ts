/** Which status callbacks a call sends, and how badly they arrive. */
export interface StatusPlan {
  /** Default: `completed` alone. */
  events?: readonly ('initiated' | 'ringing' | 'answered' | 'completed')[];
  /** `reversed`: all are held back to the end and sent last first. */
  order?: 'in-order' | 'reversed';
  /** How often each is sent. */
  copies?: number;
}

const CALL_STATUS = {
  initiated: 'queued',
  ringing: 'ringing',
  answered: 'in-progress',
  completed: 'completed',
} as const;

/** The status callbacks of one call. They carry a SequenceNumber from "0", by which a receiver can order them. */
export class StatusCallbacks {
  readonly #plan: Required<StatusPlan>;
  readonly #post: (fields: Record<string, string>) => Promise<void>;
  #sequence = 0;
  #held: Record<string, string>[] = [];

  constructor(plan: StatusPlan, post: (fields: Record<string, string>) => Promise<void>) {
    this.#plan = { events: ['completed'], order: 'in-order', copies: 1, ...plan };
    this.#post = post;
  }

  /** Resolves when it has been answered, or was held back, or is not asked for. `final` overrides the last status. */
  async report(
    event: keyof typeof CALL_STATUS,
    at: number,
    more: { durationMs?: number; final?: string } = {},
  ): Promise<void> {
    if (!this.#plan.events.includes(event)) return;
    const seconds = String(Math.ceil((more.durationMs ?? 0) / 1000));
    this.#held.push({
      CallStatus: more.final ?? CALL_STATUS[event],
      Timestamp: new Date(at).toUTCString().replace('GMT', '+0000'),
      CallbackSource: 'call-progress-events',
      SequenceNumber: String(this.#sequence),
      ...(event === 'completed' ? { CallDuration: seconds, Duration: seconds } : {}),
    });
    this.#sequence += 1;
    if (this.#plan.order === 'reversed' && event !== 'completed') return;
    const due = this.#plan.order === 'reversed' ? this.#held.reverse() : this.#held;
    this.#held = [];
    for (const fields of due) for (let n = 0; n < this.#plan.copies; n++) await this.#post(fields);
  }
}
