import { expect } from 'chai';
import { Chronicle } from '../../../src/flows/chronicle.ts';
import { NOTICES } from '../../../src/flows/notices.ts';
import type { Scene } from '../../../src/flows/scene.ts';
import { VirtualClock } from '../../kit/virtual-clock.ts';

describe('a state that a flow waits for', () => {
  const stances = ['thinking', 'tool-executing', 'thinking'] as const;

  /** The stances go by between two looks. */
  async function waitFor(stance: string): Promise<string> {
    const clock = new VirtualClock();
    const chronicle = new Chronicle(() => clock.now());
    const scene = { clock, chronicle, ear: { listen: () => undefined } } as unknown as Scene;
    chronicle.take({ note: 'stance', callId: 'c1', stance: 'speaking' });
    chronicle.take({ note: 'stance', callId: 'c1', stance: 'listening' });
    const waiting = NOTICES.state(scene, { stance, within_ms: 1_000 } as Parameters<typeof NOTICES.state>[1]).then(
      () => 'was there',
      (error: Error) => error.message,
    );
    for (const passed of stances) chronicle.take({ note: 'stance', callId: 'c1', stance: passed });
    for (let step = 0; step < 60; step++) {
      await Promise.resolve();
      clock.advance(20);
      await new Promise((resolve) => setImmediate(resolve));
    }
    return waiting;
  }

  it('may have passed when somebody looks, but not before the step began', async () => {
    expect([await waitFor('listening'), await waitFor('tool-executing'), await waitFor('speaking')]).to.deep.equal([
      'was there',
      'was there',
      'expected {"stance":"speaking"} within 1000 ms, got {"stance":"thinking"}',
    ]);
  });
});
