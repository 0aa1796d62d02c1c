import { execFileSync } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import { join } from 'node:path';

export interface PostgresPrograms {
  readonly initdb: string;
  readonly postgres: string;
  /** 15, 17, … */
  readonly version: number;
}

const fix = 'Install it (Debian: apt-get install postgresql), or name a running server in DATABASE_URL.';
// Debian, Red Hat, Homebrew.
const places = ['/usr/lib/postgresql/*/bin', '/usr/pgsql-*/bin', '/opt/homebrew/opt/postgresql@*/bin'];

/** The newest PostgreSQL on this machine. Throws with what to install. */
export function findPostgres(): PostgresPrograms {
  const onPath = (process.env.PATH ?? '').split(':').filter((directory) => directory !== '');
  const found = [...places.flatMap((place) => globSync(place)), ...onPath]
    .filter((bin) => existsSync(join(bin, 'initdb')) && existsSync(join(bin, 'postgres')))
    .map((bin) => ({ initdb: join(bin, 'initdb'), postgres: join(bin, 'postgres'), version: versionIn(bin) }))
    .sort((one, other) => other.version - one.version);
  if (found[0] === undefined) throw new Error(`No PostgreSQL server was found on this machine. ${fix}`);
  return found[0];
}

function versionIn(bin: string): number {
  const text = execFileSync(join(bin, 'postgres'), ['--version'], { encoding: 'utf8', timeout: 10_000 });
  return Number.parseInt(/(\d+)/.exec(text)?.[1] ?? '0', 10);
}

/** Who the server is to run as: PostgreSQL refuses root. Undefined: as we are. */
export function unprivilegedUser(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of ['postgres', 'nobody']) {
    try {
      const id = (flag: string) => Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: 'pipe' }));
      return { uid: id('-u'), gid: id('-g') };
    } catch {
      // The next.
    }
  }
  throw new Error('PostgreSQL refuses to run as root, and there is neither a user postgres nor nobody to run it as.');
}
