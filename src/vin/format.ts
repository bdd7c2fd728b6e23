/** As it is written: upper case, without the spaces and hyphens that people and recognisers put in. */
export function normalizeVin(text: string): string {
  return text.toUpperCase().replace(/[\s.-]/g, '');
}

/** What is wrong with the form of a VIN (49 CFR 565: 17 characters, no I, O or Q); null where nothing is. Names no character of it. */
export function vinFormProblem(vin: string): string | null {
  if (vin.length !== 17) return `expected 17 characters, got ${vin.length}`;
  if (/[IOQ]/.test(vin)) return 'expected no I, O or Q: they are always the digits 1 and 0';
  return /^[A-Z0-9]+$/.test(vin) ? null : 'expected letters and digits only';
}

const VALUE_OF: Readonly<Record<string, number>> = Object.fromEntries(
  ['A1B2C3D4E5F6G7H8', 'J1K2L3M4N5P7R9', 'S2T3U4V5W6X7Y8Z9']
    .flatMap((row) => row.match(/../g) ?? [])
    .map((pair) => [pair.charAt(0), Number(pair.charAt(1))]),
);
const WEIGHTS = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];

/** The character that 49 CFR 565.15 wants in position 9 of a well-formed VIN. Only North America promises to use it. */
export function checkDigit(vin: string): string {
  let sum = 0;
  for (const [i, weight] of WEIGHTS.entries()) {
    const character = vin.charAt(i);
    sum += (VALUE_OF[character] ?? Number(character)) * weight;
  }
  const rest = sum % 11;
  return rest === 10 ? 'X' : String(rest);
}

/** Whether the maker promises the check digit: regions 1–5, and 7 unless followed by A–E, are North America's (ISO 3780). */
export function promisesCheckDigit(vin: string): boolean {
  return /^([1-5]|7[^A-E])/.test(vin);
}

/** Whether position 9 is what the other sixteen make it. */
export function hasRightCheckDigit(vin: string): boolean {
  return checkDigit(vin) === vin.charAt(8);
}
