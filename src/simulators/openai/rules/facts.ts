import type { ChatMessage } from '../types.ts';
import type { Day } from './days.ts';

/** What the system messages tell: read out of their text, as a model does. */
export interface Facts {
  today: Day;
  firstName: string | null;
  from: string | null;
  customerId: string | null;
  vehicleIds: string[];
  appointmentIds: string[];
  identity: string;
  hours: string | null;
  /** Where the shop is and how one finds it. */
  place: string | null;
  /** By service type: what the persona says of time and price. */
  services: Map<string, string>;
  /** The first service that is due, in the words of the facts. */
  due: string | null;
  /** What the guidance says of a person: to hand over, to do so unless there is a way on, or to offer it. */
  person: 'hand-over' | 'unless-it-goes-on' | 'offer' | null;
}

export function factsIn(messages: readonly ChatMessage[]): Facts {
  const text = messages
    .filter((message) => message.role === 'system' || message.role === 'developer')
    .map((message) => message.content ?? '')
    .join('\n');
  const line = (name: string) => new RegExp(`^[-*]?\\s*${name}:\\s*(.+)$`, 'mi').exec(text)?.[1]?.trim() ?? '';
  const ids = (name: string) =>
    line(name)
      .split(/[,\s]+/)
      .filter((id) => /\d/.test(id));
  const section = (name: string) =>
    new RegExp(`^# ${name}\\s*\\n+([\\s\\S]*?)(?=\\n#|\\n*$)`, 'm').exec(text)?.[1]?.trim() ?? null;
  const known = (value: string) =>
    value === '' || /^(?:none|nobody|a withheld|unknown)\b/i.test(value) ? null : value;
  return {
    today: /\d{4}-\d{2}-\d{2}/.exec(line('Now'))?.[0] ?? '1970-01-01',
    firstName: known(line('Caller')),
    from: /\+\d{7,15}/.exec(line('Calling from'))?.[0] ?? null,
    customerId: known(line('Customer id')),
    vehicleIds: ids('Vehicle ids'),
    appointmentIds: ids('Appointment ids'),
    identity: line('Identity') || 'unknown',
    due: known(line('Services due'))?.split(';')[0] ?? null,
    person: personIn(text.replace(/\s+/g, ' ')),
    hours: section('Opening hours'),
    place: section('Where we are'),
    services: new Map(
      [...text.matchAll(/^- [^(\n]*\(`?([a-z_]+)`?\):\s*(.+)$/gm)].map(([, type = '', words = '']) => [type, words]),
    ),
  };
}

function personIn(text: string): Facts['person'] {
  if (/unless you see right now how to go on/i.test(text)) return 'unless-it-goes-on';
  if (/hand over to a person now/i.test(text)) return 'hand-over';
  return /offer, in this reply, to put them through/i.test(text) ? 'offer' : null;
}
