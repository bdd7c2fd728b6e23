import type { Consent, ConsentMatter } from '../ports/consents.ts';
import type { HistoryItem } from '../ports/history.ts';
import { judged } from './guards.ts';

/** What the model is told, so that the caller hears from her that it was understood. */
const NOTES: Record<ConsentMatter, { given: string; withdrawn: string }> = {
  texts: {
    given: 'The caller agrees to texts about their appointments.',
    withdrawn: 'The caller wants no more texts from us.',
  },
  reminders: {
    given: 'The caller agrees to calls that remind them of their appointments.',
    withdrawn: 'The caller wants no more calls that remind them or ask how it was.',
  },
};
const NOTED = 'The desk has noted that, and no tool is needed for it: tell them so in a few words.';

function noteOf(consents: readonly Consent[]): HistoryItem {
  const all = consents.map(({ matter, given }) => NOTES[matter][given ? 'given' : 'withdrawn']);
  return { role: 'note', text: [...all, NOTED].join(' ') };
}

export const consentActions = {
  /** It follows the words in which it was said. */
  noteConsents: judged.assign(({ context, event }) => {
    if (event.type !== 'consent.heard') return {};
    const note = noteOf(event.consents);
    return context.toolCalls.length > 0
      ? { meanwhile: [...context.meanwhile, note] }
      : { history: [...context.history, note] };
  }),
  /** Has it written down, which nobody waits for. Given when the product is wired. */
  writeConsents: () => undefined,
};
