import { expect } from 'chai';
import { TOOL_NAMES } from '../../../machines/ports/tools.ts';
import { createShopTime } from '../../../src/shop/calendar.ts';
import { TOOLS } from '../../../src/tools/all.ts';
import { type Checked, check } from '../../../src/tools/check.ts';

const FROM = '+12125550142';
const CUSTOMER = '01890000-0000-7000-8000-000000000001';
const VEHICLE = '01890000-0000-7000-8000-000000000002';
const APPOINTMENT = '01890000-0000-7000-8000-000000000003';
const NOBODYS = '00000000-0000-0000-0000-000000000000';

function checked(name: string, args: unknown): Checked {
  const context = {
    shopTime: createShopTime({ zone: 'America/New_York' }),
    from: FROM,
    now: new Date('2026-12-01T04:59:00Z'),
  };
  const text = typeof args === 'string' ? args : JSON.stringify(args);
  return check(TOOLS, { id: 'call_1', name, arguments: text }, context);
}

function problem(name: string, args: unknown): string {
  const answer = checked(name, args);
  if ('checked' in answer) throw new Error('expected a refusal, got a checked call');
  const { success, error, message } = answer.answered;
  expect({ success, error }).to.deep.equal({ success: false, error: 'invalid_arguments' });
  return message.replace(`The arguments of ${name} cannot be used: `, '');
}

const BOOKING = {
  customer_id: CUSTOMER,
  vehicle_id: VEHICLE,
  service_type: 'oil_change',
  start_time: '2026-12-01T09:30:00-05:00',
  notes: null,
  confirmed: false,
};
/** What everybody is told who has reckoned a day wrongly. In London it is the first already. */
const TODAY = 'today is Monday, 2026-11-30, in America/New_York';
const NEWCOMER = {
  first_name: 'Ann',
  last_name: 'Lee',
  phone_number: '212 555 0177',
  email: null,
  vehicle: { year: 2019, make: 'Honda', model: 'Civic', vin: null },
};

describe('a tool call', () => {
  it('is checked for every tool there is, with nothing but what the tool needs', () => {
    const enough: Record<(typeof TOOL_NAMES)[number], unknown> = {
      lookup_customer: { phone_number: FROM },
      get_available_slots: { date: '2026-12-01', service_type: 'inspection' },
      book_appointment: BOOKING,
      get_upcoming_appointments: { customer_id: CUSTOMER },
      cancel_appointment: { appointment_id: APPOINTMENT, reason: 'other' },
      reschedule_appointment: { appointment_id: APPOINTMENT, new_start_time: '2026-12-01T09:30' },
      decode_vin: { vin: '1HGCM82633A004352' },
      verify_caller: { zip_code: '10001' },
      register_customer: NEWCOMER,
      confirm_appointment: { appointment_id: APPOINTMENT },
      get_service_history: { vehicle_id: VEHICLE },
      transfer_to_human: {},
      end_call: '',
    };
    const names = TOOL_NAMES.filter((name) => 'checked' in checked(name, enough[name]));
    expect(names).to.deep.equal([...TOOL_NAMES]);
    expect([...TOOLS.keys()]).to.deep.equal([...TOOL_NAMES]);
  });

  it('names the ids that must be theirs, and the substance of a change', () => {
    expect(checked('book_appointment', { ...BOOKING, confirmed: true })).to.deep.equal({
      checked: {
        id: 'call_1',
        name: 'book_appointment',
        args: { ...BOOKING, confirmed: true },
        owned: { customerId: CUSTOMER, vehicleId: VEHICLE },
        changeKey: `book_appointment ${CUSTOMER} ${VEHICLE} oil_change 2026-12-01T14:30:00.000Z`,
        confirmed: true,
      },
    });
    expect(checked('cancel_appointment', { appointment_id: APPOINTMENT, reason: 'other' })).to.deep.equal({
      checked: {
        id: 'call_1',
        name: 'cancel_appointment',
        args: { appointment_id: APPOINTMENT, reason: 'other', confirmed: false },
        owned: { appointmentId: APPOINTMENT },
        changeKey: `cancel_appointment ${APPOINTMENT}`,
        confirmed: false,
      },
    });
  });

  const keyOf = (name: string, args: unknown) => {
    const answer = checked(name, args);
    return 'checked' in answer ? answer.checked.changeKey : 'refused';
  };

  it('has the same substance however its time is written, whatever the notes', () => {
    const same = [
      BOOKING,
      { ...BOOKING, start_time: '2026-12-01T14:30:00Z' },
      { ...BOOKING, start_time: '2026-12-01T09:30' },
      { ...BOOKING, start_time: '2026-12-01 09:30:00', notes: 'A noise from the left', confirmed: true },
      { ...BOOKING, customer_id: ` ${CUSTOMER.toUpperCase()} ` },
    ];
    expect([...new Set(same.map((args) => keyOf('book_appointment', args)))]).to.have.length(1);
  });

  it('has another substance with another time, vehicle or service', () => {
    const different = [
      BOOKING,
      { ...BOOKING, start_time: '2026-12-01T10:00:00-05:00' },
      { ...BOOKING, vehicle_id: APPOINTMENT },
      { ...BOOKING, service_type: 'inspection' },
    ];
    expect(new Set(different.map((args) => keyOf('book_appointment', args))).size).to.equal(4);
  });

  it('takes absent and null optionals for null, also within the vehicle', () => {
    const { email, ...without } = NEWCOMER;
    const answers = [
      checked('register_customer', { ...without, vehicle: { year: 2019, make: 'Honda', model: 'Civic' } }),
      checked('register_customer', NEWCOMER),
    ];
    const expected = {
      checked: {
        id: 'call_1',
        name: 'register_customer',
        args: { ...NEWCOMER, email, phone_number: '+12125550177' },
        owned: {},
        isCallersNumber: false,
      },
    };
    expect(answers).to.deep.equal([expected, expected]);
  });

  it("tells whether a number is the caller's, however it is written", () => {
    const isTheirs = (phone_number: string) => {
      const answer = checked('lookup_customer', { phone_number });
      return 'checked' in answer && answer.checked.isCallersNumber;
    };
    expect(['(212) 555-0142', '212 555 0142 ext 9', '212 555 0143'].map(isTheirs)).to.deep.equal([true, true, false]);
  });

  it('keeps a VIN as it was spelled, and the end of one, with the digits that Os and Is are', () => {
    const vins = [
      'one Hotel golf see em eight two six double three A as in apple oh oh four three five two',
      '1hgcm8-2633a-OO4352',
      '1HGCM82633AQ04352',
      'last eight are three A zero zero forty three fifty two',
      '3A00435I',
    ];
    const kept = (vin: string) => {
      const answer = checked('decode_vin', { vin });
      return 'checked' in answer && answer.checked.args.vin;
    };
    const read = ['1HGCM82633A004352', '1HGCM82633A004352', '1HGCM82633AQ04352', '3A004352', '3A004351'];
    expect(vins.map(kept)).to.deep.equal(read);
    expect(read.map(kept)).to.deep.equal(read);
  });

  it('takes text that is no id of ours for an id that nobody has', () => {
    const answer = checked('get_service_history', { vehicle_id: "the Civic'; --" });
    expect('checked' in answer && answer.checked.owned).to.deep.equal({ vehicleId: NOBODYS });
  });
});

