import { base, en, Faker } from '@faker-js/faker';
import { hitRate, lookUps } from './crm-look-ups.ts';
import { plans } from './crm-plans.ts';
import { openCrmStage } from './crm-stage.ts';
import { toolsAtOnce } from './crm-tools.ts';
import type { Proof, Report } from './proof.ts';

const SEED_SECONDS = 20;

/** How fast the CRM answers at 10,000 customers. */
export const crm: Proof = {
  name: 'crm',
  shows: 'the CRM at 10,000 customers: seed, indexes, look-ups, cache, tools with 100 calls',
  async prove(tell) {
    tell('seeding');
    const stage = await openCrmStage();
    try {
      const faker = new Faker({ locale: [en, base], seed: 42 });
      const random = () => faker.number.float();
      const reports: Report[] = [seedReport(stage.seeded)];
      tell('each question by its index and by a scan');
      reports.push(await plans(stage));
      tell('look-ups and the cache');
      reports.push(await lookUps(stage), await hitRate(stage, random));
      tell('tools with many calls');
      reports.push(await toolsAtOnce(stage, random));
      return {
        tables: reports.flatMap(({ tables }) => tables),
        failures: reports.flatMap(({ failures }) => failures),
      };
    } finally {
      await stage.close();
    }
  },
};

function seedReport(seeded: Awaited<ReturnType<typeof openCrmStage>>['seeded']): Report {
  const columns = Object.keys(seeded);
  const failures =
    seeded.seconds < SEED_SECONDS ? [] : [`seed: expected less than ${SEED_SECONDS} s, got ${seeded.seconds}`];
  return { tables: [{ title: 'The seed', columns, rows: [Object.values(seeded)] }], failures };
}
