import { createHash, timingSafeEqual } from 'node:crypto';

/** What a caller says of themselves; null where they said nothing of it. */
export interface ClaimedFacts {
  zip_code: string | null;
  date_of_birth: string | null;
  vin_last_six: string | null;
  license_plate: string | null;
}

/** What is on file. All of the customer's vehicles count. */
export interface FactsOnFile {
  zipCode: string | null;
  dateOfBirth: string | null;
  vins: string[];
  licensePlates: string[];
}

export const NOTHING_ON_FILE: FactsOnFile = { zipCode: null, dateOfBirth: null, vins: [], licensePlates: [] };

/**
 * Whether the claimed facts show that it is them: at least `needed` right ones and no wrong one. One wrong fact spoils any number of right ones, since
 * otherwise four guesses could be tried at once, and a wrong one would say no less of the caller. A fact of which nothing is on file is neither. Every
 * fact is compared, in the same time, whatever the others were.
 */
export function provesIdentity(claimed: ClaimedFacts, onFile: FactsOnFile, needed: number): boolean {
  const judged = [
    judge(claimed.zip_code, onFile.zipCode === null ? [] : [onFile.zipCode], fiveDigits),
    judge(claimed.date_of_birth, onFile.dateOfBirth === null ? [] : [onFile.dateOfBirth], asItIs),
    judge(claimed.vin_last_six, onFile.vins, lastSix),
    judge(claimed.license_plate, onFile.licensePlates, plate),
  ];
  const right = judged.filter((verdict) => verdict === 'right').length;
  const wrong = judged.filter((verdict) => verdict === 'wrong').length;
  return wrong === 0 && right >= needed;
}

/** How many facts are claimed. */
export function countFacts({ zip_code, date_of_birth, vin_last_six, license_plate }: ClaimedFacts): number {
  return [zip_code, date_of_birth, vin_last_six, license_plate].filter((fact) => fact !== null).length;
}

type Verdict = 'right' | 'wrong' | 'neither';

function judge(claimed: string | null, onFile: readonly string[], normal: (text: string) => string): Verdict {
  const said = digest(normal(claimed ?? ''));
  let matches = 0;
  for (const fact of onFile) matches += timingSafeEqual(said, digest(normal(fact))) ? 1 : 0;
  if (claimed === null || onFile.length === 0) return 'neither';
  return matches > 0 ? 'right' : 'wrong';
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

const asItIs = (text: string) => text;
const fiveDigits = (text: string) => text.replace(/\D/g, '').slice(0, 5);
const lastSix = (text: string) => plate(text).slice(-6);

/** Letters and digits only; O and 0, I and 1 sound and look alike, on plates as in speech. */
function plate(text: string): string {
  return text
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '')
    .replace(/[OQ]/g, '0')
    .replace(/I/g, '1');
}
