import { DataSource } from 'typeorm';
import { Appointment } from '../../entities/appointment.ts';
import { CallEvent } from '../../entities/call-event.ts';
import { CallLog } from '../../entities/call-log.ts';
import { ChangeTrace } from '../../entities/change-trace.ts';
import { Customer } from '../../entities/customer.ts';
import { Message } from '../../entities/message.ts';
import { OutboundCall } from '../../entities/outbound-call.ts';
import { OutboundRound } from '../../entities/outbound-round.ts';
import { ServiceHistory } from '../../entities/service-history.ts';
import { Shop } from '../../entities/shop.ts';
import { SlotHold } from '../../entities/slot-hold.ts';
import { StaffTask } from '../../entities/staff-task.ts';
import { Technician } from '../../entities/technician.ts';
import { Vehicle } from '../../entities/vehicle.ts';
import { VerificationFailure } from '../../entities/verification-failure.ts';
import { type Clock, within } from '../clock.ts';
import { timedOut } from '../errors.ts';
import type { Logger } from '../log.ts';
import { type Embedded, startEmbedded } from './embedded.ts';
import { codeOf, databaseError } from './failures.ts';
import { migrate } from './migrate.ts';

const CONNECT_MS = 2_000; // also how long a query waits for a free connection
const STATEMENT_MS = 5_000; // a tool's time-out; nothing that a caller waits for may take longer
const PING_MS = 2_000;
// Every tool call needs one for some milliseconds; PostgreSQL allows 100 in all unless told otherwise.
const CONNECTIONS = 20;

export interface Database {
  dataSource: DataSource;
  /** Where it is, password included: not for logs. */
  url: string;
  /** @throws {OutsideError} database/unavailable or database/timeout, within 2 s */
  ping(): Promise<void>;
  /** Closes the connections, and stops the server if it is ours. */
  close(): Promise<void>;
}

export interface DatabaseOptions {
  /** Undefined: the embedded server, whose data lie under `dataDir`. */
  url: string | undefined;
  dataDir: string;
  log: Logger;
  clock: Clock;
}

/**
 * Opens the database with its tables up to date.
 * @throws {OutsideError} what was expected and what came, without the address's password
 */
export async function openDatabase({ url: given, dataDir, log, clock }: DatabaseOptions): Promise<Database> {
  const embedded: Embedded | null = given === undefined ? await startEmbedded({ dataDir, clock, log }) : null;
  const url = given ?? embedded?.url ?? '';
  try {
    await migrate(url);
    const dataSource = await connect(url, log);
    return {
      dataSource,
      url,
      ping: async () => {
        const late = () => timedOut('database', 'PostgreSQL: ping', PING_MS);
        await within(clock, PING_MS, dataSource.query('SELECT 1'), late).catch((thrown) => {
          throw databaseError(thrown);
        });
      },
      close: async () => {
        await dataSource.destroy();
        await embedded?.stop();
      },
    };
  } catch (thrown) {
    await embedded?.stop();
    throw databaseError(thrown);
  }
}

function connect(url: string, log: Logger): Promise<DataSource> {
  return new DataSource({
    type: 'postgres',
    url,
    entities: [
      Shop,
      Customer,
      Vehicle,
      Appointment,
      ServiceHistory,
      SlotHold,
      CallLog,
      CallEvent,
      OutboundCall,
      OutboundRound,
      Message,
      StaffTask,
      Technician,
      VerificationFailure,
      ChangeTrace,
    ],
    installExtensions: false,
    applicationName: 'callchart',
    poolSize: CONNECTIONS,
    connectTimeoutMS: CONNECT_MS,
    poolErrorHandler: (error: unknown) => log.warn({ code: codeOf(error) }, 'an idle database connection broke'),
    extra: {
      statement_timeout: STATEMENT_MS,
      // Ours, for a server that no longer answers at all.
      query_timeout: STATEMENT_MS + 1_000,
      keepAlive: true,
    },
  }).initialize();
}
