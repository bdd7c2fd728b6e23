import { createActor, fromCallback, type InspectionEvent, type SnapshotFrom } from 'xstate';
import { callMachine } from '../../machines/call/machine.ts';
import { stance } from '../../machines/call/stance.ts';
import type { CallEvent } from '../../machines/call/types.ts';
import type { SaidConsent } from '../../machines/ports/consents.ts';
import type { ToolCall } from '../../machines/ports/history.ts';
import type { LineCommand, LineInput, TransferWord } from '../../machines/ports/line.ts';
import type { LlmInput } from '../../machines/ports/llm.ts';
import type { Placed } from '../../machines/ports/placed.ts';
import type {
  CheckedCall,
  KnownCustomer,
  Learned,
  ToolName,
  ToolResult,
  ToolsCommand,
  ToolsFact,
  ToolsInput,
} from '../../machines/ports/tools.ts';
import type { TtsCommand, TtsInput, Utterance } from '../../machines/ports/tts.ts';
import { PHRASES } from './phrases.ts';
import { VirtualClock } from './virtual-clock.ts';

export const MARIA: KnownCustomer = {
  customerId: 'customer-maria',
  firstName: 'Maria',
  vehicleIds: ['vehicle-civic'],
  appointmentIds: ['appointment-1'],
};

export const READ_BACK = {
  text: 'You would like an oil change for your 2019 Honda Civic on Tuesday at 9 AM, shall I book it?',
  substance: 'You would like an oil change for your 2019 Honda Civic on Tuesday at 9 AM',
};

export const BOOKING = {
  customer_id: MARIA.customerId,
  vehicle_id: 'vehicle-civic',
  service_type: 'oil_change',
  start_time: '2026-12-01T09:00:00-05:00',
  notes: null,
};

const usage = { prompt: 100, completion: 10, cached: 0, counted: true };

/** A tool's arguments as the real check would see them, for the few that these tests use. */
function checked(call: ToolCall, from: string | null): CheckedCall {
  const args = JSON.parse(call.arguments) as Record<string, unknown>;
  const text = (name: string) => (typeof args[name] === 'string' ? { value: args[name] as string } : null);
  const customerId = text('customer_id')?.value;
  const vehicleId = text('vehicle_id')?.value;
  const appointmentId = text('appointment_id')?.value;
  const isChange = ['book_appointment', 'cancel_appointment', 'reschedule_appointment'].includes(call.name);
  return {
    id: call.id,
    name: call.name as ToolName,
    args,
    owned: {
      ...(customerId && { customerId }),
      ...(vehicleId && { vehicleId }),
      ...(appointmentId && { appointmentId }),
    },
    ...(call.name === 'lookup_customer' && { isCallersNumber: args.phone_number === from }),
    ...(isChange && {
      changeKey: JSON.stringify([call.name, args.vehicle_id, args.appointment_id, args.start_time, args.service_type]),
      confirmed: args.confirmed === true,
    }),
  };
}

/** A call with inert children: what they are told is written into a diary, what they tell is told by the test. */
export class ACall {
  readonly clock = new VirtualClock();
  readonly diary: string[] = [];
  readonly requests: LlmInput[] = [];
  /** What colleagues were told of this call. */
  readonly words: TransferWord[] = [];
  /** What the tools were told of slots that are held: `renew: KEY`, `withdraw: KEY`. */
  readonly slots: string[] = [];
  /** What was to be written down of texts and reminder calls. */
  readonly consents: SaidConsent[] = [];
  readonly executed: Extract<ToolsCommand, { type: 'execute' }>[] = [];
  #queue: Utterance[] = [];
  #held = false;
  #at = 0;
  #calls = 0;
  readonly actor;

