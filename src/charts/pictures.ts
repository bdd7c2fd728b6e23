import { callMachine } from '../../machines/call/machine.ts';
import { connectionMachine } from '../../machines/connection/machine.ts';
import { conversationMachine } from '../../machines/conversation/machine.ts';
import { outboundMachine } from '../../machines/outbound/machine.ts';
import { besides, mermaid, type Picture } from './mermaid.ts';

const LIVE = 'call.live';
const DIALOGUE = `${LIVE}.dialogue`;
const ON_THE_LINE = `${DIALOGUE}.on-the-line`;
const TOOL_EXECUTING = `${ON_THE_LINE}.turn.replying.tool-executing`;

const call = (of: string, more: Partial<Picture> = {}): Picture => ({ machine: callMachine, of, ...more });
const conversation = (region: string): Picture => ({ machine: conversationMachine, of: `conversation.${region}` });

/** The pictures by the names that the page's markers call them. The call's chart is drawn a region at a time, to be readable. */
const PICTURES: Record<string, Picture> = {
  call: {
    machine: callMachine,
    folded: [`${LIVE}.memory`, `${LIVE}.hearing`, `${DIALOGUE}.answering`].concat(
      ['caller', 'voice', 'turn'].map((region) => `${ON_THE_LINE}.${region}`),
    ),
    withoutArrows: true,
  },
  'call.dialogue': call(DIALOGUE, { folded: [ON_THE_LINE] }),
  'call.caller': call(`${ON_THE_LINE}.caller`),
  'call.voice': call(`${ON_THE_LINE}.voice`),
  'call.turn': call(`${ON_THE_LINE}.turn`, { folded: [TOOL_EXECUTING] }),
  'call.tool-executing': call(TOOL_EXECUTING),
  'call.hearing': call(`${LIVE}.hearing`),
  'call.memory': call(`${LIVE}.memory`),
  'conversation.ruling': conversation('ruling'),
  'conversation.identity': conversation('identity'),
  'conversation.change': conversation('change'),
  'conversation.topic': conversation('topic'),
  'conversation.progress': conversation('progress'),
  'conversation.escalation': conversation('escalation'),
  'conversation.consent': conversation('consent'),
  connection: { machine: connectionMachine },
  outbound: { machine: outboundMachine },
};

const MARKED = /(<!-- picture: (\S+) -->\n)[\s\S]*?(<!-- end of picture -->)/g;

function pictureOf(name: string): string {
  const picture = PICTURES[name];
  if (!picture) throw new Error(`expected one of ${Object.keys(PICTURES).join(', ')}, got ${name}`);
  const notes = picture.withoutArrows ? [] : besides(picture);
  const list = notes.length > 0 ? ['', 'Besides:', '', ...notes.map((note) => `- ${note}`)] : [];
  return ['', '```mermaid', mermaid(picture), '```', ...list, '', ''].join('\n');
}

/** The page with each picture drawn anew between its markers. Pure. */
export function withPictures(page: string): string {
  return page.replace(MARKED, (_, begin: string, name: string, end: string) => `${begin}${pictureOf(name)}${end}`);
}
