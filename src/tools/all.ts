import type { ToolName } from '../../machines/ports/tools.ts';
import { confirmAppointment, getUpcomingAppointments } from './appointments.ts';
import { getAvailableSlots } from './available-slots.ts';
import { bookAppointment } from './book.ts';
import { cancelAppointment } from './cancel.ts';
import { lookupCustomer, registerCustomer } from './customers.ts';
import { decodeVin } from './decode-vin.ts';
import type { Tool } from './define.ts';
import { getServiceHistory } from './history.ts';
import { endCall, transferToHuman } from './leaving.ts';
import { rescheduleAppointment } from './reschedule.ts';
import { schemaOf, type ToolSchema } from './schema.ts';
import { verifyCaller } from './verify.ts';

/** Every tool there is, in the order in which the model is told of them. */
export const TOOLS: ReadonlyMap<string, Tool> = new Map(
  [
    lookupCustomer,
    getAvailableSlots,
    bookAppointment,
    getUpcomingAppointments,
    cancelAppointment,
    rescheduleAppointment,
    decodeVin,
    verifyCaller,
    registerCustomer,
    confirmAppointment,
    getServiceHistory,
    transferToHuman,
    endCall,
  ].map((tool) => [tool.name, tool]),
);

const schemas: readonly ToolSchema[] = [...TOOLS.values()].map(schemaOf);

/** What the model is given: the offered tools, or all of them. The order never changes, so that a prompt's prefix stays the same. */
export function toolSchemas(offered?: readonly ToolName[]): ToolSchema[] {
  return schemas.filter((schema) => offered === undefined || offered.includes(schema.function.name));
}
