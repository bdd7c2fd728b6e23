import { parseArgs } from 'node:util';
import { messageOf } from '../errors.ts';

const USAGE = 'usage: npm run replay -- PATH… [--speed N] [--junit out.xml]';
/** Beyond, what answers in real time (PostgreSQL, sockets) would seem slow. */
const FASTEST = 8;

/** The command cannot be followed; its message says what was expected. */
export class UsageError extends Error {}

export interface ReplayCommand {
  paths: string[];
  speed: number;
  junit: string | undefined;
}

/** @throws {UsageError} */
export function readCommand(args: readonly string[], env: Readonly<Record<string, string | undefined>>): ReplayCommand {
  const { positionals: paths, values } = parsed(args);
  const speed = Number(values.speed ?? '1');
  if (paths.length === 0) throw new UsageError(USAGE);
  if (!(speed > 0 && speed <= FASTEST))
    throw new UsageError(`--speed: expected a number above 0 and up to ${FASTEST}, got ${values.speed}`);
  for (const name of ['DEEPGRAM_API_KEY', 'OPENAI_API_KEY'])
    if (env[name])
      throw new UsageError(`${name}: expected none, since flows are replayed against simulated providers; unset it`);
  return { paths, speed, junit: values.junit };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { speed: { type: 'string' }, junit: { type: 'string' } },
    });
  } catch (error) {
    throw new UsageError(`${messageOf(error)}\n${USAGE}`);
  }
}
