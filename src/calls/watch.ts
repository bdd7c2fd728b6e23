import type { InspectionEvent } from 'xstate';
import type { Stance } from '../../machines/call/stance.ts';
import type { CallEvent } from '../../machines/call/types.ts';
import type { Utterance } from '../../machines/ports/tts.ts';
import type { ToolTimes } from './tool-times.ts';
import type { TurnTimer, TurnTimes } from './turn-timer.ts';

/** What can be watched of a call while it goes on: for the terminal, the console and tests. */
export type CallNote =
  | { note: 'began'; callId: string; callSid: string }
  | { note: 'event'; callId: string; event: CallEvent }
  /** Something is on its way to being said; `voice.heard` with its id tells when it was heard. */
  | { note: 'saying'; callId: string; utterance: Utterance }
  | { note: 'stance'; callId: string; stance: Stance }
  | { note: 'turn'; callId: string; times: TurnTimes }
  | { note: 'ended'; callId: string; outcome: string };

export type Watch = (note: CallNote) => void;

export interface EventLog {
  record(callId: string, source: string, type: string, payload: unknown): void;
}

interface Inspected {
  callId: string;
  log: EventLog;
  timer: TurnTimer;
  toolTimes: ToolTimes;
  watch: Watch;
}

/**
 * Sees every event that is sent to the call's own actor, in the order in which it is handled: fed to a fresh actor with
 * inert children and a clock that stands still, the record makes the same call again.
 */
export function inspectCall({ callId, log, timer, toolTimes, watch }: Inspected): (inspected: InspectionEvent) => void {
  return (inspected) => {
    if (inspected.type !== '@xstate.event') return;
    if ((inspected.actorRef as { sessionId?: string }).sessionId !== inspected.rootId) return;
    const event = inspected.event as CallEvent;
    log.record(callId, sourceOf(inspected), event.type, payloadOf(event));
    if (event.type.startsWith('xstate.')) return;
    toolTimes.event(event);
    const times = timer.event(event);
    watch({ note: 'event', callId, event });
    if (times) watch({ note: 'turn', callId, times });
  };
}

function sourceOf(inspected: { sourceRef?: unknown }): string {
  const source = inspected.sourceRef as { id?: string } | undefined;
  return source?.id ?? 'line';
}

function payloadOf(event: CallEvent): Record<string, unknown> {
  const { type: _, ...payload } = event as CallEvent & Record<string, unknown>;
  return payload;
}
