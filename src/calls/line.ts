import type { LineCommand, TransferGist } from '../../machines/ports/line.ts';
import type { Logger } from '../log.ts';
import type { Fate, HandOver, LiveCall } from './live-call.ts';
import type { Transfers } from './transfers.ts';

/** What the carrier's REST API can do for us. Absent without an account. */
export interface CarrierControl {
  hangUp(callSid: string): Promise<void>;
  dial(callSid: string, to: HandOver): Promise<void>;
}

export interface LineOptions {
  control: CarrierControl | null;
  transferNumber: string | undefined;
  transfers: Pick<Transfers, 'offered'>;
  /** What a colleague is told of the caller, in spoken words. */
  whisper(gist: TransferGist): string;
  log: Logger;
  /** Told of what the carrier's REST API did not do. */
  countError(code: string): void;
  /** Called whenever the fate of a call changes, so that it can be told to other servers. */
  fateChanged(call: LiveCall): void;
}

/**
 * Leaves the line as the chart wants it. The fate is written down first, since closing the stream makes the carrier ask
 * for it; the REST API is tried next, and when there is none, or it fails, the stream is closed and the carrier asks.
 */
export function leaveLine(call: LiveCall, command: LineCommand, options: LineOptions): void {
  call.fate = fateFor(command, options);
  options.fateChanged(call);
  if (command.type === 'dial') options.transfers.offered(call, command.word);
  const { stream } = call;
  const byRest = restCallFor(call, options.control);
  if (!byRest) {
    closeStream(call);
    return;
  }
  byRest.catch((error: unknown) => {
    const code = (error as { code?: string }).code ?? 'error';
    options.countError(code);
    options.log.warn({ call_id: call.callId, code }, 'the carrier did not take the command: closing the stream');
    // That stream and no other: the caller may be back from a transfer that was taken after all.
    stream?.close(1000, 'done');
  });
}

function fateFor(command: LineCommand, { transferNumber, whisper }: LineOptions): Fate {
  switch (command.type) {
    case 'hangUp':
      return { next: 'hang-up' };
    case 'dial':
      return { next: 'dial', number: command.number, whisper: whisper(command.word.gist) };
    case 'leaveToCarrier':
      return transferNumber === undefined
        ? { next: 'apologize' }
        : { next: 'dial', number: transferNumber, whisper: null };
  }
}

function restCallFor(call: LiveCall, control: CarrierControl | null): Promise<void> | null {
  if (!control || !call.stream) return null;
  if (call.fate.next === 'hang-up') return control.hangUp(call.callSid);
  if (call.fate.next === 'dial') return control.dial(call.callSid, call.fate);
  return null;
}

export function closeStream(call: LiveCall): void {
  call.stream?.close(1000, 'done');
}

/** Whether the caller is on the way to a colleague, or back from one in vain (the carrier may ask twice). */
export function isHandedOver({ actor }: LiveCall): boolean {
  const snapshot = actor.getSnapshot();
  return ['transferring', 'unanswered'].some((dialogue) => snapshot.matches({ live: { dialogue } } as never));
}