describe('a tool call that cannot be used', () => {
  it('asks for a tool that there is not', () => {
    expect(checked('drop_tables', {})).to.deep.equal({
      answered: {
        success: false,
        error: 'unknown_tool',
        message: 'There is no tool of this name. Use only the tools that are offered.',
      },
    });
  });

  const cases: [name: string, args: unknown, message: string][] = [
    ['end_call', '{"now"', 'expected a JSON object, got text that is not JSON.'],
    ['end_call', '[]', 'expected a JSON object, got a list.'],
    ['end_call', 'null', 'expected a JSON object, got null.'],
    ['end_call', { because: 'bye' }, 'expected no fields, got 1 of other names.'],
    [
      'lookup_customer',
      { phone: '+12125550142' },
      'phone_number: expected a string, got nothing; expected only the fields phone_number, got 1 of other names.',
    ],
    [
      'reschedule_appointment',
      { appointmentId: APPOINTMENT, newStartTime: '2026-12-01T09:30' },
      'appointment_id: expected a string, got nothing; new_start_time: expected a string, got nothing; expected only the fields appointment_id, new_start_time, confirmed, got 2 of other names.',
    ],
    [
      'register_customer',
      { ...NEWCOMER, vehicle: { year: 2019, make: 'Honda', car_model: 'Civic' } },
      'vehicle.model: expected a string, got nothing; vehicle: expected only the fields year, make, model, vin, got 1 of other names.',
    ],
    ['lookup_customer', {}, 'phone_number: expected a string, got nothing.'],
    ['lookup_customer', { phone_number: 2125550142 }, 'phone_number: expected a string, got a number.'],
    [
      'lookup_customer',
      { phone_number: '555-0142 ext 3' },
      'phone_number: expected a whole phone number with its area code, got other text.',
    ],
    [
      'get_available_slots',
      { date: '2026-02-30', service_type: 'oil_change' },
      `date: expected a day of the calendar as YYYY-MM-DD, got other text; ${TODAY}.`,
    ],
    [
      'get_available_slots',
      { date: 'tomorrow', service_type: 'a wash' },
      `date: expected a day of the calendar as YYYY-MM-DD, got other text; service_type: expected one of oil_change, tire_rotation, inspection, brake_service, engine_diagnostics, general_maintenance, got another word; ${TODAY}.`,
    ],
    ['book_appointment', { ...BOOKING, confirmed: 'yes' }, 'confirmed: expected true or false, got a string.'],
    ['book_appointment', { ...BOOKING, notes: 7 }, 'notes: expected a string, got a number.'],
    [
      'book_appointment',
      { ...BOOKING, start_time: 'Tuesday at nine' },
      `start_time: expected a time as ISO 8601, such as 2026-12-01T09:00:00-05:00, got other text; ${TODAY}.`,
    ],
    [
      'book_appointment',
      { ...BOOKING, start_time: '2026-02-30T09:00:00' },
      `start_time: expected a time that exists, as ISO 8601; ${TODAY}.`,
    ],
    [
      'book_appointment',
      { ...BOOKING, start_time: '2027-03-14T02:30:00' },
      `start_time: expected a time that exists, as ISO 8601; ${TODAY}.`,
    ],
    [
      'reschedule_appointment',
      { appointment_id: APPOINTMENT, new_start_time: '2027-02-29 09:00' },
      `new_start_time: expected a time that exists, as ISO 8601; ${TODAY}.`,
    ],
    [
      'get_available_slots',
      { date: '12026-12-01', service_type: 'oil_change' },
      `date: expected a day of the calendar as YYYY-MM-DD, got other text; ${TODAY}.`,
    ],
    [
      'book_appointment',
      { confirmed: true },
      'customer_id: expected a string, got nothing; vehicle_id: expected a string, got nothing; service_type: expected one of oil_change, tire_rotation, inspection, brake_service, engine_diagnostics, general_maintenance, got nothing; start_time: expected a string, got nothing.',
    ],
    ['get_upcoming_appointments', { customer_id: null }, 'customer_id: expected a string, got null.'],
    [
      'cancel_appointment',
      { appointment_id: APPOINTMENT, reason: 'she died' },
      'reason: expected one of schedule_conflict, got_service_elsewhere, vehicle_sold, issue_resolved, other, got another word.',
    ],
    [
      'reschedule_appointment',
      { appointment_id: APPOINTMENT, new_start_time: '2026-12-01' },
      `new_start_time: expected a time as ISO 8601, such as 2026-12-01T09:00:00-05:00, got other text; ${TODAY}.`,
    ],
    ['decode_vin', { vin: '1HGCM82633A00435' }, 'vin: expected 17 characters, got 16.'],
    ['decode_vin', { vin: 'one hotel golf charlie mike' }, 'vin: expected 17 characters, got 5.'],
    ['decode_vin', { vin: 'the silver one' }, 'vin: expected letters and digits, got other words.'],
    ['decode_vin', { vin: '' }, 'vin: expected letters and digits, got other words.'],
    ['decode_vin', { vin: 'ABCDEF' }, 'vin: expected 17 characters, got 6.'],
    ['verify_caller', {}, 'expected at least one of zip_code, date_of_birth, vin_last_six, license_plate, got none.'],
    ['verify_caller', { zip_code: '1000' }, 'zip_code: expected five digits, got other text.'],
    [
      'verify_caller',
      { date_of_birth: 'March 14th' },
      'date_of_birth: expected a day of the calendar as YYYY-MM-DD, got other text.',
    ],
    [
      'verify_caller',
      { vin_last_six: 'four three five two' },
      'vin_last_six: expected the last six characters of the VIN, got other text.',
    ],
    [
      'verify_caller',
      { license_plate: 'I do not remember it' },
      'license_plate: expected the letters and digits of the plate, got other text.',
    ],
    [
      'verify_caller',
      { license_plate: 'A'.repeat(301) },
      'license_plate: expected the letters and digits of the plate, got other text.',
    ],
    [
      'register_customer',
      { ...NEWCOMER, vehicle: { ...NEWCOMER.vehicle, vin: '3A004352' } },
      'vehicle.vin: expected all 17 characters.',
    ],
    ['register_customer', { ...NEWCOMER, last_name: ' ' }, 'last_name: expected some text.'],
    [
      'register_customer',
      { ...NEWCOMER, email: 'ann at example' },
      'email: expected an e-mail address, got other text.',
    ],
    ['register_customer', { ...NEWCOMER, vehicle: 'a Civic' }, 'vehicle: expected an object, got a string.'],
    [
      'register_customer',
      { ...NEWCOMER, vehicle: { ...NEWCOMER.vehicle, year: '2019' } },
      'vehicle.year: expected a number, got a string.',
    ],
    [
      'register_customer',
      { ...NEWCOMER, vehicle: { ...NEWCOMER.vehicle, year: 19 } },
      'vehicle.year: expected a year from 1900.',
    ],
    ['confirm_appointment', { appointment_id: [APPOINTMENT] }, 'appointment_id: expected a string, got a list.'],
    ['get_service_history', { vehicle_id: true }, 'vehicle_id: expected a string, got a boolean.'],
    ['transfer_to_human', { reason: 1 }, 'reason: expected a string, got a number.'],
  ];
  for (const [name, args, message] of cases)
    it(`is told what was expected and what came: ${name} ${typeof args === 'string' ? args : JSON.stringify(args)}`, () => {
      expect(problem(name, args)).to.equal(message);
    });
});
