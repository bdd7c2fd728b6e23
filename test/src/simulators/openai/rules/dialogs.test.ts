import { expect } from 'chai';
import { seeded } from '../../../../../src/simulators/openai/slices.ts';
import { rulesDesk } from '../../../../kit/rules-desk.ts';

type Line = [says: string, calls: string[], hears: RegExp];

const DIALOGS: [title: string, who: Parameters<typeof rulesDesk>[0], lines: Line[]][] = [
  [
    'books: service, day, one of the times offered, yes, goodbye',
    'maria',
    [
      ['Hi, I need to schedule an appointment to get my brakes checked.', [], /brake service\. What day/],
      [
        'Do you have anything available tomorrow?',
        ['get_available_slots 2026-12-02 brake_service'],
        /Let me see what we have on Wednesday\. On Wednesday, December 2nd, I have nine, two, or three thirty\. Which one/,
      ],
      ['The second one.', ['book_appointment veh-1 brake_service 2026-12-02T14:00:00-05:00 false'], /shall I do it\?$/],
      [
        'Yes, that works for me.',
        ['book_appointment veh-1 brake_service 2026-12-02T14:00:00-05:00 true'],
        /^You're all set for Wednesday, December 2nd at two o'clock\. Is there anything else/,
      ],
      ["No, that's all. Thank you very much.", ['end_call'], /^Thank you for calling, Maria\. Goodbye!$/],
    ],
  ],
  [
    'books in two sentences when the caller says it all at once',
    'maria',
    [
      [
        "I'd like an oil change on Friday at nine thirty in the morning please.",
        [
          'get_available_slots 2026-12-04 oil_change',
          'book_appointment veh-1 oil_change 2026-12-04T09:30:00-05:00 false',
        ],
        /shall I do it\?$/,
      ],
      [
        'Yeah, sure.',
        ['book_appointment veh-1 oil_change 2026-12-04T09:30:00-05:00 true'],
        /nine thirty\. Is there anything else/,
      ],
      ['Nope.', ['end_call'], /Goodbye/],
    ],
  ],
  [
    'takes another time at the read-back, and then proposes that',
    'maria',
    [
      [
        'Oil change tomorrow at nine.',
        [
          'get_available_slots 2026-12-02 oil_change',
          'book_appointment veh-1 oil_change 2026-12-02T09:00:00-05:00 false',
        ],
        /shall/,
      ],
      [
        'Actually, make that half past three.',
        ['book_appointment veh-1 oil_change 2026-12-02T15:30:00-05:00 false'],
        /shall/,
      ],
      ['Perfect.', ['book_appointment veh-1 oil_change 2026-12-02T15:30:00-05:00 true'], /all set/],
    ],
  ],
  [
    'offers other times after a no, and another day on request',
    'maria',
    [
      [
        'Oil change tomorrow at nine.',
        [
          'get_available_slots 2026-12-02 oil_change',
          'book_appointment veh-1 oil_change 2026-12-02T09:00:00-05:00 false',
        ],
        /shall/,
      ],
      ["No, I'd rather not.", [], /^No problem\. On Wednesday, December 2nd, I have nine, two, or three thirty/],
      [
        "I'd rather do it on Friday morning.",
        ['get_available_slots 2026-12-04 oil_change'],
        /I have eight, nine thirty, or eleven o'clock/,
      ],
      ['The last one please.', ['book_appointment veh-1 oil_change 2026-12-04T11:00:00-05:00 false'], /shall/],
    ],
  ],
  [
    'says so when a time or a day is not to be had',
    'maria',
    [
      [
        'Tire rotation on Sunday.',
        ['get_available_slots 2026-12-06 tire_rotation'],
        /nothing open that day\. What other day/,
      ],
      [
        'Okay, tomorrow at four.',
        ['get_available_slots 2026-12-02 tire_rotation'],
        /I'm sorry, four o'clock isn't open\. On Wednesday/,
      ],
      ['Two thirty.', [], /I'm sorry, two thirty isn't open/],
      ['Then two.', ['book_appointment veh-1 tire_rotation 2026-12-02T14:00:00-05:00 false'], /shall/],
    ],
  ],
  [
    'asks again when the answer to the read-back is unclear',
    'maria',
    [
      [
        'Inspection tomorrow at nine.',
        [
          'get_available_slots 2026-12-02 inspection',
          'book_appointment veh-1 inspection 2026-12-02T09:00:00-05:00 false',
        ],
        /shall/,
      ],
      ['Um, well.', [], /was that a yes or a no/],
      ['Yes.', ['book_appointment veh-1 inspection 2026-12-02T09:00:00-05:00 true'], /all set/],
    ],
  ],
  [
    'asks which car, and understands make, place and year',
    'two cars',
    [
      [
        'I need an oil change.',
        ['lookup_customer +12125550142'],
        /Which car is it for, the 2019 Honda Civic or the 2021 Toyota Camry\?/,
      ],
      ['The Toyoda.', [], /What day/],
      [
        'Tomorrow at nine',
        [
          'get_available_slots 2026-12-02 oil_change',
          'book_appointment veh-2 oil_change 2026-12-02T09:00:00-05:00 false',
        ],
        /shall/,
      ],
    ],
  ],
  [
    'knows the car that was named before it was looked up',
    'two cars',
    [
      [
        'I need an oil change for my twenty nineteen Honda tomorrow at nine',
        [
          'lookup_customer +12125550142',
          'get_available_slots 2026-12-02 oil_change',
          'book_appointment veh-1 oil_change 2026-12-02T09:00:00-05:00 false',
        ],
        /shall/,
      ],
    ],
  ],
  [
    'finds the first day that is open',
    'maria',
    [
      [
        'My check engine light is on, I need to come in as soon as possible.',
        [
          'get_available_slots 2026-12-02 engine_diagnostics',
          'book_appointment veh-1 engine_diagnostics 2026-12-02T09:00:00-05:00 false',
        ],
        /shall/,
      ],
    ],
  ],
  [
    'registers a new customer, then goes on with the booking',
    'stranger',
    [
      [
        'I want to book an oil change for Friday.',
        ['lookup_customer +12125550199'],
        /May I have your first and last name/,
      ],
      ['My name is Bob.', [], /Thanks, Bob\. And your last name/],
      ['Miller.', [], /year, make and model/],
      [
        "It's a twenty fifteen Ford Focus.",
        [
          'register_customer Bob Miller +12125550199 {"year":2015,"make":"Ford","model":"Focus","vin":null}',
          'get_available_slots 2026-12-04 oil_change',
        ],
        /set that up\. On Friday, December 4th/,
      ],
      ['Nine thirty.', ['book_appointment veh-9 oil_change 2026-12-04T09:30:00-05:00 false'], /shall/],
    ],
  ],
  [
    'takes a VIN for the car, and asks for the number of a caller who withholds it',
    'withheld',
    [
      ['Can I get an oil change on Friday', [], /first and last name/],
      ['This is Ann Lee', [], /year, make and model/],
      ['The VIN is 1 H G C M 8 2 6 3 3 A 0 0 4 3 5 2', ['decode_vin 1HGCM82633A004352'], /best phone number/],
      [
        'two one two five five five oh one double seven',
        [
          'register_customer Ann Lee +12125550177 {"year":2003,"make":"Honda","model":"Accord","vin":"1HGCM82633A004352"}',
          'get_available_slots 2026-12-04 oil_change',
        ],
        /I have eight/,
      ],
    ],
  ],
  [
    'cancels: proof, which one, yes',
    'maria',
    [
      ['I need to cancel my appointment, something came up.', [], /ZIP code/],
      [
        'One zero zero zero one.',
        ['verify_caller 10001', 'get_upcoming_appointments'],
        /an oil change on Thursday, December 3rd at nine o'clock, and brake service .* Which one would you like to cancel/,
      ],
      ['The oil change one.', ['cancel_appointment apt-1 schedule_conflict false'], /shall/],
      ['Yes please.', ['cancel_appointment apt-1 schedule_conflict true'], /cancelled\. Is there anything else/],
      ['Goodbye.', ['end_call'], /Goodbye/],
    ],
  ],
  [
    'leaves it as it is when the caller does not want to cancel after all',
    'maria',
    [
      ['Please cancel my appointment.', [], /ZIP/],
      ['10001', ['verify_caller 10001', 'get_upcoming_appointments'], /Which one/],
      ['The first one.', ['cancel_appointment apt-1 other false'], /shall/],
      ['No, wait.', [], /leave it as it is/],
    ],
  ],
  [
    'reschedules, after a wrong and a right proof',
    'maria',
    [
      ['I have to move my appointment.', [], /ZIP code/],
      ['Nine nine nine nine nine.', ['verify_caller 99999'], /couldn't verify that\. What is your date of birth/],
      [
        'April twelfth nineteen eighty five.',
        ['verify_caller 1985-04-12', 'get_upcoming_appointments'],
        /Which one would you like to move/,
      ],
      ['The one on Thursday.', [], /What day works best/],
      ['Friday in the afternoon.', ['get_available_slots 2026-12-04 oil_change'], /I have two thirty or four o'clock/],
      ['Four.', ['reschedule_appointment apt-1 2026-12-04T16:00:00-05:00 false'], /shall/],
      [
        'Yes.',
        ['reschedule_appointment apt-1 2026-12-04T16:00:00-05:00 true'],
        /now down for Friday, December 4th at four o'clock/,
      ],
    ],
  ],
  [
    'verifies a caller from another number by the number on file and two facts',
    'stranger',
    [
      ['When is my appointment?', [], /phone number we have on file/],
      ['212 555 0142', [], /ZIP/],
      ['10001', [], /date of birth/],
      [
        'April 12th 1985',
        ['verify_caller +12125550142 10001 1985-04-12', 'get_upcoming_appointments'],
        /You have an oil change on Thursday/,
      ],
    ],
  ],
  [
    'answers questions of hours, place and price, and comes back to the booking',
    'maria',
    [
      ['What time do you close on Saturday?', [], /Saturday from 9 AM to 3 PM, .*\. Is there anything else/],
      ['And where are you?', [], /^Riverside Motors, 1 River Road, Troy, NY 12180\. Is there anything else/],
      ['Yes, how much is an oil change?', [], /usually 60 to 90 dollars\. Is there anything else/],
      ['Can I book one for tomorrow?', ['get_available_slots 2026-12-02 oil_change'], /Which one/],
      ['And how much is that?', [], /60 to 90 dollars\. Which time works/],
      ['Okay, the first one.', ['book_appointment veh-1 oil_change 2026-12-02T09:00:00-05:00 false'], /shall/],
    ],
  ],
  [
    'tells the history of a car',
    'maria',
    [
      ['What is the service history of my car?', [], /ZIP/],
      [
        '10001',
        ['verify_caller 10001', 'get_service_history veh-1'],
        /last visit was on Monday, May 4th, for oil change and inspection/,
      ],
    ],
  ],
  [
    'confirms an appointment',
    'maria',
    [
      ["I'd like to confirm my appointment.", [], /ZIP/],
      ['10001', ['verify_caller 10001', 'get_upcoming_appointments'], /Which one would you like to confirm/],
      ['The brakes.', ['confirm_appointment apt-2'], /you're confirmed/],
    ],
  ],
  [
    'knows which appointment is meant from the first sentence',
    'maria',
    [
      ['I need to cancel my brake appointment.', [], /ZIP/],
      [
        '10001',
        ['verify_caller 10001', 'get_upcoming_appointments', 'cancel_appointment apt-2 other false'],
        /shall I do it/,
      ],
    ],
  ],
  [
    'does not take the day of the appointment that is to be moved for the new one',
    'maria',
    [
      ['Can I move my appointment on Thursday?', [], /ZIP/],
      ['10001', ['verify_caller 10001', 'get_upcoming_appointments'], /What day/],
      [
        'Friday at eight',
        ['get_available_slots 2026-12-04 oil_change', 'reschedule_appointment apt-1 2026-12-04T08:00:00-05:00 false'],
        /shall/,
      ],
    ],
  ],
  [
    'takes the new day for the new one',
    'maria',
    [
      ['Can I move my oil change appointment to Friday?', [], /ZIP/],
      [
        '10001',
        ['verify_caller 10001', 'get_upcoming_appointments', 'get_available_slots 2026-12-04 oil_change'],
        /On Friday/,
      ],
    ],
  ],
  [
    'offers a colleague for what this desk does not do',
    'maria',
    [
      ['Is my car ready to be picked up?', [], /A colleague has to help/],
      ['No thanks.', [], /anything else/],
    ],
  ],
  [
    'talks to a caller as the local recogniser hears one',
    'maria',
    [
      ['Hi, I need to schedule an appointment to get my brakes checked.', [], /What day/],
      [
        'Do you have anything available tomorrow afternoon?',
        ['get_available_slots 2026-12-02 brake_service'],
        /two o'clock or three thirty|I have two or three thirty/,
      ],
      [
        'Can I come in at two instead of three thirty?',
        ['book_appointment veh-1 brake_service 2026-12-02T14:00:00-05:00 false'],
        /shall/,
      ],
      [
        "No, I'd rather do it on Friday morning.",
        ['get_available_slots 2026-12-04 brake_service'],
        /eight, nine thirty, or eleven/,
      ],
      ['Actually, make that nine fifteen in the morning.', [], /nine fifteen isn't open/],
      ['Nine thirty is fine.', ['book_appointment veh-1 brake_service 2026-12-04T09:30:00-05:00 false'], /shall/],
      [
        "That's correct, thank you very much.",
        ['book_appointment veh-1 brake_service 2026-12-04T09:30:00-05:00 true'],
        /all set/,
      ],
    ],
  ],
  [
    'hands over to a person',
    'maria',
    [['Can I speak to a real person please?', ['transfer_to_human The caller asked for a person.'], /call you back/]],
  ],
  [
    'says hello, waits, and asks again when it is lost',
    'maria',
    [
      ['Hello?', [], /How can I help/],
      ['Hold on a second.', [], /take your time/],
      ['The weather is purple.', [], /didn't catch that/],
    ],
  ],
  [
    'begins anew after something is done',
    'maria',
    [
      [
        'Oil change tomorrow at nine.',
        [
          'get_available_slots 2026-12-02 oil_change',
          'book_appointment veh-1 oil_change 2026-12-02T09:00:00-05:00 false',
        ],
        /shall/,
      ],
      ['Yes.', ['book_appointment veh-1 oil_change 2026-12-02T09:00:00-05:00 true'], /anything else/],
      ['Yes, I also need an inspection.', [], /Sure, an inspection\. What day/],
      [
        'Friday at two thirty.',
        [
          'get_available_slots 2026-12-04 inspection',
          'book_appointment veh-1 inspection 2026-12-04T14:30:00-05:00 false',
        ],
        /shall/,
      ],
      ['Yes.', ['book_appointment veh-1 inspection 2026-12-04T14:30:00-05:00 true'], /anything else/],
      ['No thanks.', ['end_call'], /Goodbye/],
    ],
  ],
  [
    'understands what a small recogniser makes of it',
    'maria',
    [
      ['I need a oil chain.', [], /an oil change\. What day/],
      ['To morrow.', ['get_available_slots 2026-12-02 oil_change'], /Which one/],
      ['Ten 30.', ['book_appointment veh-1 oil_change 2026-12-02T10:30:00-05:00 false'], /shall/],
      ['Yet.', ['book_appointment veh-1 oil_change 2026-12-02T10:30:00-05:00 true'], /all set/],
    ],
  ],
];

const ANYTHING = (
  'yes|no|oil change|brakes tomorrow|friday at two|the first one|cancel my appointment|move it to friday|10001|99999|um|sunday|' +
  'what are your hours|how much is an inspection|nine thirty|goodbye|my name is Bob Miller|twenty fifteen ford focus|thanks|' +
  'speak to a person|wait|the honda|as soon as possible|morning|one two three|when is my appointment|service history'
).split('|');

describe('the rule-following model', () => {
  it('always says something, and ends its turn, whatever the caller says', () => {
    for (let seed = 0; seed < 200; seed++) {
      const random = seeded(seed);
      const desk = rulesDesk((['maria', 'two cars', 'stranger', 'withheld'] as const)[seed % 4]);
      for (let i = 0; i < 8; i++) {
        const says = ANYTHING[Math.floor(random() * ANYTHING.length)] ?? '';
        const { text, calls } = desk.says(says);
        expect(text, says).to.match(/\w/);
        if (calls.includes('end_call')) break;
      }
    }
  });

  for (const [title, who, lines] of DIALOGS)
    it(title, () => {
      const desk = rulesDesk(who);
      for (const [says, calls, hears] of lines) {
        const heard = desk.says(says);
        expect(heard.calls, says).to.deep.equal(calls);
        expect(heard.text, says).to.match(hears);
      }
    });

  const SERVICES: [string, string[]][] = [
    ['oil_change', ['an oil change', 'all change', 'the oil', 'oil exchange', 'old change']],
    ['brake_service', ['my breaks are squealing', 'brakes', 'new brake pads']],
    ['tire_rotation', ['a tire rotation', 'higher rotation', 'my tires rotated', 'tie rotation']],
    ['inspection', ['a state inspection', 'an emissions test', 'get it inspected']],
    ['engine_diagnostics', ['my check engine light is on', 'the engine makes a noise', "my car won't start"]],
    [
      'general_maintenance',
      ['a tune up', 'general maintenance', 'my air conditioning is not blowing cold', 'service my car'],
    ],
  ];
  for (const [service, ways] of SERVICES)
    it(`knows ${service} in other words`, () => {
      for (const way of ways)
        expect(rulesDesk().says(`I need ${way} tomorrow`).calls, way).to.deep.equal([
          `get_available_slots 2026-12-02 ${service}`,
        ]);
    });

  const TIMES: [string, string[]][] = [
    [
      '09:00',
      [
        'nine',
        "nine o'clock",
        'the first one',
        '9',
        '9 am',
        '9:00',
        'at nine in the morning',
        'number one',
        'the earliest',
      ],
    ],
    ['10:30', ['ten thirty', '10:30', '1030', 'half past ten', '10.30 works', 'the second one please', 'tan thirty']],
    ['14:00', ['two', 'two pm', '2 p.m.', "two o'clock", 'to', '2:00', 'the third', 'the last one', "let's do two"]],
  ];
  for (const [time, ways] of TIMES)
    it(`knows ${time} in other words`, () => {
      for (const way of ways) {
        const desk = rulesDesk();
        desk.free['2026-12-02'] = ['09:00', '10:30', '14:00'];
        desk.says('oil change tomorrow');
        const proposed = `book_appointment veh-1 oil_change 2026-12-02T${time}:00-05:00 false`;
        expect(desk.says(way).calls, way).to.deep.equal([proposed]);
      }
    });

  const DAYS: [string, string][] = [
    ['today', '2026-12-01'],
    ['tomorrow', '2026-12-02'],
    ['the day after tomorrow', '2026-12-03'],
    ['on Tuesday', '2026-12-08'],
    ['next Monday', '2026-12-07'],
    ['wensday', '2026-12-02'],
    ['Saturdays are good', '2026-12-05'],
    ['December eleventh', '2026-12-11'],
    ['the fifteenth', '2026-12-15'],
    ['January 4th', '2027-01-04'],
    ['the 21st of December', '2026-12-21'],
    ['next week', '2026-12-07'],
  ];
  it('knows days in many words, never one that is past', () => {
    for (const [way, day] of DAYS) {
      const desk = rulesDesk();
      desk.says('I need an oil change');
      expect(desk.says(way).calls, way).to.deep.equal([`get_available_slots ${day} oil_change`]);
    }
  });

  it('tries a time that the list leaves out for its length, and offers the list when it is taken', () => {
    const desk = rulesDesk();
    desk.free['2026-12-02'] = Array.from(
      { length: 12 },
      (_, i) => `${String(8 + (i >> 1)).padStart(2, '0')}:${i % 2 ? '30' : '00'}`,
    );
    desk.says('oil change tomorrow');
    desk.answers.book_appointment = { success: false, message: 'Taken.', error: 'slot_unavailable' };
    const { calls, text } = desk.says('four thirty');
    expect(calls).to.deep.equal([
      'book_appointment veh-1 oil_change 2026-12-02T16:30:00-05:00 false',
      'get_available_slots 2026-12-02 oil_change',
    ]);
    expect(text).to.match(/that time isn't open\. On Wednesday, December 2nd, I have eight/);
  });

  it('offers a person when a tool does not work, and calls no tool in vain twice', () => {
    const desk = rulesDesk();
    desk.answers.cancel_appointment = { success: false, message: 'Away.', error: 'unavailable' };
    desk.facts.identity = 'verified';
    desk.says('cancel my appointment');
    expect(desk.says('the first one')).to.deep.equal({
      calls: ['cancel_appointment apt-1 other false'],
      text: "I'm sorry, I couldn't do that. Shall I put you through to someone?",
    });
    expect(desk.says('yes please').calls).to.deep.equal(['transfer_to_human The caller asked for a person.']);
    desk.answers.get_upcoming_appointments = { success: false, message: 'Away.', error: 'timeout' };
    expect(desk.says('when is my appointment')).to.deep.equal({
      calls: ['get_upcoming_appointments'],
      text: "Let me pull that up. I'm sorry, that isn't working right now. Shall I put you through to someone?",
    });
  });

  it('asks for no more proofs once verification is locked', () => {
    const desk = rulesDesk();
    desk.answers.verify_caller = {
      success: false,
      message: 'No.',
      error: 'verification_locked',
      data: { verified: false },
    };
    desk.says('cancel my appointment');
    expect(desk.says('12345').text).to.match(/can't open your records on this call\. Shall I put you through/);
  });
});
