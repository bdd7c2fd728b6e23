import { parseArgs } from 'node:util';
import { messageOf } from '../errors.ts';
import type { Proof } from './proof.ts';

const USAGE = 'usage: npm run proof -- [--only NAME]… [--json]';

/** The command cannot be followed; its message says what was expected. */
export class UsageError extends Error {}

export interface ProofCommand {
  proofs: readonly Proof[];
  json: boolean;
}

/** @throws {UsageError} */
export function readCommand(args: readonly string[], all: readonly Proof[]): ProofCommand {
  const { only = [], json = false } = parsed(args);
  const unknown = only.find((name) => all.every((proof) => proof.name !== name));
  if (unknown !== undefined)
    throw new UsageError(`--only: expected one of ${all.map(({ name }) => name).join(', ')}, got ${unknown}`);
  return { proofs: all.filter(({ name }) => only.length === 0 || only.includes(name)), json };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: { only: { type: 'string', multiple: true }, json: { type: 'boolean' } },
    }).values;
  } catch (error) {
    throw new UsageError(`${messageOf(error)}\n${USAGE}`);
  }
}
