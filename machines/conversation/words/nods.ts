/** Said while listening, not to take the turn. Only when nothing else is said. */
export const BACKCHANNEL = [
  'uh huh',
  'mhm',
  'mm',
  'hmm',
  'hm',
  'yeah',
  'yes',
  'yep',
  'right',
  'okay',
  'ok',
  'sure',
  'i see',
  'got it',
  'alright',
  'all right',
  'great',
  'good',
  'cool',
  'perfect',
  'go on',
  'ah',
  'oh',
  'uh',
  'um',
  'er',
  'wow',
  'nice',
  'fine',
  'of course',
  'thank you',
  'thanks',
  'sounds good',
] as const;

/** A caller who says nothing but these and nods is leaving. */
export const FAREWELL = [
  'bye',
  'goodbye',
  'have a good day',
  'have a nice day',
  'you too',
  'that is all',
  'take care',
  'see you',
] as const;

/** What begins with these is an impatient yes ("yes, yes, I know"): a read-back goes on until it has said what is agreed to. */
export const YES_FIRST = ['yes', 'yeah', 'yep', 'yup', 'sure', 'okay', 'ok', 'right', 'go ahead', 'please do'] as const;
