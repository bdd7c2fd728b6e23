import { type DestinationStream, type Logger as PinoLogger, pino } from 'pino';

export type Logger = PinoLogger;

/**
 * Logs are events with fields: the message is static, values are fields, and whatever a person said or is called goes
 * under `pii`, which is redacted.
 */
export function createLog(level: string, destination?: DestinationStream): Logger {
  const options = { level, base: null, redact: { paths: ['pii', '*.pii'], censor: '[redacted]' } };
  return destination ? pino(options, destination) : pino(options);
}

export const silentLog: Logger = pino({ level: 'silent' });
