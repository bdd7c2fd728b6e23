import { readFile } from 'node:fs/promises';
import type { AnyStateMachine } from 'xstate';
import { callMachine } from '../../machines/call/machine.ts';
import { conversationMachine } from '../../machines/conversation/machine.ts';
import * as rules from '../../machines/conversation/rules.ts';
import * as assent from '../../machines/conversation/words/assent.ts';
import * as nods from '../../machines/conversation/words/nods.ts';
import * as refusal from '../../machines/conversation/words/refusal.ts';
import { exportsOf, importsOf, sourceMutants } from './source-mutants.ts';

/** Something that is wrong with the charts from `begin` until `end`. All in this process's memory: no file is changed. */
export interface Mutant {
  name: string;
  what: string;
  /** Whether the words of callers are enough to notice it, or behavior of the charts has to. */
  about: 'words' | 'charts';
  begin(): void;
  end(): void;
}

/** Of the call's guards, those by which a read-back, a tool's result or the goodbye is protected. */
const OF_THE_CALL = [
  'meansToSpeak',
  'takesTheTurn',
  'isInterrupted',
  'overtakesUs',
  'startsATurn',
  'nothingToBeHeard',
  'readsBackAndNothingElseWasSaid',
  'callsTools',
  'resultsAreOutstanding',
  'answersCallInHand',
  'answersRunningCall',
  'answersHandover',
  'canBeHandedOver',
  'saysMoreThanGoodbye',
  'saidFarewell',
  'saidFarewellQuietly',
  'nothingSaidYet',
  'nobodySpeaks',
  'callerIsTalking',
];

export async function allMutants(): Promise<Mutant[]> {
  return [
    ...(await guardMutants('conversation', conversationMachine)),
    ...(await guardMutants('call', callMachine, OF_THE_CALL)),
    ...listMutants('charts', rules),
    ...listMutants('words', { ...assent, ...nods, ...refusal }),
  ];
}

type Guards = Record<string, unknown>;

/** The guards of a chart, whose map is asked at each transition: what stands in it counts from then on. */
async function guardMutants(chart: string, machine: AnyStateMachine, only?: readonly string[]): Promise<Mutant[]> {
  const file = new URL(`../../machines/${chart}/guards.ts`, import.meta.url);
  const source = await readFile(file, 'utf8');
  const imports = new Map<string, unknown>();
  for (const name of importsOf(source))
    imports.set(name, await import(name.startsWith('.') ? new URL(name, file).href : name));
  const guards = machine.implementations.guards as Guards;
  const guardsIn = (text: string): Guards => {
    const { judged } = exportsOf(text, imports) as { judged: { createMachine(config: object): AnyStateMachine } };
    return judged.createMachine({}).implementations.guards as Guards;
  };
  const before = { ...guards };
  return sourceMutants(file.pathname, source)
    .filter(({ name }) => !only || only.includes(name))
    .map(({ name, what, text }) => ({
      name,
      what,
      about: 'charts',
      begin: () => void Object.assign(guards, guardsIn(text)),
      end: () => void Object.assign(guards, before),
    }));
}

/** Each entry of each list, taken out. */
function listMutants(about: Mutant['about'], lists: Readonly<Record<string, unknown>>): Mutant[] {
  const without = (name: string, list: string[]): Mutant[] =>
    list.map((entry, at) => ({
      name,
      what: `without '${entry}'`,
      about,
      begin: () => void list.splice(at, 1),
      end: () => void list.splice(at, 0, entry),
    }));
  return Object.entries(lists).flatMap(([name, list]): Mutant[] => {
    if (Array.isArray(list)) return without(name, list);
    if (typeof list !== 'object' || list === null) return [];
    const table = list as Record<string, unknown>;
    return Object.entries(table).flatMap(([key, value]): Mutant[] => {
      if (Array.isArray(value)) return without(`${name}.${key}`, value);
      return [
        {
          name,
          what: `without '${key}'`,
          about,
          begin: () => void delete table[key],
          end: () => {
            table[key] = value;
          },
        },
      ];
    });
  });
}
