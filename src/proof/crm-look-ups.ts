import { cardByPhone } from '../crm/customer-card.ts';
import { customerByPhone } from '../crm/customers.ts';
import { callMix } from './call-mix.ts';
import type { CrmStage } from './crm-stage.ts';
import type { Report } from './proof.ts';
import { COLUMNS, type Limits, overLimits, quietest, timed, timesRow } from './times.ts';

const LOOK_UPS = 2_000;
const KEPT_MS = 300_000;
const OF_A_NUMBER: Limits = { p50: 3, p99: 30 };
const OF_THE_CACHE: Limits = { p50: 2 };

/** A customer by their number, by the database and by the cache. */
export function lookUps({ db, people, cache }: CrmStage): Promise<Report> {
  const at = (i: number) => people[i % people.length] ?? { shopId: '', phoneNumber: '' };
  const ask = (i: number) => customerByPhone(db, at(i).shopId, at(i).phoneNumber);
  const card = (i: number) => cardByPhone(db, at(i).shopId, at(i).phoneNumber);
  return quietest(3, async () => {
    await timed(200, ask);
    const one = await timed(LOOK_UPS, ask);
    const abreast = await Promise.all(Array.from({ length: 20 }, (_, k) => timed(100, (i) => ask(k * 100 + i))));
    const whole = await timed(LOOK_UPS, card);
    await timed(200, (i) => cache.find(at(i)));
    const cached = await timed(LOOK_UPS, (i) => cache.find(at(i % 200)));
    const rows = [
      timesRow('customer by number', one),
      timesRow('the same, 20 at a time', abreast.flat()),
      timesRow('their whole card', whole),
      timesRow('their whole card, by the cache', cached),
    ];
    const failures = [
      ...overLimits('customer by number', one, OF_A_NUMBER),
      ...overLimits('by the cache', cached, OF_THE_CACHE),
    ];
    return { tables: [{ title: 'Look-ups', columns: COLUMNS, rows }], failures };
  });
}

/** A busy hour in a moment: what would have run out by then is taken out of Redis. */
export async function hitRate({ people, shopId, cache }: CrmStage, random: () => number): Promise<Report> {
  const mix = callMix(
    people.map(({ phoneNumber }) => phoneNumber),
    1_000,
    random,
  );
  const before = cache.counts();
  const kept = new Map<string, number>();
  for (const { atMs, phoneNumber, does } of mix) {
    const number = { shopId, phoneNumber };
    const since = kept.get(phoneNumber);
    if (does === 'change' || (since !== undefined && atMs - since > KEPT_MS)) {
      await cache.forget([number]);
      kept.delete(phoneNumber);
    }
    if (does === 'change') continue;
    await cache.find(number);
    if (!kept.has(phoneNumber)) kept.set(phoneNumber, atMs);
  }
  const { hits, misses } = cache.counts();
  const [hit, all] = [hits - before.hits, hits + misses - before.hits - before.misses];
  const rows = [[all, hit, `${((100 * hit) / all).toFixed(0)} %`]];
  const failures = hit > 0 ? [] : ['cache: expected some look-ups of a busy hour to be answered by it, got none'];
  const title = 'The cache in a busy hour';
  return { tables: [{ title, columns: ['look-ups', 'by the cache', 'rate'], rows }], failures };
}
