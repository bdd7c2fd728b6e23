import { readFileSync, writeFileSync } from 'node:fs';
import { withPictures } from './pictures.ts';

// Draws the pictures of machines/README.md anew. With `--check` nothing is written: exit 1 when they are not current.
const args = process.argv.slice(2);
const path = args.find((arg) => !arg.startsWith('--')) ?? new URL('../../machines/README.md', import.meta.url);
const page = readFileSync(path, 'utf8');
const current = withPictures(page);

if (!args.includes('--check')) writeFileSync(path, current);
else if (page !== current) {
  process.stderr.write('machines/README.md shows other charts than there are: run `npx tsx src/charts/readme.ts`.\n');
  process.exitCode = 1;
}
