import type { Stance } from '../../machines/call/stance.ts';
import type { ConversationFacts } from '../../machines/ports/conversation.ts';
import type { CallNote } from '../calls/watch.ts';

/** One use of a tool: as the model asked for it, and what came of it. */
export interface ToolUse {
  id: string;
  name: string;
  /** As the model wrote them, read where they are JSON. */
  arguments: unknown;
  /** `ok` or the error's code; null while there is no answer. */
  result: string | null;
  data: Record<string, unknown>;
}

export interface Standing {
  stance: Stance;
  facts: ConversationFacts | null;
}

/** What happened in one call, as the product itself tells it. */
export class Chronicle {
  readonly tools: ToolUse[] = [];
  readonly lines: string[] = [];
  /** How things have stood so far, the newest last: many of these do not last until somebody looks. */
  readonly standings: Standing[] = [{ stance: 'ringing', facts: null }];
  /** Begun, and not ended. A call that nobody answers never is. */
  isLive = false;
  readonly #time: () => number;

  /** `time`: ms since the call was placed. */
  constructor(time: () => number) {
    this.#time = time;
  }

  get now(): Standing {
    return this.standings.at(-1) as Standing;
  }

  line(who: string, text: string): void {
    this.lines.push(
      `${(this.#time() / 1_000).toFixed(2).padStart(7)} s  ${this.now.stance.padEnd(14)} ${who.padEnd(7)} ${text}`,
    );
  }

  /** The newest data of each tool that has answered. */
  results(): Record<string, Record<string, unknown>> {
    return Object.fromEntries(this.tools.filter(({ result }) => result !== null).map(({ name, data }) => [name, data]));
  }

  take(note: CallNote): void {
    if (note.note === 'began') this.isLive = true;
    else if (note.note === 'stance') {
      this.standings.push({ ...this.now, stance: note.stance });
      this.line('', `→ ${note.stance}`);
    } else if (note.note === 'saying')
      this.line('says', `${note.utterance.id} ${note.utterance.kind}: ${note.utterance.text}`);
    else if (note.note === 'ended') {
      this.isLive = false;
      this.line('', `the call ended: ${note.outcome}`);
    } else if (note.note === 'event') this.#event(note.event);
  }

  #event(event: CallEvent): void {
    switch (event.type) {
      case 'llm.finished':
        for (const { id, name, arguments: given } of event.calls)
          this.tools.push({ id, name, arguments: read(given), result: null, data: {} });
        this.line('', `llm.finished ${event.calls.map(({ name }) => name).join(' ')}`);
        break;
      case 'tools.answered': {
        const { success, error = 'failed', data = {} } = event.result;
        this.#answered(event.id, event.name, success ? 'ok' : error, data);
        break;
      }
      case 'ruling.refused':
        this.#answered(event.call.id, event.call.name, event.code, {});
        break;
      case 'conversation.stands':
        this.standings.push({ ...this.now, facts: event.facts });
        this.line(
          '',
          `stands: ${event.facts.identity}, ${event.facts.change}, ${event.facts.topic}, ${event.facts.escalation}`,
        );
        break;
      default:
        if (!event.type.startsWith('xstate.')) this.line('', wordsOf(event));
    }
  }

  #answered(id: string, name: string, result: string, data: Record<string, unknown>): void {
    const use = this.tools.find((one) => one.id === id && one.result === null);
    if (use) Object.assign(use, { result, data });
    this.line('tool', `${name}: ${result}`);
  }
}

type CallEvent = Extract<CallNote, { note: 'event' }>['event'];

function wordsOf(event: CallEvent): string {
  if (event.type === 'voice.stopped')
    return `${event.type} ${event.cut.map(({ id, heard }) => `${id} "${heard}"`).join(', ')}`;
  const { type, ...about } = event as CallEvent & { text?: string; id?: string; code?: string; lostMs?: number };
  const details = [about.id, about.code, about.lostMs, about.text].filter((value) => value !== undefined);
  return [type, ...details].join(' ');
}

function read(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
