import type { Config } from './config.ts';
import type { Foundations } from './foundations.ts';

export interface Readiness {
  ready: boolean;
  /** Each by its name, in a word. */
  dependencies: Record<string, string>;
}

interface ReadinessOptions extends Pick<Foundations, 'standIns' | 'database' | 'sessions'> {
  config: Pick<Config, 'TWILIO_ACCOUNT_SID'>;
  calendar: { state(): string } | null;
  isDraining(): boolean;
}

/** Whether calls can be taken, and how everything is that they need. Only PostgreSQL is indispensable; the others degrade. */
export async function readinessOf(options: ReadinessOptions): Promise<Readiness> {
  const { config, standIns, database, sessions, calendar, isDraining } = options;
  const postgres = await database.ping().then(
    () => 'up',
    () => 'down',
  );
  return {
    ready: postgres === 'up' && !isDraining(),
    dependencies: {
      postgres,
      redis: sessions.state(),
      calendar: calendar?.state() ?? 'off',
      speech: standIns.speech ? 'stand-in' : 'configured',
      model: standIns.model ? 'stand-in' : 'configured',
      carrier: config.TWILIO_ACCOUNT_SID ? 'configured' : 'no account',
      server: isDraining() ? 'draining' : 'taking calls',
    },
  };
}
