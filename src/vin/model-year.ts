const CODES = 'ABCDEFGHJKLMNPRSTVWXY123456789';

/**
 * The model year by position 10, a code that comes round every 30 years. For cars and light trucks a letter in position 7 means 2010–2039, a
 * digit 1980–2009 (49 CFR 565.15); heavier vehicles break that rule, so this is for when nothing better can be asked. Null where the code is
 * none (I, O, Q, U, Z, 0).
 */
export function modelYear(vin: string): number | null {
  const code = CODES.indexOf(vin.charAt(9));
  if (vin.length < 10 || code < 0) return null;
  return (/[A-Z]/.test(vin.charAt(6)) ? 2010 : 1980) + code;
}
