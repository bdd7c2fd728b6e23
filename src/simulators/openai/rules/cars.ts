import { numberAt } from './numbers.ts';
import { near, titleCase } from './words.ts';

export interface Car {
  year: number;
  make: string;
  model: string;
}

const MAKES = (
  'acura audi bmw buick cadillac chevrolet chevy chrysler dodge fiat ford genesis gmc honda hyundai infiniti jaguar jeep kia ' +
  'lexus lincoln mazda mercedes mini mitsubishi nissan porsche ram subaru tesla toyota volkswagen volvo'
).split(' ');
const LETTERS = ['bmw', 'gmc'];
const NOT_A_MODEL = new Set(
  'a an and the its it is my i have got drive with please thanks thank you yes car truck suv from year model make'.split(
    ' ',
  ),
);

/** A car as people name it: `twenty nineteen Honda Civic`. Null unless year, make and model are there. */
export function carIn(words: readonly string[], year: number | null): Car | null {
  if (year === null) return null;
  const at = words.findIndex((word) => MAKES.some((make) => near(word, make)));
  const start = at >= 0 ? at : afterYear(words);
  const make = words[start];
  if (make === undefined) return null;
  const known = MAKES.find((name) => near(make, name)) ?? make;
  const model = words
    .slice(start + 1)
    .filter((word) => !NOT_A_MODEL.has(word) && word !== 'benz' && String(year) !== word)
    .slice(0, 2);
  if (model.length === 0) return null;
  return { year, make: spell(known), model: titleCase(model.join(' ')) };
}

function spell(make: string): string {
  if (make === 'chevy') return 'Chevrolet';
  return LETTERS.includes(make) ? make.toUpperCase() : titleCase(make);
}

// A make that the recogniser got wrong still follows the year.
function afterYear(words: readonly string[]): number {
  const last = words.findLastIndex(
    (word, i) => /^\d{4}$/.test(word) || (numberAt(words, i) !== null && i < words.length - 2),
  );
  return last < 0 ? words.length : last + 1;
}

export interface OwnedVehicle {
  id: string;
  /** `2019 Honda Civic`. */
  name: string;
}

/** Which of the caller's vehicles was meant: by make, model or year, or by its place in what was offered. */
export function vehicleMeant(
  words: readonly string[],
  choice: number | null,
  vehicles: readonly OwnedVehicle[],
): OwnedVehicle | null {
  const scored = vehicles.map((vehicle) => {
    const parts = vehicle.name.toLowerCase().split(/\s+/);
    return { vehicle, score: parts.filter((part) => words.some((word) => near(word, part))).length };
  });
  const best = scored.toSorted((a, b) => b.score - a.score);
  const [first, second] = best;
  if (first && first.score > 0 && first.score > (second?.score ?? 0)) return first.vehicle;
  return (choice === -1 ? vehicles.at(-1) : vehicles[(choice ?? 0) - 1]) ?? null;
}
