import { expect } from 'chai';
import type { CallEvent } from '../../../machines/call/types.ts';
import { createTurnTimer } from '../../../src/calls/turn-timer.ts';
import { createMetrics } from '../../../src/metrics.ts';
import { metered } from '../../kit/metrics.ts';
import { VirtualClock } from '../../kit/virtual-clock.ts';

const said: CallEvent = { type: 'caller.said', text: 'hello', startedAt: 500, endedAt: 1_000 };
const started = (at: number): CallEvent => ({ type: 'voice.started', id: 'u2', at });

describe('turn timer', () => {
  const aTimer = () => {
    const clock = new VirtualClock();
    const metrics = createMetrics();
    return { clock, metrics, timer: createTurnTimer(clock, metrics) };
  };

  it('tells where the time of a turn went, from the last word to our first sound', async () => {
    const { clock, metrics, timer } = aTimer();
    timer.event(said);
    clock.advance(5);
    timer.asked();
    clock.advance(300);
    timer.event({ type: 'llm.startedAnswering' });
    clock.advance(100);
    timer.event({ type: 'llm.saidSentence', text: 'Hi.' });
    clock.advance(1);
    timer.handedOver();
    clock.advance(150);
    timer.beganSpeech();
    timer.soundCame();
    clock.advance(2);
    timer.soundCame();
    expect(timer.event(started(2_000))).to.deep.equal({ firstToken: 300, firstSentence: 405, silence: 1_000 });
    expect(await metered(metrics)).to.deep.equal({
      'turn_latency_seconds{stage=endpoint_to_llm}': [1, 0.005],
      'turn_latency_seconds{stage=first_sentence_to_tts}': [1, 0.001],
      'turn_latency_seconds{stage=audio_to_carrier}': [1, 0.002],
      'turn_latency_seconds{stage=caller_silence_to_audio}': [1, 1],
    });
  });

  it('measures a turn once: later requests, sentences and sounds are not its own', async () => {
    const { clock, metrics, timer } = aTimer();
    timer.event(said);
    for (let n = 0; n < 2; n++) {
      timer.asked();
      timer.event({ type: 'llm.startedAnswering' });
      timer.event({ type: 'llm.saidSentence', text: 'Hi.' });
      timer.handedOver();
      clock.advance(10);
    }
    expect(timer.event(started(1_020))).to.deep.equal({ firstToken: 0, firstSentence: 0, silence: 20 });
    expect(timer.event(started(3_000))).to.equal(null);
    expect(await metered(metrics)).to.deep.equal({
      'turn_latency_seconds{stage=endpoint_to_llm}': [1, 0],
      'turn_latency_seconds{stage=first_sentence_to_tts}': [1, 0],
      'turn_latency_seconds{stage=caller_silence_to_audio}': [1, 0.02],
    });
  });

  it('answers a turn without a word of the model with the silence alone', () => {
    const { clock, timer } = aTimer();
    timer.event(said);
    timer.asked();
    clock.advance(2_500);
    expect(timer.event(started(3_600))).to.deep.equal({ firstToken: null, firstSentence: null, silence: 2_600 });
  });

  it('measures nothing of what is said without being asked: greetings and prompts', async () => {
    const { metrics, timer } = aTimer();
    timer.asked();
    timer.handedOver();
    timer.beganSpeech();
    timer.soundCame();
    expect(timer.event(started(0))).to.equal(null);
    expect(await metered(metrics)).to.deep.equal({});
  });

  it('measures a barge-in from the first sound of the caller to the hold, and counts those that took the turn', async () => {
    const { clock, metrics, timer } = aTimer();
    timer.event({ type: 'caller.startedTalking', at: 0 });
    clock.advance(3);
    timer.event({ type: 'voice.held', at: 3 });
    timer.event({ type: 'voice.stopped', at: 900, cut: [{ id: 'u1', heard: 'We' }] });
    timer.event({ type: 'voice.stopped', at: 1_900, cut: [] });
    expect(await metered(metrics)).to.deep.equal({ barge_in_seconds: [1, 0.003], barge_in_total: 1 });
  });
});
