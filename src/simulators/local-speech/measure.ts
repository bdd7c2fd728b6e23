import { systemClock } from '../../clock.ts';
import { createLog } from '../../log.ts';
import { type ListenMessage, playTo, quiet, textOf } from './listen-client.ts';
import { startLocalSpeech } from './server.ts';

/**
 * Measures local speech as a client sees it, with the test caller's voice over the telephone's 8 kHz: word errors, how long a
 * final takes after the last word, the share of real time, loading and memory. `node --import tsx …/measure.ts [--json]`
 */
const SENTENCES = [
  'Hi, I need to schedule an oil change.',
  'Hi, I need to schedule an appointment to get my brakes checked.',
  'Tomorrow morning please.',
  'Do you have anything available on Thursday afternoon?',
  'The first one please.',
  'Nine thirty works for me.',
  'Yes, that works for me.',
  "No thank you, that's all. Goodbye.",
  'Wait, how long will that take?',
  "That's correct, thank you very much.",
  'What time do you close on Saturday?',
  'My name is Maria Gonzalez and my phone number is five five five, zero one four two.',
  "Can I come in at two thirty instead of three o'clock?",
  "No, I'd rather do it on Friday morning.",
  'I need to cancel my appointment for tomorrow.',
  'My air conditioning is not blowing cold air anymore.',
  'Can I speak to a real person please?',
  'Actually, make that nine fifteen in the morning.',
  'Is my car ready to be picked up?',
  "I think the battery is dead because it won't start.",
  'Can you text me the confirmation?',
];
const BYTES_PER_MS = 8;
/** Where in the recognizer's windows a sentence begins makes a difference: each is said at several places. */
const LEADS_MS = [700, 709, 718, 727];

interface Measurement {
  said: string;
  heard: string[];
  wordErrors: number;
  words: number;
}

/** Words as both sides would write them: times and numbers in figures, no punctuation. */
function comparable(text: string): string[] {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9']+/g, ' ')
    .replace(/\bany more\b/g, 'anymore')
    .replace(/\b(two|2) (thirty|30)\b/g, '2 30')
    .replace(/\b(nine|9) (fifteen|15)\b/g, '9 15')
    .replace(/\b(nine|9) (thirty|30)\b/g, '9 30')
    .replace(/\b(three o'clock|3 00)\b/g, '3')
    .replace(/\bfive five five zero one four two\b/g, '555 0142')
    .split(/\s+/)
    .filter(Boolean);
}

/** The least number of words to insert, leave out or replace. */
function wordErrors(said: readonly string[], heard: readonly string[]): number {
  let previous = Array.from({ length: heard.length + 1 }, (_, i) => i);
  said.forEach((word, i) => {
    const row = [i + 1];
    heard.forEach((other, j) => {
      const replaced = (previous[j] ?? 0) + (word === other ? 0 : 1);
      row.push(Math.min(replaced, (previous[j + 1] ?? 0) + 1, (row[j] ?? 0) + 1));
    });
    previous = row;
  });
  return previous.at(-1) ?? 0;
}

async function measure(sentences: readonly string[], paced: boolean) {
  const log = createLog('warn');
  const begun = performance.now();
  const speech = await startLocalSpeech({ clock: systemClock, log });
  await speech.ready();
  const loadMs = performance.now() - begun;
  const results: Measurement[] = [];
  const latencies: number[] = [];
  let soundMs = 0;
  let workMs = 0;
  for (const said of sentences) {
    const voice = await speech.voices.callerVoice(said);
    const expected = comparable(said);
    const heard: string[] = [];
    let errors = 0;
    for (const lead of LEADS_MS) {
      const sound = Buffer.concat([quiet(lead), voice, quiet(1200)]);
      const start = performance.now();
      const text = textOf(await playTo(speech.url, sound));
      workMs += performance.now() - start;
      soundMs += sound.length / BYTES_PER_MS;
      heard.push(text);
      errors += wordErrors(expected, comparable(text));
    }
    results.push({ said, heard: [...new Set(heard)], wordErrors: errors, words: expected.length * LEADS_MS.length });
    if (paced) latencies.push(await finalLatency(speech.url, voice));
  }
  const memoryMb = process.memoryUsage().rss / 1e6;
  await speech.close();
  const words = results.reduce((sum, one) => sum + one.words, 0);
  const wrong = results.reduce((sum, one) => sum + one.wordErrors, 0);
  return {
    wordErrorRate: wrong / words,
    shareOfRealTime: workMs / soundMs,
    finalAfterLastWordMs: latencies.sort((a, b) => a - b),
    loadMs,
    memoryMb,
    results,
  };
}

/** At the speed of a call: from the end of the voice to the final that ends the turn. */
async function finalLatency(url: string, voice: Buffer): Promise<number> {
  const lead = 700;
  const begun = performance.now();
  const sound = Buffer.concat([quiet(lead), voice, quiet(1800)]);
  const messages = await playTo(url, sound, { paced: systemClock });
  const final = messages.find((message) => message.speech_final && wordsOf(message) > 0);
  return (final?.at ?? Number.NaN) - begun - lead - audibleMs(voice);
}

function wordsOf(message: ListenMessage): number {
  return message.channel?.alternatives[0]?.words.length ?? 0;
}

/** Up to the last sample that is louder than a whisper. */
function audibleMs(voice: Buffer): number {
  return voice.findLastIndex((byte) => (byte & 0x7f) < 0x60) / BYTES_PER_MS;
}

const report = await measure(SENTENCES, !process.argv.includes('--fast'));
if (process.argv.includes('--json')) process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
else {
  const { finalAfterLastWordMs: late } = report;
  for (const { said, heard, wordErrors: wrong, words } of report.results)
    process.stdout.write(
      `${wrong === 0 ? '  ok' : `${wrong}/${words}`.padStart(4)}  ${said}${wrong ? `\n      ${heard.join('\n      ')}` : ''}\n`,
    );
  process.stdout.write(
    `word errors ${(100 * report.wordErrorRate).toFixed(1)} %, ${report.shareOfRealTime.toFixed(3)} of real time, ` +
      `final after the last word: median ${late[late.length >> 1]?.toFixed(0)} ms, longest ${late.at(-1)?.toFixed(0)} ms, ` +
      `loaded in ${report.loadMs.toFixed(0)} ms, ${report.memoryMb.toFixed(0)} MB\n`,
  );
}
