import { shopFile } from '../src/shop/shop-file.ts';

/** Who works on the cars, by the name that they are called. */
export const TECHNICIANS: readonly string[] = shopFile().technicians.map(({ name }) => name);
