/** What the simulated registry knows of a VIN: the fields that differ from its empty answer. */
interface KnownVin {
  ErrorCode: string;
  Make?: string;
  Model?: string;
  ModelYear?: string;
  VehicleType?: string;
  BodyClass?: string;
  SuggestedVIN?: string;
}

const car = (Make: string, Model: string, ModelYear: string, ErrorCode = '0'): KnownVin => ({
  ErrorCode,
  Make,
  Model,
  ModelYear,
  VehicleType: 'PASSENGER CAR',
});

/** Check digits are right except where the error code says otherwise. */
const KNOWN_VINS: Readonly<Record<string, KnownVin>> = {
  '1HGCM82633A004352': { ...car('HONDA', 'Accord', '2003'), BodyClass: 'Coupe' },
  '1G4AH59H45G118341': car('BUICK', 'Century', '2005'),
  '1M8GDM9AXKP042788': { ...car('MOTOR COACH INDUSTRIES', 'MC-9', '1989', '0,14'), VehicleType: 'BUS' },
  '1FTMW1T88MFA00001': { ...car('FORD', 'F-150', '2021'), VehicleType: 'TRUCK' },
  /** The check digit should be 8. */
  '2T1BURHE0JC123456': car('TOYOTA', 'Corolla', '2018', '1'),
  '11111111111111111': { ErrorCode: '1,7,11' },
  LJCPCBLCX11000237: { ErrorCode: '7,14' },
};

const MESSAGES: Record<string, string> = {
  '0': 'VIN decoded clean. Check Digit (9th position) is correct',
  '1': 'Check Digit (9th position) does not calculate properly',
  '6': 'Incomplete VIN',
  '7': 'Manufacturer is not registered with NHTSA for sale or importation in the U.S. for use on U.S roads',
  '8': 'No detailed data available currently',
  '11': 'Incorrect Model Year - Position 10 does not match valid model year codes',
  '14': 'Unable to provide information for all the characters in the VIN',
  '400': 'Invalid Characters Present',
};

function errorText(codes: string): string {
  return codes
    .split(',')
    .map((code) => `${code} - ${MESSAGES[code] ?? 'Error'}`)
    .join('; ');
}

/** The flat record of one VIN: all values are texts, missing ones empty, as DecodeVinValues answers. `codes` overrule what is known. */
export function recordFor(vin: string, codes?: string): Record<string, string> {
  const known = codes ? { ErrorCode: codes } : (KNOWN_VINS[vin] ?? { ErrorCode: codesFor(vin) });
  return { ...EMPTY, ...known, VIN: vin, ErrorText: errorText(known.ErrorCode) };
}

/** For VINs that are not known: what is wrong with their form, or that there is no data. */
function codesFor(vin: string): string {
  const codes = [];
  if (vin.length !== 17) codes.push('6');
  if (vin.length >= 10 && /[IOQUZ0]/.test(vin.charAt(9))) codes.push('11');
  if (/[^A-HJ-NPR-Z0-9*]/.test(vin)) codes.push('400');
  return codes.length > 0 ? codes.join(',') : '8,14';
}

const EMPTY = Object.fromEntries(
  (
    'VIN Make MakeID Model ModelID ModelYear Trim Series BodyClass Doors DisplacementL EngineCylinders EngineHP EngineModel ' +
    'FuelTypePrimary Manufacturer ManufacturerId PlantCity PlantState PlantCountry TransmissionStyle TransmissionSpeeds ' +
    'VehicleType VehicleDescriptor SuggestedVIN PossibleValues ErrorCode ErrorText AdditionalErrorText'
  )
    .split(' ')
    .map((name) => [name, '']),
);
