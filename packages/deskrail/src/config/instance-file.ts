import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { keyRoles } from '@deskrail/contracts';
import { z } from 'zod';

const instance = z.object({
  /** Such as `http://127.0.0.1:3000`. */
  url: z.url(),
  pid: z.number().int(),
  connections: z.array(
    z.object({
      id: z.string(),
      desk: z.string(),
      tenant: z.string(),
      /** Only of an emulated desk; a real one's stays where it was configured. */
      secret: z.string().optional(),
    }),
  ),
  /** Only of the demo, whose people nobody configured. */
  people: z.array(z.object({ name: z.string(), roles: z.array(z.enum(keyRoles)) })).optional(),
});

/** How `deskrail send` finds the instance that runs on a data directory. */
export type Instance = z.output<typeof instance>;

const pathIn = (directory: string) => join(directory, 'instance.json');

/** Write it for as long as the instance runs; the answer removes it, unless another instance has written its own. */
export async function writeInstance(directory: string, running: Instance): Promise<() => Promise<void>> {
  await writeFile(pathIn(directory), `${JSON.stringify(running, null, 2)}\n`, { mode: 0o600 });
  return async () => {
    if ((await readInstance(directory))?.pid === running.pid) await rm(pathIn(directory), { force: true });
  };
}

/** `undefined` where none runs, or the file is not readable as one. */
export async function readInstance(directory: string): Promise<Instance | undefined> {
  try {
    return instance.parse(JSON.parse(await readFile(pathIn(directory), 'utf8')));
  } catch {
    return undefined;
  }
}
