import type { DiaryEvent } from './diary.ts';
import { parseTwiml, type TwimlElement } from './twiml.ts';

interface Whispering {
  /** The document behind `<Number url>`. */
  ask(): Promise<string>;
  note(event: DiaryEvent): void;
  say(text: string): Promise<void>;
  pause(seconds: number): Promise<void>;
}

/**
 * What somebody hears who was dialed and has picked up. https://www.twilio.com/docs/voice/twiml/number#url
 * @returns whether the two are connected then: not when the document hangs up, cannot be had, or makes no sense
 */
export async function takeWhisper({ ask, note, say, pause }: Whispering): Promise<boolean> {
  let verbs: TwimlElement[];
  try {
    verbs = parseTwiml(await ask()).children;
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    note({ type: 'protocol.error', code: 11_200, message });
    return false;
  }
  for (const { name, text, attributes } of verbs) {
    if (name === 'Hangup') return false;
    if (name === 'Say') {
      note({ type: 'whispered', text });
      await say(text);
    } else if (name === 'Pause') await pause(Number(attributes.length ?? '1'));
    else note({ type: 'protocol.error', code: 12_200, message: `expected a verb of <Number url>, got <${name}>` });
  }
  return true;
}
