const E164 = /^\+[1-9]\d{6,14}$/;
// Only what people write between digits; a letter anywhere but in an extension makes it no number.
const WRITTEN = /^\+?[\d\s().\-/]+$/;
const EXTENSION = /[\s,;]*(?:extension|ext\.?|x|#)\s*\d+\s*$/i;

/** A phone number as people write it, as E.164: ten digits are North American, an extension is dropped. Null where it is none. */
export function toE164(text: string): string | null {
  const written = text.trim().replace(EXTENSION, '');
  if (!WRITTEN.test(written)) return null;
  const digits = written.replace(/\D/g, '');
  const number = written.startsWith('+') ? `+${digits}` : dialed(digits);
  if (number === null || !E164.test(number)) return null;
  // +1 is one plan of ten digits. Which of them are in use is not for us to know: fictional numbers have to pass.
  return number.startsWith('+1') && number.length !== 12 ? null : number;
}

function dialed(digits: string): string | null {
  if (digits.length === 10) return `+1${digits}`;
  if (digits.length === 11 && digits.startsWith('1')) return `+${digits}`;
  // 011 leads out of North America, 00 out of most other places.
  const abroad = /^(?:011|00)([1-9]\d+)$/.exec(digits);
  return abroad ? `+${abroad[1]}` : null;
}
