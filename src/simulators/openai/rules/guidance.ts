import type { ChatRequest, Reply } from '../types.ts';
import type { Frame } from './frame.ts';
import { callKey } from './frame.ts';
import { type Means, say } from './talk.ts';

const ELSE = 'Is there anything else I can help with?';
const BY_THE_WAY = 'By the way, next is';
const TO_BOOK = 'I can book an appointment for you, if you like.';
const HAND_OVER = { reason: 'Handed over as the guidance says.' };

/** A reply as it would be by itself, made to follow what the request says of this moment: a person, what is due, one offer to book. */
export function guided(request: ChatRequest, frame: Frame, means: Means, reply: Reply): Reply {
  const { person, due } = frame.facts;
  const isTried = frame.tried.includes(callKey('transfer_to_human', HAND_OVER)) || frame.news === 'transferred';
  const goesOn = (reply.calls ?? []).length > 0;
  if (person === 'hand-over' || (person === 'unless-it-goes-on' && !goesOn))
    return isTried || frame.goal === 'person' || !means.offered.has('transfer_to_human') ? reply : handOver(frame);
  const text = reply.text ?? '';
  if (goesOn || text === '') return reply;
  if (person === 'offer')
    return /put you through/.test(text) ? reply : say(`${text} Shall I put you through to someone?`);
  const before = (words: string) =>
    request.messages.some(({ role, content }) => role === 'assistant' && content?.includes(words));
  const wasChanged = ['booked', 'moved', 'confirmed'].includes(frame.news ?? '');
  if (due !== null && wasChanged && !before(BY_THE_WAY))
    return say(text.replace(ELSE, `${BY_THE_WAY} ${due}. ${ELSE}`));
  if (frame.aside !== null && frame.goal === null && !before(TO_BOOK))
    return say(text.replace(ELSE, `${TO_BOOK} ${ELSE}`));
  return reply;
}

function handOver({ facts }: Frame): Reply {
  const text =
    facts.person === 'hand-over'
      ? "I'm sorry about that. One moment please."
      : "I'm sorry, let me get you someone who can help.";
  return { text, calls: [{ name: 'transfer_to_human', arguments: HAND_OVER }] };
}
