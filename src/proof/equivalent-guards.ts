const ASKED_AT_SUCH_EVENTS = 'it tells the compiler what the event is; the guard is asked at such events only';

/** What can be made wrong and makes no difference, by `guard: what`, and why. */
export const EQUIVALENT: Readonly<Record<string, string>> = {
  'isOneOf: without call !== null &&': ASKED_AT_SUCH_EVENTS,
  'isAbout: without call !== null &&': ASKED_AT_SUCH_EVENTS,
  'learnedOtherCustomer: without fact !== null &&': ASKED_AT_SUCH_EVENTS,
  "refuses: without event.type === 'caller.said' &&": ASKED_AT_SUCH_EVENTS,
  "agrees: without event.type === 'caller.said' &&": ASKED_AT_SUCH_EVENTS,
  "doubtsAfterAll: without event.type === 'caller.said' &&": ASKED_AT_SUCH_EVENTS,
  "answersTheReadBack: without event.type === 'caller.said' &&": ASKED_AT_SUCH_EVENTS,
  "takesTheTurn: without (event.type === 'caller.said' || event.type === 'caller.isSaying') &&": ASKED_AT_SUCH_EVENTS,
  "saysMoreThanGoodbye: without event.type === 'caller.said' &&": ASKED_AT_SUCH_EVENTS,
  "speaksOfConsent: without event.type === 'caller.said' &&": ASKED_AT_SUCH_EVENTS,
  "takesBackConsent: without event.type === 'caller.said' &&": ASKED_AT_SUCH_EVENTS,
  "answersOurQuestion: without event.type === 'caller.said' &&": ASKED_AT_SUCH_EVENTS,
  "callsTools: without event.type === 'llm.finished' &&": ASKED_AT_SUCH_EVENTS,
  "answersCallInHand: without event.type === 'tools.answered' &&": ASKED_AT_SUCH_EVENTS,
  "answersRunningCall: without event.type === 'tools.answered' &&": ASKED_AT_SUCH_EVENTS,
  "answersHandover: without event.type === 'tools.answered' &&": ASKED_AT_SUCH_EVENTS,
  'confirmsThisChange: without && context.change !== null':
    'it tells the compiler that there is a change; there is one wherever a change is allowed',
};
