import type { Stance } from '../../machines/call/stance.ts';
import type { CallNote } from '../calls/watch.ts';

const WIDTH = 15;
const seconds = (ms: number | null): string => (ms === null ? '–' : `${(ms / 1000).toFixed(2)} s`);

/** Prints a call as it happens: who said what, in which state we were, how long each turn took, what a barge-in cut. */
export function createScreen(print: (line: string) => void, now: () => number) {
  const saying = new Map<string, string>();
  let stance: Stance = 'ringing';

  const line = (who: string, text: string) =>
    print(`${(now() / 1000).toFixed(1).padStart(6)} s  ${stance.padEnd(WIDTH)} ${who.padEnd(7)} ${text}`);

  return (note: CallNote): void => {
    if (note.note === 'stance') stance = note.stance;
    if (note.note === 'saying') saying.set(note.utterance.id, note.utterance.text);
    if (note.note === 'turn') {
      const { silence, firstToken } = note.times;
      line('', `(answered ${seconds(silence)} after the caller's last word; first token after ${seconds(firstToken)})`);
    }
    if (note.note === 'ended') line('', `(the call ended: ${note.outcome})`);
    if (note.note !== 'event') return;
    const { event } = note;
    switch (event.type) {
      case 'caller.said':
        line('Caller', event.text);
        break;
      case 'voice.heard':
        line('Sophie', saying.get(event.id) ?? '');
        break;
      case 'voice.held':
        line('', '(the caller makes a sound: Sophie stops)');
        break;
      case 'voice.stopped':
        for (const { id, heard } of event.cut) line('Sophie', `${heard || '…'} ✂ ${rest(saying.get(id) ?? '', heard)}`);
        break;
      case 'tools.answered':
        line('tool', `${event.name}: ${event.result.success ? event.result.message : event.result.error}`);
    }
  };
}

const rest = (text: string, heard: string): string => `[not heard: ${text.slice(heard.length).trim()}]`;
