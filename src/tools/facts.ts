import { createHash, timingSafeEqual } from 'node:crypto';
import { withoutQ } from '../vin/doubt.ts';
import { readingsOf, readVin } from '../vin/spoken.ts';

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
    judge(claimed.zip_code, onFile.zipCode === null ? [] : [onFile.zipCode], zipCodes),
    judge(claimed.date_of_birth, onFile.dateOfBirth === null ? [] : [onFile.dateOfBirth], dates),
    judge(claimed.vin_last_six, onFile.vins, endsOfVin),
    judge(claimed.license_plate, onFile.licensePlates, plates),
  ];
  const right = judged.filter((verdict) => verdict === 'right').length;
  const wrong = judged.filter((verdict) => verdict === 'wrong').length;
  return wrong === 0 && right >= needed;
}

/** Whether there is anything on file by which they could be known at all. */
export function hasFacts({ zipCode, dateOfBirth, vins, licensePlates }: FactsOnFile): boolean {
  return zipCode !== null || dateOfBirth !== null || vins.length > 0 || licensePlates.length > 0;
}

/** Whether a claimed fact can be right or wrong: the shop has one of its kind. */
export function canBeJudged(
  claimed: ClaimedFacts,
  { zipCode, dateOfBirth, vins, licensePlates }: FactsOnFile,
): boolean {
  return (
    (claimed.zip_code !== null && zipCode !== null) ||
    (claimed.date_of_birth !== null && dateOfBirth !== null) ||
    (claimed.vin_last_six !== null && vins.length > 0) ||
    (claimed.license_plate !== null && licensePlates.length > 0)
  );
}

/** How many facts are claimed. */
export function countFacts({ zip_code, date_of_birth, vin_last_six, license_plate }: ClaimedFacts): number {
  return [zip_code, date_of_birth, vin_last_six, license_plate].filter((fact) => fact !== null).length;
}

type Verdict = 'right' | 'wrong' | 'neither';

/** What is to be equal for a claim to be right: one of the pairs, as many of them for every claim of a kind. */
type Pairs = (said: string, onFile: string) => [said: string, onFile: string][];

function judge(claimed: string | null, onFile: readonly string[], pairs: Pairs): Verdict {
  let matches = 0;
  for (const fact of onFile)
    for (const [said, known] of pairs(claimed ?? '', fact))
      matches += timingSafeEqual(digest(said), digest(known)) ? 1 : 0;
  if (claimed === null || onFile.length === 0) return 'neither';
  return matches > 0 ? 'right' : 'wrong';
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

const fiveDigits = (text: string) => text.replace(/\D/g, '').slice(0, 5);
const zipCodes: Pairs = (said, onFile) => [[fiveDigits(said), fiveDigits(onFile)]];
const dates: Pairs = (said, onFile) => [[said, onFile]];

/** The last six, or more where more was given: all of it has to be right. */
const endsOfVin: Pairs = (said, onFile) => {
  const end = withoutQ(readVin(said) ?? '');
  return [[end, onFile.slice(-Math.max(6, end.length))]];
};

/** As it is written and as it is spelled: `SEE 12` may be either. */
const plates: Pairs = (said, onFile) =>
  readingsOf(said).map((reading) => [alikeOnPlates(reading), alikeOnPlates(onFile)]);

/** Letters and digits only; O and 0, I and 1 sound and look alike, on plates as in speech. */
function alikeOnPlates(text: string): string {
  return text
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '')
    .replace(/[OQ]/g, '0')
    .replace(/I/g, '1');
}
