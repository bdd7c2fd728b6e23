import { SERVICE_TYPES, SERVICES } from '../../entities/vocabulary.ts';
import type { ShopData } from './of-shop.ts';
import type { PriceRange, ServiceFacts, ShopFile } from './shop-file.ts';

/** What can be booked, with how long it takes and what it generally costs: a line each, for the model to tell. */
export function servicesInWords(services: ShopFile['services']): string {
  return SERVICE_TYPES.map((type) => {
    const { name } = SERVICES[type];
    const { minutes, price }: ServiceFacts = services[type];
    return `- ${name.charAt(0).toUpperCase()}${name.slice(1)} (\`${type}\`): ${durationInWords(minutes)}, ${priceInWords(price)}.`;
  }).join('\n');
}

function durationInWords(minutes: number): string {
  return minutes === 60 ? 'about an hour' : `about ${minutes} minutes`;
}

function priceInWords({ from, to, for: what }: PriceRange): string {
  const range = to === undefined ? `starts at ${from} dollars` : `usually ${from} to ${to} dollars`;
  return what === undefined ? range : `${range} for ${what}`;
}

/** Where the shop is, how it is reached and how one finds it. */
export function placeInWords({ name, address, phoneNumber, directions }: ShopData): string {
  const { street, city, state, zip } = address;
  const telephone = phoneNumber === null ? '' : ` Telephone: ${spokenNumber(phoneNumber)}.`;
  return `${name}, ${street}, ${city}, ${state} ${zip}.${telephone} ${directions.trim()}`;
}

/** A North American number without its country, in the groups in which it is said. */
function spokenNumber(e164: string): string {
  const [, ...groups] = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(e164) ?? [];
  return groups.length > 0 ? groups.join(' ') : e164;
}
