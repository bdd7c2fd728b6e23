import type { CheckedCall, Grant } from '../../machines/ports/tools.ts';
import { within } from '../clock.ts';
import { codeOf, databaseError } from '../crm/failures.ts';
import { addTask } from '../crm/staff-tasks.ts';
import { inTransaction } from '../crm/writing.ts';
import { fieldsOfThrown, messageOf, OutsideError } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import { TOOLS } from './all.ts';
import { refused } from './answers.ts';
import type { Outcome, Task } from './define.ts';

const TIMEOUT_MS = 5_000;
// A commit sent by now has half a second for its answer, so that hardly ever a write's outcome is not known in time.
const LAST_COMMIT_MS = 4_500;

const NOT_NOW = 'This cannot be done at the moment. Offer to have a person call back.';
const NO_CALENDAR =
  "The shop's calendar cannot be read at the moment, so no time can be offered or booked. Say so, name no time, and offer to have a person call back.";

export type Room = Pick<Task, 'desk' | 'call' | 'done' | 'hold'> & { log: Logger; metrics: Metrics };

/**
 * Does what was asked, and answers within 5 s whatever happens. What was not committed in time is rolled back, so that "it took too long" means
 * that nothing was changed.
 */
export async function useTool(room: Room, checked: CheckedCall, grant: Grant): Promise<Outcome> {
  const { desk, call, done, hold } = room;
  const { clock, newId, shopId, afterWrite } = desk;
  const tool = TOOLS.get(checked.name);
  if (!tool) return refused('unknown_tool', 'There is no tool of this name.');

  const now = new Date(clock.now());
  const change = { shopId, at: now, newId, by: { callId: call.callId }, afterWrite };
  const leave = new AbortController();
  const lastCommit = clock.setTimeout(() => leave.abort(), LAST_COMMIT_MS);
  let committing = false;
  const write: Task['write'] = (work) =>
    inTransaction(
      desk.db,
      async (tx) => {
        const result = await work(tx);
        committing = !leave.signal.aborted;
        return result;
      },
      leave.signal,
    );
  const effect = tool.run({ desk, call, checked, grant, now, change, write, done, hold });
  const late = new OutsideError('database', 'timeout', `${checked.name}: expected an answer within ${TIMEOUT_MS} ms`, {
    retryable: true,
  });
  try {
    return await within(clock, TIMEOUT_MS, effect, () => late);
  } catch (thrown) {
    const failure = tell(room, checked, thrown);
    if (thrown === late && committing) return unsettled(effect, room, checked, change);
    if (failure?.code === 'timeout')
      return refused('timeout', 'This took too long and was given up; nothing was changed.');
    return refused('unavailable', failure?.provider === 'calendar' ? NO_CALENDAR : NOT_NOW);
  } finally {
    clock.clearTimeout(lastCommit);
  }
}

/**
 * The commit was sent and its answer has not come: it may have been done. The model is told just that, and staff is told when it turns out that
 * it was, so that nobody relies on a failure which was none.
 */
function unsettled(effect: Promise<Outcome>, room: Room, checked: CheckedCall, change: Task['change']): Outcome {
  const { desk, log, call } = room;
  effect
    .then(async ({ result }) => {
      log.warn({ call_id: call.callId, tool: checked.name }, 'tool.settledLate');
      const payload = { tool: checked.name, problem: 'done after the caller was told that it may not be', result };
      await addTask(desk.db, change, { kind: 'failed', payload });
    })
    .catch((thrown: unknown) => tell(room, checked, thrown));
  const message = 'It is not known whether this was done. Do not say that it failed: say that a person will call back.';
  return refused('timeout', message);
}

/** Logs and counts what was thrown; null where we were wrong ourselves. */
function tell({ log, metrics, call }: Room, checked: CheckedCall, thrown: unknown): OutsideError | null {
  const where = { callId: call.callId, tool: checked.name };
  const failure = outsideOf(thrown);
  if (failure === null) {
    log.error({ ...where, ...fieldsOfThrown(thrown) }, 'tool.wasWrong');
    return null;
  }
  const { provider, code, message } = failure;
  metrics.providerErrors.labels(provider, code).inc();
  log.warn({ ...where, provider, code, err: message }, 'tool.failed');
  return failure;
}

/** The driver's errors have codes, except those of its pool and its sockets. */
function outsideOf(thrown: unknown): OutsideError | null {
  if (thrown instanceof OutsideError) return thrown;
  const isDrivers = codeOf(thrown) !== undefined || /connect|terminat|timeout/i.test(messageOf(thrown));
  return isDrivers ? databaseError(thrown) : null;
}
