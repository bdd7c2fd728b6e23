import type { ConversationFacts } from '../../machines/ports/conversation.ts';
import type { HistoryItem, Spoken, ToolCall } from '../../machines/ports/history.ts';
import type { LlmInput } from '../../machines/ports/llm.ts';
import { TOOL_NAMES } from '../../machines/ports/tools.ts';
import type { ShopFacts } from '../../src/llm/facts.ts';
import type { ToolSchema } from '../../src/llm/request.ts';
import { servicesInWords } from '../../src/shop/in-words.ts';
import { shopFile } from '../../src/shop/shop-file.ts';

export const SHOP: ShopFacts = {
  name: 'Riverside Motors',
  zone: 'America/New_York',
  hours: 'Monday to Friday from 8 AM to 6 PM, Saturday from 9 AM to 3 PM, closed on Sunday and on holidays.',
  place: 'Riverside Motors, 1 River Road, Troy, NY 12180.',
  language: 'en-US',
  services: servicesInWords(shopFile().services),
};

export const MARIA: ConversationFacts = {
  identity: 'recognised',
  change: 'none',
  topic: 'opening',
  escalation: 'none',
  cause: null,
  customer: {
    customerId: 'cus-1',
    firstName: 'Maria',
    vehicleIds: ['veh-1'],
    appointmentIds: ['apt-1'],
  },
  from: '+12125550142',
};

export const STRANGER: ConversationFacts = {
  identity: 'unknown',
  change: 'none',
  topic: 'opening',
  escalation: 'none',
  cause: null,
  customer: null,
  from: '+12125550199',
};

/** Every tool, with a schema that lets all through: what they take is not the model's business here. */
export const TOOLS: ToolSchema[] = TOOL_NAMES.map((name) => ({
  type: 'function',
  function: {
    name,
    description: name,
    parameters: { type: 'object', properties: {}, required: [], additionalProperties: false },
    strict: true,
  },
}));

export function user(text: string): HistoryItem {
  return { role: 'user', text, startedAt: 0, endedAt: 0 };
}

/** Something we said; without `heard` it has still to be heard. */
export function spoken(text: string, heard?: string): Spoken {
  return { id: text, kind: 'sentence', text, at: 0, ...(heard === undefined ? {} : { heard }) };
}

export function assistant(texts: Spoken[], calls: ToolCall[] = []): HistoryItem {
  return { role: 'assistant', spoken: texts, calls };
}

export function result(callId: string, content: unknown, name = 'lookup_customer'): HistoryItem {
  return { role: 'tool', callId, name, result: JSON.stringify(content), at: 0 };
}

export function inputOf(history: HistoryItem[], overrides: Partial<LlmInput> = {}): LlmInput {
  return {
    callId: 'call-1',
    reply: 1,
    history,
    offered: [...TOOL_NAMES],
    toolChoice: 'auto',
    facts: MARIA,
    ...overrides,
  };
}
