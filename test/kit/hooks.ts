/**
 * Mocha takes note of a rejection that nobody handles and goes on as if nothing had happened; outside of it, that ends the
 * process. Here it fails the run, with the test that was running.
 */
const lost: string[] = [];
const seen = new WeakSet<Promise<unknown>>();
let running = 'before the first test';

process.on('unhandledRejection', (reason, promise) => {
  // Mocha emits each of them once more.
  if (seen.has(promise)) return;
  seen.add(promise);
  const what = reason instanceof Error ? (reason.stack ?? reason.message) : String(reason);
  lost.push(`${running}: ${what}`);
});

export const mochaHooks = {
  beforeEach(this: Mocha.Context): void {
    running = this.currentTest?.fullTitle() ?? running;
  },
  async afterAll(): Promise<void> {
    // What was rejected in the last moment is told after the microtasks.
    await new Promise((resolve) => setImmediate(resolve));
    if (lost.length > 0)
      throw new Error(`expected every rejection to be handled, got ${lost.length}:\n${lost.join('\n')}`);
  },
};
