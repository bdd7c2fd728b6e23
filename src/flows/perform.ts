import { messageOf } from '../errors.ts';
import type { CallEnd } from '../simulators/carrier/options.ts';
import { ACTS } from './acts.ts';
import type { Step } from './format.ts';
import { NOTICES } from './notices.ts';
import type { Scene } from './scene.ts';

/** Does one step after the other. Rejects with the first that cannot be done or does not come true. */
export async function perform(steps: readonly Step[], scene: Scene): Promise<void> {
  for (const [index, step] of steps.entries()) {
    try {
      await (step.do in ACTS ? ACTS[step.do as keyof typeof ACTS] : NOTICES[step.do as keyof typeof NOTICES])(
        scene,
        step.with as never,
      );
    } catch (error) {
      throw new Error(`step ${index} (${step.do}): ${messageOf(error)}`);
    }
  }
}

/** A caller who has done all they were to do hangs up, if the line is still open. */
export async function leaveCall({ call }: Scene): Promise<CallEnd> {
  return call.isLive ? call.hangUp() : call.ended;
}
