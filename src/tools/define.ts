import type { DataSource, EntityManager } from 'typeorm';
import type { z } from 'zod';
import type { CheckedCall, Grant, Learned, ToolName, ToolResult } from '../../machines/ports/tools.ts';
import type { Clock, NewId } from '../clock.ts';
import type { CustomerCard } from '../crm/customer-card.ts';
import type { AfterWrite, Change } from '../crm/writing.ts';
import type { BusyTimes } from '../shop/availability.ts';
import type { ShopTime } from '../shop/calendar.ts';
import type { Vpic } from '../vin/vpic.ts';
import type { Hold } from './hold.ts';
import type { Strangers } from './strangers.ts';

/** Who has a number, E.164; null: nobody. */
export type FindCard = (phoneNumber: string) => Promise<CustomerCard | null>;

/** What all calls of a shop share. */
export interface Desk {
  db: DataSource;
  shopId: string;
  shopTime: ShopTime;
  vpic: Vpic;
  clock: Clock;
  newId: NewId;
  /** What the shop's calendar has taken beside the bookings. */
  busy: BusyTimes;
  /** What else is written when an appointment is booked, moved or cancelled. */
  afterWrite: AfterWrite | undefined;
  /** Where a person answers, E.164. */
  transferNumber: string | null;
  /** What is known of the customer of a number. A moment old at the most where this shop changed it, five minutes where somebody else did. */
  findCard: FindCard;
  strangers: Strangers;
}

/** The call in which a tool is used. `from` is E.164, or null when withheld. */
export interface CallInfo {
  callId: string;
  callSid: string | null;
  from: string | null;
}

/** One use of a tool: everything it may know. */
export interface Task {
  desk: Desk;
  call: CallInfo;
  checked: CheckedCall;
  grant: Grant;
  now: Date;
  /** For every write: in whose name it is done. */
  change: Change;
  /** Runs in one transaction, rolled back when the tool's time is up before the commit is sent. */
  write: Write;
  /** What an earlier use in this call did, by its substance: a thing asked for twice is done once. */
  done: Map<string, Outcome>;
  /** The slot of what the call has proposed. */
  hold: Hold;
}

/** Who looks for a free slot, and when: what a call itself holds is free for it. */
export type Seeker = Pick<Task, 'desk' | 'call' | 'now'>;

type Write = <T>(work: (tx: EntityManager) => Promise<T>) => Promise<T>;

/** The answer for the model, and what the conversation learns. */
export interface Outcome {
  result: ToolResult;
  learned: Learned[];
}

export interface CheckContext {
  shopTime: ShopTime;
  from: string | null;
  now: Date;
}

/** What a tool says of its arguments before anything is allowed; a text is what is wrong with them. */
type About = Omit<Partial<CheckedCall>, 'id' | 'name' | 'args'>;

interface Definition<S extends z.ZodObject> {
  name: ToolName;
  /** For the model: what it does and when to use it. */
  description: string;
  args: S;
  /** What an absent argument that cannot be null means. */
  defaults?: Partial<z.input<S>>;
  about?: (args: z.output<S>, context: CheckContext) => About | string;
  run: (args: z.output<S>, task: Task) => Promise<Outcome> | Outcome;
}

export interface Tool {
  name: ToolName;
  description: string;
  schema: z.ZodObject;
  defaults: Readonly<Record<string, unknown>>;
  /** @param args valid for the schema */
  about(args: Record<string, unknown>, context: CheckContext): About | string;
  run(task: Task): Promise<Outcome>;
}

/** Defines a tool once: its schema types the arguments of everything that is done with them. */
export function defineTool<S extends z.ZodObject>(definition: Definition<S>): Tool {
  const { name, description, args: schema, defaults = {}, about, run } = definition;
  // Valid arguments read again are the same: what comes back from the chart is plain data, and this gives it its type.
  return {
    name,
    description,
    schema,
    defaults,
    about: (args, context) => about?.(schema.parse(args), context) ?? {},
    run: async (task) => run(schema.parse(task.checked.args), task),
  };
}
