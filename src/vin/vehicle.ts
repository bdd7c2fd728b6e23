import { hasRightCheckDigit } from './format.ts';
import { makeOf } from './makes.ts';
import { modelYear } from './model-year.ts';

/** What a VIN says of its vehicle. `model` and `vehicleType` are null where only the VIN itself could be asked. */
export interface DecodedVin {
  vin: string;
  year: number;
  make: string;
  model: string | null;
  vehicleType: string | null;
  /** It may have been misheard: the caller should hear it again before anything is built on it. */
  needsReadBack: boolean;
}

/** The fields of vPIC's `DecodeVinValues` that we read; every value is a string, '' where NHTSA has nothing. */
export interface VpicRow {
  Make: string;
  Model: string;
  ModelYear: string;
  VehicleType: string;
  /** A list, `0` or `6,11,14`. */
  ErrorCode: string;
}

/**
 * 1 check digit, 2–4 corrected, 5 errors in few positions, 6 incomplete, 11 model year, 400 characters: what a misheard VIN looks like. The others
 * (7 unregistered manufacturer, 8 and 14 little data, 10 off-road, 12 model-year warning) tell of NHTSA's data, not of the VIN.
 */
const MISHEARD = new Set(['1', '2', '3', '4', '5', '6', '11', '400']);

/** vPIC's row as ours; null where it names no make or no year, which nothing can be done with. */
export function fromVpic(vin: string, row: VpicRow): DecodedVin | null {
  const year = Number(row.ModelYear);
  if (row.Make.trim() === '' || !Number.isInteger(year) || year < 1900) return null;
  const codes = row.ErrorCode.split(',').map((code) => code.trim());
  return {
    vin,
    year,
    make: asName(row.Make),
    model: row.Model.trim() || null,
    vehicleType: row.VehicleType.trim().toLowerCase() || null,
    needsReadBack: codes.some((code) => MISHEARD.has(code)),
  };
}

/** What the VIN alone tells, for when NHTSA cannot be asked: make and year, never the model. Null where it does not tell even those. */
export function fromVinAlone(vin: string): DecodedVin | null {
  const [make, year] = [makeOf(vin), modelYear(vin)];
  if (make === null || year === null) return null;
  return { vin, year, make, model: null, vehicleType: null, needsReadBack: !hasRightCheckDigit(vin) };
}

/** vPIC shouts (`MERCEDES-BENZ`), and makes are to be spoken. Three letters and less stay: most of them are initials (BMW, GMC). */
function asName(make: string): string {
  const trimmed = make.trim();
  if (trimmed.length <= 3) return trimmed;
  return trimmed.toLowerCase().replace(/(^|[\s-])\p{L}/gu, (start) => start.toUpperCase());
}
