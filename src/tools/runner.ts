import type { CheckedCall, Grant, ToolsCommand, ToolsFact } from '../../machines/ports/tools.ts';
import type { Clock, NewId } from '../clock.ts';
import { cardByPhone } from '../crm/customer-card.ts';
import type { Database } from '../crm/database.ts';
import type { AfterWrite } from '../crm/writing.ts';
import { messageOf } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import type { BusyTimes } from '../shop/availability.ts';
import type { ShopTime } from '../shop/calendar.ts';
import type { Vpic } from '../vin/vpic.ts';
import { TOOLS } from './all.ts';
import { check } from './check.ts';
import type { CallInfo, Desk, FindCard, Outcome } from './define.ts';
import { createHold } from './hold.ts';
import { createStrangers } from './strangers.ts';
import { useTool } from './use.ts';

export interface ToolsOptions {
  database: Pick<Database, 'dataSource'>;
  shopId: string;
  shopTime: ShopTime;
  vpic: Vpic;
  clock: Clock;
  newId: NewId;
  log: Logger;
  metrics: Metrics;
  transfer: { number?: string | undefined };
  busy?: BusyTimes;
  /** Where customers are found by their number; without one, the database. */
  findCard?: FindCard;
  afterWrite?: AfterWrite | undefined;
}

export interface CallTools {
  command(command: ToolsCommand): void;
  /** The call is over: what has begun ends and is told, what waits is forgotten, what it holds is released. */
  stop(): void;
  /** Resolves when nothing is being done. */
  idle(): Promise<void>;
}

export type Tools = ReturnType<typeof createTools>;

/** The thirteen tools of a shop. Nothing here rejects: what goes wrong is an answer. */
export function createTools(options: ToolsOptions) {
  const { database, shopId, shopTime, vpic, clock, newId, log, metrics, transfer, busy = async () => [] } = options;
  const desk: Desk = {
    db: database.dataSource,
    shopId,
    shopTime,
    vpic,
    clock,
    newId,
    busy,
    afterWrite: options.afterWrite,
    transferNumber: transfer.number ?? null,
    findCard: options.findCard ?? ((phoneNumber) => cardByPhone(database.dataSource, shopId, phoneNumber)),
    strangers: createStrangers(),
  };

  const open = (call: CallInfo, onFact: (fact: ToolsFact) => void): CallTools => {
    const done = new Map<string, Outcome>();
    const hold = createHold(desk, call, log);
    let tail = Promise.resolve();
    let stopped = false;

    const tell = (id: string, name: string, { result, learned }: Outcome) =>
      onFact({ type: 'tools.answered', id, name, result, learned });

    const execute = async (checked: CheckedCall, grant: Grant) => {
      if (stopped) return;
      const began = clock.now();
      const outcome = await useTool({ desk, call, done, hold, log, metrics }, checked, grant);
      const seconds = (clock.now() - began) / 1000;
      metrics.toolSeconds.labels(checked.name, outcome.result.error ?? 'ok').observe(seconds);
      tell(checked.id, checked.name, outcome);
      await hold.settle(checked, outcome);
    };

    // One after another: the second call of a reply sees what the first has done.
    const queue = (work: () => Promise<void>) => {
      tail = tail
        .then(work)
        .catch((thrown: unknown) =>
          log.error({ call_id: call.callId, err: messageOf(thrown) }, 'tools.listenerFailed'),
        );
    };

    return {
      command(command) {
        if (command.type === 'execute') return queue(() => execute(command.call, command.grant));
        if (command.type === 'withdraw') return queue(() => hold.withdraw(command.changeKey));
        if (command.type === 'renew') return queue(() => hold.renew(command.changeKey));
        const seen = check(TOOLS, command.call, { shopTime, from: call.from, now: new Date(clock.now()) });
        if ('checked' in seen) onFact({ type: 'tools.checked', call: seen.checked });
        else tell(command.call.id, command.call.name, { result: seen.answered, learned: [] });
      },
      stop() {
        stopped = true;
        queue(hold.release);
      },
      idle: () => tail,
    };
  };

  return { open };
}
