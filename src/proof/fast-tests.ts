import Mocha from 'mocha';

/** Behavior of the charts on a virtual clock, those that speak of rules first. The walks over every state take seconds and are left out. */
export const FILES = [
  'conversation/demands.test',
  'conversation/demanded-changes.test',
  'conversation/changes.cases',
  'conversation/slots.test',
  'conversation/callers.cases',
  'conversation/placed.cases',
  'conversation/consents.cases',
  'conversation/escalation.cases',
  'conversation/topics.cases',
  'conversation/question.test',
  'conversation/answers.test',
  'call/guarded.test',
  'call/turns.cases',
  'call/goodbye.cases',
  'call/overtaken.cases',
  'call/listening.cases',
  'call/trouble.cases',
  'call/transfer.cases',
  'call/ringing.cases',
  'call/machines.cases',
];
/** The titles of those that need nothing but the words. */
const OF_WORDS = /^what callers mean/;

/** Loaded once, and run as often as is asked for. */
export interface FastTests {
  /** Runs them up to the first that fails: its title, or null. */
  firstFailure(of: 'charts' | 'words'): Promise<string | null>;
}

export async function loadFastTests(): Promise<FastTests> {
  const mocha = new Mocha({ bail: true, reporter: Silent, timeout: 10_000 });
  mocha.suite.emit('pre-require', globalThis, '', mocha);
  // Imported here, and not by mocha, which would require them: a second instance of the charts, in which nothing is wrong.
  for (const file of FILES) await import(new URL(`../../test/machines/${file}.ts`, import.meta.url).href);
  mocha.cleanReferencesAfterRun(false);
  return {
    firstFailure(of) {
      mocha.grep(of === 'words' ? OF_WORDS : /^/);
      return new Promise((resolve) => {
        let failure: string | null = null;
        const runner = mocha.run(() => resolve(failure));
        runner.on('fail', (test) => {
          failure ??= test.fullTitle();
        });
      });
    },
  };
}

class Silent extends Mocha.reporters.Base {}
