/** Cars that were sold in the US: who made them (WMI), and in which model years. */
export interface Model {
  make: string;
  model: string;
  wmi: string;
  from: number;
  to: number;
}

export const MODELS: readonly Model[] = [
  { make: 'Honda', model: 'Civic', wmi: '2HG', from: 2012, to: 2024 },
  { make: 'Honda', model: 'Accord', wmi: '1HG', from: 2011, to: 2024 },
  { make: 'Honda', model: 'CR-V', wmi: '5J6', from: 2012, to: 2024 },
  { make: 'Toyota', model: 'Camry', wmi: '4T1', from: 2011, to: 2024 },
  { make: 'Toyota', model: 'Corolla', wmi: '2T1', from: 2011, to: 2019 },
  { make: 'Toyota', model: 'RAV4', wmi: '2T3', from: 2013, to: 2024 },
  { make: 'Ford', model: 'F-150', wmi: '1FT', from: 2011, to: 2024 },
  { make: 'Ford', model: 'Escape', wmi: '1FM', from: 2013, to: 2024 },
  { make: 'Chevrolet', model: 'Malibu', wmi: '1G1', from: 2011, to: 2024 },
  { make: 'Chevrolet', model: 'Silverado', wmi: '3GC', from: 2011, to: 2024 },
  { make: 'Nissan', model: 'Altima', wmi: '1N4', from: 2011, to: 2024 },
  { make: 'Hyundai', model: 'Sonata', wmi: '5NP', from: 2011, to: 2023 },
  { make: 'Hyundai', model: 'Tucson', wmi: 'KM8', from: 2011, to: 2024 },
  { make: 'Jeep', model: 'Grand Cherokee', wmi: '1C4', from: 2012, to: 2024 },
  { make: 'Subaru', model: 'Outback', wmi: '4S4', from: 2011, to: 2024 },
  { make: 'Subaru', model: 'Forester', wmi: 'JF2', from: 2011, to: 2024 },
  { make: 'BMW', model: 'X3', wmi: '5UX', from: 2011, to: 2024 },
  { make: 'Mercedes-Benz', model: 'GLE', wmi: '4JG', from: 2016, to: 2024 },
];
