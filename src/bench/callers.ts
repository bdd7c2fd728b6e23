import { type Carrier, startCarrier } from '../simulators/carrier/index.ts';
import { answerParent, settingsFromParent } from './ask.ts';
import { placeCall } from './caller.ts';
import type { CallersApi, CallersReady, CallersSettings, WaveEnd } from './messages.ts';
import { sharedClock } from './shared-clock.ts';
import { startWave } from './wave.ts';

/** A process of the bench: the carrier, and everybody who calls. */
const { clockOffset, accountSid, authToken } = settingsFromParent<CallersSettings>();
const clock = sharedClock(clockOffset);
const carrier: Carrier = await startCarrier({ clock, accountSid, authToken });
const waves = new Map<string, { finish(): Promise<WaveEnd> }>();

const api: CallersApi = {
  async begin(wave) {
    const started = startWave(wave, clock, (number) => placeCall(carrier, clock, wave, number));
    waves.set(wave.name, started);
    await started.waiting;
  },
  async finish(name) {
    const wave = waves.get(name);
    if (!wave) throw new Error(`expected a wave that was begun, got ${name}`);
    const end = await wave.finish();
    waves.delete(name);
    carrier.forgetEnded();
    return end;
  },
};
answerParent(api, { restUrl: carrier.restUrl } satisfies CallersReady);
