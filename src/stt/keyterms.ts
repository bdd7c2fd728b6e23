/**
 * Words that callers of a dealership say and recognizers miss. Deepgram takes 500 tokens of them in all; these are about 90.
 * https://developers.deepgram.com/docs/keyterm
 */
export const KEYTERMS: readonly string[] = [
  'oil change',
  'tire rotation',
  'brake service',
  'inspection',
  'engine diagnostics',
  'check engine light',
  'reschedule',
  'Honda Civic',
  'Honda Accord',
  'Honda CR-V',
  'Toyota Camry',
  'Toyota Corolla',
  'Toyota RAV4',
  'Ford F-150',
  'Ford Escape',
  'Chevrolet Silverado',
  'Chevrolet Equinox',
  'Nissan Altima',
  'Nissan Rogue',
  'Hyundai Elantra',
  'Hyundai Tucson',
  'Jeep Wrangler',
  'Subaru Outback',
  'Subaru Forester',
];
