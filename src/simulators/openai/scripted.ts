import type { Brain, ChatRequest, Reply } from './types.ts';

export interface ScriptedReply extends Reply {
  /** Only given when the caller's last words match. */
  when?: RegExp | string;
}

export interface ScriptedBrain extends Brain {
  /** What was asked for beyond the script, in order. */
  readonly complaints: readonly string[];
  /** How many replies of a call's script have not been given. */
  left(callId: string): number;
}

/**
 * A model that says what a script says: for each call the first reply that is left and whose `when` fits. A request for which
 * none is left is a mistake of the test or of the product, so it complains: the request fails, and `complaints` names it.
 */
export function scripted(replies: readonly ScriptedReply[]): ScriptedBrain {
  const remaining = new Map<string, ScriptedReply[]>();
  const complaints: string[] = [];
  const left = (callId: string) => remaining.get(callId) ?? [...replies];

  const brain: Brain = (request, { callId }) => {
    const script = left(callId);
    const said = lastUserText(request);
    const at = script.findIndex((reply) => reply.when === undefined || new RegExp(reply.when, 'i').test(said));
    const next = script[at];
    if (next === undefined) {
      const complaint =
        script.length === 0
          ? `the script has ${replies.length} replies, and request ${replies.length + 1} came`
          : `expected the caller to say ${script.map((reply) => reply.when).join(' or ')}, got "${said}"`;
      complaints.push(complaint);
      throw new Error(complaint);
    }
    remaining.set(callId, script.toSpliced(at, 1));
    const { when: _, ...reply } = next;
    return reply;
  };
  return Object.assign(brain, { complaints, left: (callId: string) => left(callId).length });
}

function lastUserText(request: ChatRequest): string {
  return request.messages.findLast((message) => message.role === 'user')?.content ?? '';
}
