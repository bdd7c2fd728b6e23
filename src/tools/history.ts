import { z } from 'zod';
import { SERVICES } from '../../entities/vocabulary.ts';
import { historyOf, nextDue } from '../crm/service-history.ts';
import { vehicleOf } from '../crm/vehicles.ts';
import { done, notYours, ownerOf } from './answers.ts';
import { defineTool } from './define.ts';
import * as fields from './fields.ts';

const VISITS_TOLD = 10;

export const getServiceHistory = defineTool({
  name: 'get_service_history',
  description: "Tells what was done on one of the caller's vehicles, newest first, and what is due next.",
  args: z.strictObject({ vehicle_id: fields.id }),
  about: ({ vehicle_id }) => ({ owned: { vehicleId: vehicle_id } }),
  async run({ vehicle_id }, task) {
    const { desk } = task;
    const owner = ownerOf(task);
    if (typeof owner !== 'string') return owner;
    const vehicle = await vehicleOf(desk.db, desk.shopId, owner, vehicle_id);
    if (!vehicle) return notYours('vehicle');
    const [history, due] = await Promise.all([
      historyOf(desk.db, desk.shopId, owner, vehicle_id, VISITS_TOLD),
      nextDue(desk.db, desk.shopId, owner, vehicle_id),
    ]);
    const services = history.map(({ performedAt, servicesPerformed, mileage }) => ({
      date: desk.shopTime.dateOf(performedAt),
      services_performed: servicesPerformed,
      mileage,
    }));
    const next_due = due && {
      service_type: due.serviceType,
      name: due.serviceType && SERVICES[due.serviceType].name,
      date: due.date,
      mileage: due.mileage,
    };
    return done(services.length === 0 ? 'No visit is on file.' : `Visits told: ${services.length}.`, {
      services,
      next_due,
    });
  },
});
