/** What becomes of a call that was placed over REST. Times are milliseconds. */
export type AnswerPlan =
  | { by: 'human'; ringMs?: number; detectedAfterMs?: number }
  /** `greeting`: what the machine says, μ-law; it beeps after it. */
  | { by: 'machine'; ringMs?: number; greeting?: Buffer; beepAfterMs?: number; kind?: 'beep' | 'silence' | 'other' }
  | { by: 'busy' | 'no-answer' | 'failed'; ringMs?: number };

export type UnansweredBy = Exclude<AnswerPlan['by'], 'human' | 'machine'>;

/** What was asked of machine detection. https://www.twilio.com/docs/voice/answering-machine-detection */
export interface Detection {
  mode: 'Enable' | 'DetectMessageEnd';
  /** Where to tell it, when the call does not wait for it; null: it comes with the first webhook. */
  url: string | null;
}

/** The carrier's word for who answered; with `Enable` a machine is told as soon as it is recognized. */
export function answeredBy(plan: AnswerPlan, mode: Detection['mode']): string {
  if (plan.by !== 'machine') return 'human';
  return mode === 'Enable' ? 'machine_start' : `machine_end_${plan.kind ?? 'beep'}`;
}

const DETECTED_AFTER_MS = 1_500;
const BEEP_AFTER_MS = 500;

/** How long after the answer, or after the end of a machine's greeting, it is known who answered. */
export function detectionMs(plan: AnswerPlan, mode: Detection['mode']): number {
  if (plan.by === 'machine' && mode === 'DetectMessageEnd') return plan.beepAfterMs ?? BEEP_AFTER_MS;
  return plan.by === 'human' ? (plan.detectedAfterMs ?? DETECTED_AFTER_MS) : DETECTED_AFTER_MS;
}
