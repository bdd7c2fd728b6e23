import { hasRightCheckDigit, promisesCheckDigit } from './format.ts';
import { makeOf } from './makes.ts';
import { modelYear } from './model-year.ts';

/** A place of a VIN at which another character was probably said. */
export interface Doubt {
  /** 1–17 */
  position: number;
  heard: string;
  /** Whether a VIN can have there what was heard. */
  canStand: boolean;
  /** What may have been said instead: with any one of them the VIN is right. Empty where only the place is known to be wrong. */
  candidates: string[];
}

/**
 * Characters that the telephone makes alike, by the vowel that is left of them. The band ends at 3.4 kHz, and what tells B from D or F from S lies
 * above. Some that are alike have one value too (C, T and 3; E and V; G and P; H and 8): the check digit cannot tell these, and nothing else can.
 */
const ALIKE = ['BCDEGPTVZ3', 'AHJK8', 'MN', 'FSX', '59', '1Y', 'QU'];

export interface DoubtOptions {
  /** No car has a later model year than this. */
  latestYear?: number;
}

/**
 * The places at which a VIN whose check digit is wrong may have been misheard: exchanging one character for one that sounds like it makes the check digit
 * right, with a maker and a model year that exist. None where nothing is wrong, and none where one character does not explain it. Nothing is put right
 * here, as only the caller knows; but a Q that is a 0 by the check digit is one.
 * @param vin 17 characters, no I or O; a Q where one was heard
 */
export function doubtful(vin: string, { latestYear = 2039 }: DoubtOptions = {}): Doubt[] {
  const asWritten = withoutQ(vin);
  if (vin.length !== 17 || hasRightCheckDigit(asWritten)) return [];
  const impossible = impossiblePlaces(asWritten, latestYear);
  const places = [...vin].map((heard, i): Doubt => {
    const position = i + 1;
    const candidates = soundingLike(heard).filter((other) => {
      const instead = exchanged(asWritten, position, other);
      const fits = hasRightCheckDigit(instead) && impossiblePlaces(instead, latestYear).length === 0;
      return fits && isOfAMaker(instead, asWritten, i);
    });
    return { position, heard, canStand: heard !== 'Q' && !impossible.includes(position), candidates };
  });
  const explaining = places.filter(({ candidates }) => candidates.length > 0);
  return explaining.length > 0 ? explaining : places.filter(({ canStand }) => !canStand);
}

/** A Q as the digit that looks like it: no VIN has a Q. */
export function withoutQ(vin: string): string {
  return vin.replace(/Q/g, '0');
}

/** The VIN with another character at a place, counted from 1. */
export function exchanged(vin: string, position: number, character: string): string {
  return vin.slice(0, position - 1) + character + vin.slice(position);
}

function soundingLike(character: string): string[] {
  const others = ALIKE.filter((group) => group.includes(character)).flatMap((group) => [...group]);
  return others.filter((other) => other !== character && other !== 'Q');
}

/** The places where no VIN has such a character. */
function impossiblePlaces(vin: string, latestYear: number): number[] {
  const places = new Set<number>();
  if (!/[0-9X]/.test(vin.charAt(8))) places.add(9);
  if ((modelYear(vin) ?? Number.POSITIVE_INFINITY) > latestYear) places.add(10);
  // 49 CFR 565.15(d): cars and light trucks end in five digits.
  if (promisesCheckDigit(vin)) for (let i = 12; i < 17; i += 1) if (!/\d/.test(vin.charAt(i))) places.add(i + 1);
  return [...places].sort((a, b) => a - b);
}

/** A maker's code that is known stays one; one that is exchanged has to become one. */
function isOfAMaker(instead: string, heard: string, i: number): boolean {
  return makeOf(instead) !== null || (i > 2 && makeOf(heard) === null);
}
