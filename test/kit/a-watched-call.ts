import { createActor, fromCallback } from 'xstate';
import { callMachine } from '../../machines/call/machine.ts';
import { stance } from '../../machines/call/stance.ts';
import type { CallEvent } from '../../machines/call/types.ts';
import type { LineCommand, LineInput } from '../../machines/ports/line.ts';
import type { LlmInput } from '../../machines/ports/llm.ts';
import type { TtsCommand, TtsInput } from '../../machines/ports/tts.ts';
import { ACall } from './a-call.ts';
import { PHRASES } from './phrases.ts';
import { noteTransitions } from './transitions-taken.ts';
import { VirtualClock } from './virtual-clock.ts';

/** A call with inert children whose transitions are noted. */
export function aCall(options?: ConstructorParameters<typeof ACall>[0]): ACall {
  return new ACall({ inspect: noteTransitions, ...options });
}

/** One of the call's children throws. */
export const breaks = (call: { actor: { send(event: never): void } }, child: string): void =>
  call.actor.send({ type: `xstate.error.actor.${child}`, actorId: child, error: new Error('broken') } as never);

/** A call whose children say nothing by themselves: whatever they tell is told by the test. */
export class ABareCall {
  readonly clock = new VirtualClock();
  readonly diary: string[] = [];
  readonly requests: LlmInput[] = [];
  readonly actor;

  constructor() {
    const machine = callMachine.provide({
      actors: {
        tts: fromCallback<TtsCommand, TtsInput>(({ receive }) => {
          receive((command) => {
            if (command.type === 'say') this.diary.push(`say: ${command.utterance.text}`);
          });
        }),
        line: fromCallback<LineCommand, LineInput>(({ receive }) => {
          receive((command) => this.diary.push(`line: ${command.type}`));
        }),
        llm: fromCallback<{ type: 'none' }, LlmInput>(({ input }) => {
          this.requests.push(input);
        }),
      },
    });
    this.actor = createActor(machine, {
      clock: this.clock,
      inspect: noteTransitions,
      input: { callId: 'call-1', from: '+12125550142', shopName: 'Elm Motors', phrases: PHRASES },
    });
    this.actor.subscribe({ error: (error) => this.diary.push(`error: ${String(error)}`) });
    this.actor.start();
  }

  get stance() {
    return stance(this.actor.getSnapshot());
  }
  get outcome() {
    return this.actor.getSnapshot().output?.outcome;
  }
  get history() {
    return this.actor.getSnapshot().context.history;
  }
  send(...events: CallEvent[]): this {
    for (const event of events) this.actor.send(event);
    return this;
  }
  advance(ms: number): this {
    this.clock.advance(ms);
    return this;
  }
  reads(): string[] {
    return this.diary.splice(0);
  }
}

export const aBareCall = (): ABareCall => new ABareCall();
