import { crm } from './crm.ts';
import { faults } from './faults.ts';
import { disobedience, guards } from './kept-rules.ts';
import { manyCalls } from './many-calls.ts';
import type { Proof } from './proof.ts';

/** Every proof, in the order in which they are carried out: a new one is a line here. */
export const PROOFS: readonly Proof[] = [crm, guards, disobedience, faults, manyCalls];
