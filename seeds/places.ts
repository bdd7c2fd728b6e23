/** Where a customer may live: a city, and a ZIP code of it. */
export interface Place {
  city: string;
  state: State;
  zipCode: string;
}

type State = 'NY' | 'NJ' | 'CT' | 'PA';

const ZIP_CODES: Record<State, Readonly<Record<string, string>>> = {
  NY: {
    'New York': '10001 10003 10011 10016 10025 10028 10031 10038',
    Brooklyn: '11201 11209 11211 11215 11220 11234',
    Bronx: '10451 10458 10463 10467',
    'Staten Island': '10301 10306 10314',
    Astoria: '11102 11103 11105',
    'Forest Hills': '11375',
    Flushing: '11354 11355 11358',
    Jamaica: '11432 11434',
    Yonkers: '10701 10704',
    'White Plains': '10601 10605',
    'New Rochelle': '10801 10804',
    'Mount Vernon': '10550',
    Hempstead: '11550',
    Hicksville: '11801',
    Huntington: '11743',
    'Bay Shore': '11706',
    Poughkeepsie: '12601',
    Newburgh: '12550',
  },
  NJ: {
    'Jersey City': '07302 07304 07306',
    Newark: '07102 07104 07105',
    Hoboken: '07030',
    Paterson: '07501 07503',
    Hackensack: '07601',
    Elizabeth: '07201 07208',
    Montclair: '07042',
    Morristown: '07960',
    'New Brunswick': '08901',
    'Red Bank': '07701',
    Princeton: '08540',
  },
  CT: {
    Stamford: '06901 06902',
    Greenwich: '06830',
    Norwalk: '06851 06854',
    Bridgeport: '06604 06606',
    Danbury: '06810',
    'New Haven': '06510 06511',
  },
  PA: { 'East Stroudsburg': '18301', Easton: '18042', Milford: '18337' },
};

export const PLACES: readonly Place[] = (Object.keys(ZIP_CODES) as State[]).flatMap((state) =>
  Object.entries(ZIP_CODES[state]).flatMap(([city, zipCodes]) =>
    zipCodes.split(' ').map((zipCode) => ({ city, state, zipCode })),
  ),
);

/** How a state writes its plates: `#` is a digit, `?` a letter. */
export const PLATES: Record<State, string> = { NY: '???####', NJ: '?##???', CT: '??#####', PA: '???####' };
