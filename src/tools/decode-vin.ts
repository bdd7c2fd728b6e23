import { z } from 'zod';
import { vehiclesOf } from '../crm/vehicles.ts';
import { OutsideError } from '../errors.ts';
import { type Doubt, doubtful, exchanged, withoutQ } from '../vin/doubt.ts';
import { askFor, readBackVin } from '../vin/read-back.ts';
import { done, refused, vehicleData } from './answers.ts';
import { defineTool, type Outcome, type Task } from './define.ts';
import * as fields from './fields.ts';

const READ_BACK = 'Read it back to the caller in the groups of data.read_back.';
const ASK =
  'The check digit shows that it was misheard. Ask only the questions of data.doubtful, one at a time, until one is answered otherwise than heard, and then decode the VIN that vin_if has for the answer. Choose no answer yourself.';
const ASK_AGAIN =
  'No VIN has what was heard at the places of data.doubtful. Ask for these alone, and decode it again with the answers.';

export const decodeVin = defineTool({
  name: 'decode_vin',
  description:
    'Tells year, make and model from a vehicle identification number (VIN) of 17 characters. Of a verified caller the last eight are enough to find a vehicle on file.',
  args: z.strictObject({
    vin: fields.saidVin.describe('All that was spelled, in order: letters, digits or the words said for them'),
  }),
  async run({ vin: said }, task) {
    if (fields.isEndOfVin(said)) return onFile(withoutQ(said), task);
    const vin = withoutQ(said);
    const doubts = doubtful(said, { latestYear: task.now.getUTCFullYear() + 1 });
    const decoded = await task.desk.vpic.decode(vin).catch((thrown: unknown) => {
      if (thrown instanceof OutsideError) return 'away' as const;
      throw thrown;
    });
    const heard = { vin, needs_read_back: true, read_back: readBackVin(said), ...doubtData(said, doubts) };
    if (decoded === 'away') {
      const message = 'VINs cannot be looked up now. Ask the caller for year, make and model.';
      return doubts.length === 0 ? refused('unavailable', message) : refused('unavailable', message, heard);
    }
    if (!decoded) return refused('not_found', `Nothing is known of this VIN. ${whatToAsk(doubts)}`, heard);

    const { year, make, model, vehicleType, needsReadBack } = decoded;
    const data = { vin, year, make, model, vehicle_type: vehicleType, needs_read_back: needsReadBack };
    if (needsReadBack) return done(`The VIN may have been misheard. ${whatToAsk(doubts)}`, { ...data, ...heard });
    const message = model === null ? 'Only year and make are known. Ask the caller for the model.' : 'Decoded.';
    return done(message, { ...data, read_back: readBackVin(said) });
  },
});

function whatToAsk(doubts: readonly Doubt[]): string {
  if (doubts.length === 0) return READ_BACK;
  return doubts.some(({ candidates }) => candidates.length > 0) ? ASK : ASK_AGAIN;
}

/** The doubtful places, each with its question, and with the whole VIN for each answer: models count characters badly. */
function doubtData(said: string, doubts: readonly Doubt[]) {
  if (doubts.length === 0) return {};
  const vinIf = ({ position, candidates }: Doubt) =>
    Object.fromEntries(candidates.map((each) => [each, exchanged(withoutQ(said), position, each)]));
  return {
    doubtful: doubts.map((doubt) => ({
      position: doubt.position,
      heard: doubt.heard,
      candidates: doubt.candidates,
      ask: askFor(said, doubt),
      vin_if: vinIf(doubt),
    })),
  };
}

/** By the end of its VIN one of the caller's own vehicles is found. Only for who is verified: the end of a VIN is what callers are verified by. */
async function onFile(end: string, { desk, grant }: Task): Promise<Outcome> {
  if (!grant.verified || grant.customerId === null)
    return refused(
      'verification_required',
      'This is not a whole VIN. Ask for all 17 characters, or verify the caller.',
    );
  const vehicles = await vehiclesOf(desk.db, desk.shopId, grant.customerId);
  const [found, ...others] = vehicles.filter(({ vin }) => vin?.endsWith(end));
  if (!found?.vin || others.length > 0)
    return refused('not_found', 'No vehicle of this caller is known by this end of a VIN. Ask for all 17 characters.');
  const data = { ...vehicleData(found), vin: found.vin, vehicle_type: null, needs_read_back: false };
  return done("This is the caller's own vehicle on file.", { ...data, read_back: readBackVin(found.vin) });
}
