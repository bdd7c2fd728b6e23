import type { CallEvent } from '../../machines/call/types.ts';

/** When tools were used in a call, ms on its media clock. */
export interface ToolTimes {
  event(event: CallEvent): void;
  /** When the call of this id was answered; where the chart itself refused it, when it was asked for. Null: not known. */
  at(id: string): number | null;
}

/** The chart has no clock: what is told to it is timed as it passes by. */
export function createToolTimes(now: () => number): ToolTimes {
  const times = new Map<string, number>();
  return {
    event(event) {
      if (event.type === 'llm.finished') for (const { id } of event.calls) times.set(id, now());
      if (event.type === 'tools.answered') times.set(event.id, now());
    },
    at: (id) => times.get(id) ?? null,
  };
}