  constructor(
    options: {
      from?: string | null;
      knows?: KnownCustomer | null;
      answersTools?: boolean;
      /** Real tools in the place of inert ones. */
      tools?: (onFact: (fact: ToolsFact) => void) => { command(command: ToolsCommand): void };
      placed?: Placed;
      inspect?: (seen: InspectionEvent) => void;
    } = {},
  ) {
    const from = options.from === undefined ? '+12125550142' : options.from;
    const knows = options.knows === undefined ? MARIA : options.knows;
    const machine = callMachine.provide({
      actions: {
        writeConsents: ({ event }) => {
          if (event.type !== 'consent.heard') return;
          const { customerId, consents } = event;
          this.consents.push({ customerId, consents });
        },
      },
      actors: {
        stt: fromCallback(() => undefined),
        records: fromCallback(({ sendBack }) => {
          sendBack(knows ? { type: 'records.recognised', customer: knows } : { type: 'records.knowsNobody' });
        }),
        tts: fromCallback<TtsCommand, TtsInput>(({ receive, sendBack }) => {
          receive((command) => {
            if (command.type === 'say') {
              this.diary.push(`say: ${command.utterance.text}`);
              this.#queue.push(command.utterance);
            } else if (command.type !== 'finishReply') this.diary.push(command.type);
            if (command.type === 'hold') this.#held = true;
            if (command.type === 'resume') this.#held = false;
            if (command.type !== 'stop') return;
            const cut = this.#queue.splice(0).map(({ id, text }, index) => ({
              id,
              heard: index === 0 ? text.slice(0, text.lastIndexOf(' ', text.length / 2)) : '',
            }));
            this.#held = false;
            sendBack({ type: 'voice.stopped', at: this.#at, cut });
          });
        }),
        tools: fromCallback<ToolsCommand, ToolsInput>(({ receive, sendBack }) => {
          const real = options.tools?.(sendBack);
          receive((command) => {
            if (real) return real.command(command);
            if (command.type === 'check') return sendBack({ type: 'tools.checked', call: checked(command.call, from) });
            if (command.type !== 'execute') {
              this.slots.push(`${command.type}: ${command.changeKey}`);
              return;
            }
            this.executed.push(command);
            this.diary.push(`${command.grant.mode}: ${command.call.name}`);
            if (options.answersTools !== false) this.answers(...answerFor(command));
          });
        }),
        line: fromCallback<LineCommand, LineInput>(({ receive }) => {
          receive((command) => {
            this.diary.push(`line: ${command.type}`);
            if (command.type === 'dial') this.words.push(command.word);
          });
        }),
        llm: fromCallback<{ type: 'none' }, LlmInput>(({ input }) => {
          this.requests.push(input);
          this.diary.push('think');
          return () => this.diary.push('stop thinking');
        }),
      },
    });
    this.actor = createActor(machine, {
      clock: this.clock,
      input: {
        callId: 'call-1',
        from,
        shopName: 'Elm Motors',
        phrases: PHRASES,
        placed: options.placed ?? null,
      },
      ...(options.inspect && { inspect: options.inspect }),
    });
    this.actor.subscribe({ error: (error) => this.diary.push(`error: ${String(error)}`) });
    this.actor.start();
  }

  get snapshot(): SnapshotFrom<typeof callMachine> {
    return this.actor.getSnapshot();
  }
  get stance() {
    return stance(this.snapshot);
  }
  get history() {
    return this.snapshot.context.history;
  }
  in(dialogue: string | object): boolean {
    return this.snapshot.matches({ live: { dialogue } } as never);
  }
  send(event: CallEvent): this {
    this.actor.send(event);
    return this;
  }
  /** The diary since it was last read. */
  reads(): string[] {
    return this.diary.splice(0);
  }
  advance(ms: number): this {
    this.#at += ms;
    this.clock.advance(ms);
    return this;
  }

  opens(): this {
    this.send({ type: 'line.opened', at: 0 });
    return this.voiceStarts();
  }
  voiceStarts(): this {
    const first = this.#queue[0];
    return first ? this.send({ type: 'voice.started', id: first.id, at: this.#at }) : this;
  }
  /** The caller hears everything that was said so far. */
  hearsAll(): this {
    if (this.#held) throw new Error('expected a voice that goes on, got one that is held');
    if (this.#queue.length === 0) return this;
    this.voiceStarts();
    for (const { id, substance } of this.#queue.splice(0)) {
      this.#at += 1_000;
      if (substance) this.send({ type: 'voice.substanceHeard', id, at: this.#at - 200 });
      this.send({ type: 'voice.heard', id, at: this.#at });
    }
    return this.send({ type: 'voice.finished', at: this.#at });
  }
  /** The caller hears the next thing that was said, and no more. */
  hearsNext(): this {
    const next = this.#queue.shift();
    if (!next) throw new Error('expected something on its way, got nothing');
    this.#at += 1_000;
    return this.send({ type: 'voice.heard', id: next.id, at: this.#at });
  }
  /** The caller has heard the substance of a read-back and not its end. */
  hearsSubstance(): this {
    const readBack = this.#queue.find((utterance) => utterance.substance);
    if (!readBack) throw new Error('expected a read-back on its way, got none');
    this.voiceStarts();
    this.#at += 800;
    return this.send({ type: 'voice.substanceHeard', id: readBack.id, at: this.#at });
  }
  answered(): this {
    return this.opens().hearsAll();
  }

  startsTalking(): this {
    return this.send({ type: 'caller.startedTalking', at: this.#at });
  }
  isSaying(text: string): this {
    return this.send({ type: 'caller.isSaying', text, startedAt: this.#at, endedAt: this.#at + 300 });
  }
  says(text: string, startedAt = this.#at): this {
    this.#at += 500;
    return this.send({ type: 'caller.said', text, startedAt, endedAt: this.#at });
  }
  coughs(): this {
    return this.startsTalking().send({ type: 'caller.madeNoise', at: this.#at });
  }

  /** The model's reply: sentences and calls. */
  replies(text: string, ...calls: [ToolName | string, object | string][]): this {
    this.send({ type: 'llm.startedAnswering' });
    if (text) this.send({ type: 'llm.saidSentence', text });
    return this.send({
      type: 'llm.finished',
      text,
      usage,
      calls: calls.map(([name, args]) => ({
        id: `t${++this.#calls}`,
        name,
        arguments: typeof args === 'string' ? args : JSON.stringify(args),
      })),
    });
  }
  answers(id: string, name: string, result: ToolResult, learned: Learned[] = []): this {
    return this.send({ type: 'tools.answered', id, name, result, learned });
  }
  /** The results in the history, as code or 'ok', in order. */
  get results(): string[] {
    return this.history.flatMap((item) => {
      if (item.role !== 'tool') return [];
      const result = JSON.parse(item.result) as ToolResult;
      return [`${item.name}: ${result.success ? 'ok' : result.error}`];
    });
  }
}

/** What the tools would answer: proposals are read back, commits succeed. */
function answerFor({
  call,
  grant,
}: Extract<ToolsCommand, { type: 'execute' }>): [string, string, ToolResult, Learned[]] {
  const key = call.changeKey ?? '';
  const done: ToolResult = { success: true, message: 'Done.' };
  const answer = (result: ToolResult, learned: Learned[] = []): [string, string, ToolResult, Learned[]] => [
    call.id,
    call.name,
    result,
    learned,
  ];
  if (grant.mode === 'propose') {
    const result = {
      success: false,
      error: 'confirmation_required',
      message: 'Read back.',
      data: { read_back: READ_BACK.text },
    } as const;
    return answer(result, [{ about: 'proposed', changeKey: key, tool: call.name, readBack: READ_BACK }]);
  }
  if (grant.mode === 'commit')
    return answer(done, [{ about: 'changed', changeKey: key, appointmentId: 'appointment-2' }]);
  if (call.name === 'verify_caller')
    return call.args.zip_code === '10001'
      ? answer(done, [{ about: 'verified', customer: MARIA }])
      : answer({ success: false, message: 'That does not match.' }, [{ about: 'verification-failed', locked: false }]);
  if (call.name === 'end_call') return answer(done, [{ about: 'farewell' }]);
  if (call.name === 'transfer_to_human')
    return answer(done, [{ about: 'transfer', outcome: 'transferred', number: '+12125550199' }]);
  return answer(done);
}
