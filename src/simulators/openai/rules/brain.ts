import type { Brain, ChatRequest, Reply } from '../types.ts';
import { book } from './booking.ts';
import { cancel, confirm, list, reschedule } from './changing.ts';
import { sayDay } from './days.ts';
import { enquire, history } from './enquiry.ts';
import { factsIn } from './facts.ts';
import type { Frame, Goal } from './frame.ts';
import { guided } from './guidance.ts';
import { sayTime } from './slots.ts';
import { storyOf } from './story.ts';
import { call, type Means, type Step, say } from './talk.ts';
import { frameOf } from './understand.ts';

/**
 * A model that follows rules: enough of Sophie for a demonstration, and to talk to without a key. It knows only what the request's
 * messages and tools say, keeps nothing between requests, and takes what it hears to be half misheard.
 */
export const rules: Brain = (request) => {
  const story = storyOf(request);
  const frame = frameOf(story, factsIn(request.messages));
  if (request.tool_choice === 'none')
    return say("I'm sorry, this is taking me longer than it should. Could you tell me once more what you need?");
  if (story.at(-1)?.kind === 'note') return afterNote(frame);
  const means = { offered: offeredIn(request) };
  return guided(request, frame, means, next(frame, means));
};

const STEPS: Record<Goal, Step> = {
  book,
  reschedule,
  cancel,
  confirm,
  list,
  history,
  person: (frame, means) =>
    call(
      frame,
      means,
      'transfer_to_human',
      { reason: 'The caller asked for a person.' },
      'Of course, one moment please.',
    ),
  bye: (frame, means) => {
    const isOver = frame.tried.length > 0 || !means.offered.has('end_call');
    return isOver ? say('Goodbye!') : call(frame, means, 'end_call', {}, farewell(frame));
  },
};

/** What was done or has failed, in the words that end its part of the call. */
const NEWS: Record<string, (frame: Frame) => string> = {
  booked: ({ start }) => `You're all set${start ? ` for ${sayDay(start.slice(0, 10))} at ${sayTime(start)}` : ''}.`,
  moved: ({ start }) =>
    `Done, you're now down for ${start ? `${sayDay(start.slice(0, 10))} at ${sayTime(start)}` : 'the new time'}.`,
  cancelled: () => 'Your appointment is cancelled.',
  confirmed: () => "Thank you, you're confirmed.",
  callback: () => 'Someone will call you back as soon as they can.',
};

function next(frame: Frame, means: Means): Reply {
  if (frame.aside !== null) return enquire(frame);
  if (frame.goal !== null) return STEPS[frame.goal](frame, means);
  if (frame.news === 'transferred') return say('You are being connected now.');
  if (frame.news === 'failed') return say("I'm sorry, I couldn't do that. Shall I put you through to someone?");
  const news = frame.news === null ? undefined : NEWS[frame.news];
  if (news) return say(`${news(frame)} Is there anything else I can help with?`);
  return say(lost(frame));
}

const FOR_A_COLLEAGUE =
  /\b(?:ready|pick(?:ed)? up|text me|email me|pay|payment|bill|invoice|parts?|warranty|recall|loaner|tow|complain\w*)\b/;

function lost({ last, asked, news }: Frame): string {
  const line = last?.words.join(' ') ?? '';
  if (news === 'refused') return "All right, I'll leave it as it is. Is there anything else I can help with?";
  if (/\b(?:wait|hold on|one moment|one second|just a (?:second|moment|minute))\b/.test(line))
    return 'Sure, take your time.';
  if (FOR_A_COLLEAGUE.test(line)) return 'A colleague has to help you with that. Shall I put you through?';
  if (asked === 'person') return 'All right. Is there anything else I can help with?';
  if (asked === 'else' && last?.answer === 'yes') return 'Sure, what can we do for you?';
  if (last === null || /^(?:hi|hello|hey|good (?:morning|afternoon|evening))(?: there| sophie)?$/.test(line))
    return 'Hello! How can I help you today?';
  if (/\b(?:thanks|thank you)\b/.test(line)) return "You're welcome. Is there anything else I can help with?";
  return "I'm sorry, I didn't catch that. Are you calling to book a service, or about an appointment you have?";
}

function afterNote({ goal }: Frame): Reply {
  return say(
    goal === null ? 'Are you still there? How can I help you?' : "Are you still there? Take your time, I'm listening.",
  );
}

function farewell({ facts }: Frame): string {
  return `Thank you for calling${facts.firstName ? `, ${facts.firstName}` : ''}. Goodbye!`;
}

function offeredIn({ tools }: ChatRequest): Set<string> {
  return new Set((tools ?? []).map((tool) => tool.function.name));
}
