import { readFileSync } from 'node:fs';

/** What `npm start` gives to Node for the built server. */
export function startFlags(): string[] {
  const file = new URL('../../package.json', import.meta.url);
  const { scripts } = JSON.parse(readFileSync(file, 'utf8')) as { scripts: { start: string } };
  const [, flags = ''] = /exec node (.*) dist\/src\/main\.js/.exec(scripts.start) ?? [];
  return flags.split(' ').filter((flag) => flag !== '');
}
