/** Cars that were sold in the US: who made them (WMI), in which model years, and how often they are seen. */
export interface Model {
  make: string;
  model: string;
  wmi: string;
  from: number;
  to: number;
}

/**
 * A line a model: its maker's identifier, first and last model year under it, how many of them come by. Model years are those of the plant that the
 * identifier stands for: the Corolla of 2T1 ends with 2019, when Ontario stopped making it.
 */
const LINES = `
Honda|Civic|2HG|2012|2024|30
Honda|Accord|1HG|2011|2024|24
Honda|CR-V|5J6|2012|2024|28
Honda|Pilot|5FN|2011|2024|10
Honda|Odyssey|5FN|2011|2024|10
Toyota|Camry|4T1|2011|2024|28
Toyota|Corolla|2T1|2011|2019|20
Toyota|RAV4|2T3|2013|2024|28
Toyota|Highlander|5TD|2011|2024|14
Toyota|Sienna|5TD|2011|2024|8
Toyota|Tacoma|5TF|2011|2021|10
Toyota|Prius|JTD|2011|2024|8
Ford|F-150|1FT|2011|2024|26
Ford|Escape|1FM|2013|2024|16
Ford|Explorer|1FM|2011|2024|16
Ford|Fusion|3FA|2011|2020|12
Ford|Focus|1FA|2012|2018|8
Ford|Mustang|1FA|2011|2024|6
Chevrolet|Malibu|1G1|2011|2024|12
Chevrolet|Cruze|1G1|2011|2019|8
Chevrolet|Silverado|3GC|2011|2024|16
Chevrolet|Tahoe|1GN|2011|2024|8
GMC|Sierra|1GT|2011|2018|6
Jeep|Grand Cherokee|1C4|2012|2024|14
Jeep|Wrangler|1C4|2012|2024|12
Jeep|Cherokee|1C4|2014|2023|8
Ram|1500|1C6|2012|2024|12
Nissan|Altima|1N4|2011|2024|16
Nissan|Sentra|3N1|2011|2024|10
Nissan|Rogue|5N1|2014|2024|16
Nissan|Pathfinder|5N1|2013|2024|6
Hyundai|Sonata|5NP|2011|2022|10
Hyundai|Elantra|5NP|2011|2020|10
Hyundai|Santa Fe|5NM|2019|2024|6
Hyundai|Tucson|KM8|2011|2024|10
Kia|Soul|KND|2011|2024|6
Kia|Sportage|KND|2011|2022|6
Kia|Sorento|5XY|2011|2024|8
Subaru|Outback|4S4|2011|2024|14
Subaru|Legacy|4S3|2011|2024|4
Subaru|Forester|JF2|2011|2024|14
Subaru|Crosstrek|JF2|2016|2023|8
Mazda|Mazda3|JM1|2011|2018|6
Mazda|CX-5|JM3|2013|2024|8
Volkswagen|Jetta|3VW|2011|2024|8
Volkswagen|Passat|1VW|2012|2022|5
BMW|3 Series|WBA|2011|2018|6
BMW|X3|5UX|2011|2024|6
BMW|X5|5UX|2011|2024|5
Mercedes-Benz|C-Class|WDD|2011|2014|4
Mercedes-Benz|GLE|4JG|2016|2024|4
Audi|A4|WAU|2011|2024|4
Audi|Q5|WA1|2011|2024|4
Lexus|RX 350|2T2|2011|2022|7
Lexus|ES 350|JTH|2011|2015|4
Acura|TLX|19U|2015|2024|4
Acura|RDX|5J8|2013|2024|5
Volvo|XC60|YV4|2011|2024|3
Volvo|S60|YV1|2011|2018|2
Tesla|Model 3|5YJ|2018|2024|5
Tesla|Model Y|7SA|2022|2024|4`;

const rows = LINES.trim()
  .split('\n')
  .map((line) => {
    const [make = '', model = '', wmi = '', from, to, often] = line.split('|');
    return { model: { make, model, wmi, from: Number(from), to: Number(to) }, often: Number(often) };
  });

export const MODELS: readonly Model[] = rows.map(({ model }) => model);

/** How many of each model come by, beside the others: in the order of `MODELS`. */
export const OFTEN: readonly number[] = rows.map(({ often }) => often);

export const COLORS = ['black', 'white', 'silver', 'gray', 'blue', 'red', 'green'] as const;
