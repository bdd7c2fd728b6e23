import type { Vehicle } from '../../entities/vehicle.ts';
import type { Learned, ToolErrorCode, ToolResult } from '../../machines/ports/tools.ts';
import type { Outcome, Task } from './define.ts';

type Data = Record<string, unknown>;

/** It was done, or here is what was asked. */
export function done(message: string, data: Data, ...learned: Learned[]): Outcome {
  return { result: { success: true, message, data }, learned };
}

/** It was not done; `message` tells the model why, and what to do next. */
export function refused(error: ToolErrorCode, message: string, data?: Data): Outcome {
  const result: ToolResult = { success: false, message, error };
  return { result: data ? { ...result, data } : result, learned: [] };
}

/** An id that does not exist and one of somebody else's: the same words, so that neither is told from the other. */
export function notYours(what: 'customer' | 'vehicle' | 'appointment'): Outcome {
  return refused(
    'not_yours',
    `This caller has no ${what} of this id. Use only ids that a tool has given in this call.`,
  );
}

/** The customer that everything is bound to, or the refusal where there is none. */
export function ownerOf(task: Task): string | Outcome {
  const { customerId } = task.grant;
  return (
    customerId ??
    refused('verification_required', 'It is not known who is calling. Look up or register the caller first.')
  );
}

/** A vehicle as the model is told of it. */
export function vehicleData({ vehicleId, year, make, model }: Pick<Vehicle, 'vehicleId' | 'year' | 'make' | 'model'>) {
  return { vehicle_id: vehicleId, year, make, model };
}

/** `2019 Honda Civic` */
export function vehicleName({ year, make, model }: Pick<Vehicle, 'year' | 'make' | 'model'>): string {
  return `${year} ${make} ${model}`;
}

/** `message` as a sentence. */
export function sentence(message: string): string {
  return `${message.charAt(0).toUpperCase()}${message.slice(1)}.`;
}
