import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf } from '../errors.ts';
import { type Flow, FlowError, parseFlow } from './format.ts';

/**
 * The flows of some files and folders, in order of their names. Folders are searched to the bottom.
 * @throws {FlowError} telling of every file that cannot be used
 */
export function loadFlows(paths: readonly string[]): Flow[] {
  const problems: string[] = [];
  const flows = paths.flatMap(filesOf).flatMap((file) => {
    try {
      return [parseFlow(readFileSync(file, 'utf8'), file)];
    } catch (error) {
      problems.push(messageOf(error));
      return [];
    }
  });
  const names = new Set<string>();
  for (const { name, file } of flows) {
    if (names.has(name)) problems.push(`${file}: name: expected one of its own, "${name}" is there already`);
    names.add(name);
  }
  if (flows.length === 0 && problems.length === 0)
    problems.push(`${paths.join(', ')}: expected flow files (.yaml), got none`);
  if (problems.length > 0) throw new FlowError(problems.join('\n'));
  return flows;
}

function filesOf(path: string): string[] {
  let isFolder: boolean;
  try {
    isFolder = statSync(path).isDirectory();
  } catch {
    throw new FlowError(`${path}: expected a file or a folder, got nothing`);
  }
  if (!isFolder) return [path];
  return readdirSync(path)
    .toSorted()
    .flatMap((name) => {
      const inside = join(path, name);
      if (statSync(inside).isDirectory()) return filesOf(inside);
      return /\.ya?ml$/.test(name) ? [inside] : [];
    });
}
