import { createActor, setup } from 'xstate';
import { conversationMachine } from '../../machines/conversation/machine.ts';
import type { ConversationEvent, ConversationFact, PlacedFor } from '../../machines/conversation/types.ts';
import type { ConversationFacts } from '../../machines/ports/conversation.ts';
import type { CheckedCall, Learned, ToolErrorCode, ToolName } from '../../machines/ports/tools.ts';
import { MARIA, READ_BACK } from './a-call.ts';

export type Ruling = 'read' | 'propose' | 'commit' | ToolErrorCode;

const SUBSTANCE_AT = 1_000;

/** The conversation's chart by itself: it is told facts, and asked whether this or that may be done. */
export class AConversation {
  readonly told: ConversationFact[] = [];
  readonly #parent;

  constructor(placed: PlacedFor | null = null) {
    const told = this.told;
    const chart = setup({
      types: {} as { events: ConversationFact },
      actors: { conversation: conversationMachine },
      actions: { note: ({ event }) => told.push(event) },
    }).createMachine({
      invoke: { src: 'conversation', id: 'conversation', input: { from: '+12125550142', placed } },
      on: { '*': { actions: 'note' } },
    });
    this.#parent = createActor(chart).start();
  }

  tell(...events: ConversationEvent[]): this {
    for (const event of events) this.#parent.getSnapshot().children.conversation?.send(event);
    return this;
  }
  learns(...learned: Learned[]): this {
    return this.tell(...learned.map((fact) => ({ type: 'tool.learned', learned: fact }) as const));
  }
  recognises(customer = MARIA): this {
    return this.tell({ type: 'records.recognised', customer });
  }
  verifies(customer = MARIA): this {
    return this.learns({ about: 'verified', customer });
  }
  locks(): this {
    return this.learns({ about: 'verification-failed', locked: true });
  }
  proposes(changeKey: string, tool: ToolName = 'book_appointment'): this {
    return this.learns({ about: 'proposed', changeKey, tool, readBack: READ_BACK });
  }
  /** The change is proposed, read back and heard whole. */
  readsBack(changeKey: string, tool: ToolName = 'book_appointment'): this {
    return this.proposes(changeKey, tool).tell(
      { type: 'readBack.began' },
      { type: 'readBack.substanceHeard', at: SUBSTANCE_AT },
      { type: 'readBack.heard', at: SUBSTANCE_AT + 200 },
    );
  }
  says(text: string, startedAt = SUBSTANCE_AT + 1_000): this {
    return this.tell({ type: 'caller.said', text, startedAt });
  }
  asks(name: ToolName, more: Partial<CheckedCall> = {}): Ruling {
    const from = this.told.length;
    this.tell({ type: 'tool.asked', call: { id: 'c', name, args: {}, owned: {}, ...more } });
    const [ruling, ...others] = this.told.slice(from).flatMap((fact): Ruling[] => {
      if (fact.type === 'ruling.granted') return [fact.grant.mode];
      return fact.type === 'ruling.refused' ? [fact.code] : [];
    });
    if (ruling === undefined || others.length > 0) throw new Error(`expected one ruling, got ${ruling} ${others}`);
    return ruling;
  }
  get #standing() {
    this.tell({ type: 'brief' });
    const fact = this.told.findLast(({ type }) => type === 'conversation.stands');
    if (fact?.type !== 'conversation.stands') throw new Error('expected to be told how things stand, got nothing');
    return fact;
  }
  get facts(): ConversationFacts {
    return this.#standing.facts;
  }
  get offered(): ToolName[] {
    return this.#standing.offered;
  }
  /** Keys of the changes that were withdrawn. */
  get withdrawn(): string[] {
    return this.told.flatMap((fact) => (fact.type === 'change.withdrawn' ? [fact.changeKey] : []));
  }
}
