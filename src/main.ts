import { startApp } from './app.ts';
import { ConfigError, readConfig } from './config.ts';
import { fieldsOfThrown, messageOf } from './errors.ts';
import { createLog } from './log.ts';

const say = (line: string) => process.stdout.write(`${line}\n`);
/** One line, whatever the message. */
const complain = (message: string) => process.stderr.write(`${message.replace(/\s*\n\s*/g, ' ')}\n`);

/** Starts the server by the environment; ends it in order on SIGTERM and SIGINT. */
async function main(): Promise<void> {
  const config = readConfig(process.env);
  const log = createLog(config.LOG_LEVEL);
  const app = await startApp({ config, log });
  say(`listening on http://${config.bindHost}:${app.port}`);

  let stopping = false;
  const stop = async (signal: string) => {
    if (stopping) return;
    stopping = true;
    log.info({ signal, calls: app.active() }, 'going down: running calls may end, new ones are not taken');
    await app.drain(config.DRAIN_SECONDS);
    await app.close();
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.on(signal, () => {
      stop(signal).catch((error: unknown) => {
        complain(`stopping: ${messageOf(error)}`);
        process.exit(1);
      });
    });

  // No call may take the others with it. What arrives here is our mistake: it is logged, and the process stays.
  process.on('uncaughtException', (error) => log.fatal(fieldsOfThrown(error), 'uncaught'));
  process.on('unhandledRejection', (error) => log.fatal(fieldsOfThrown(error), 'unhandled rejection'));
}

main().catch((error: unknown) => {
  complain(error instanceof ConfigError ? error.message : `could not start: ${messageOf(error)}`);
  process.exit(1);
});
