import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Envelope, VerdictGiven } from '@deskrail/contracts';
import type { AuditReport, SigningKey } from '@deskrail/copilot';
import { openTestDatabase } from '@deskrail/testing';
import { audit } from '../command/audit.js';
import { memoryTerminal } from '../command/memory-terminal.js';
import { runCommand } from '../command/run-command.js';
import { provenRecord } from './proven-record.js';

export const key: SigningKey = { keyId: 'one', secret: Buffer.alloc(32, 1) };
export const writtenKey = `one:${Buffer.alloc(32, 1).toString('base64')}`;
export const cases = 4;
/** The text of this one's message was erased at the desk. */
export const erasedCase = 3;

/** Of `node:sqlite`, from past Deskrail’s own doors to it. */
export interface RawDatabase {
  exec(sql: string): void;
  prepare(sql: string): {
    run(...values: (string | number)[]): unknown;
    get(...values: (string | number)[]): unknown;
    all(...values: (string | number)[]): Record<string, unknown>[];
  };
  close(): void;
}

type OpenRaw = (path: string) => RawDatabase;

interface RunOptions {
  /** As in the environment. Default: the one that signed. */
  readonly keys?: string;
  /** So many ms after now. */
  readonly later?: number;
}

/** A record of four cases that somebody has the database of, for a test of what is found. */
export interface Tampering {
  /** Write to the log's rows; opened anew after each run. */
  database(): RawDatabase;
  body(id: string): VerdictGiven;
  /** Every link, in the order of the log. */
  links(): { readonly id: string; readonly body: string }[];
  write(id: string, event: object): void;
  remove(id: string): void;
  /** Ten minutes before the latest of the log, at its end. */
  insert(stream: string, event: Envelope): void;
  run(...args: readonly string[]): Promise<{ code: number; printed: readonly string[]; said: readonly string[] }>;
  verify(options?: RunOptions, ...args: readonly string[]): Promise<AuditReport & { readonly code: number }>;
}

/** The same record for each test, made once. */
export async function recordToTamper(
  openRaw: OpenRaw,
): Promise<{ fresh(): Promise<Tampering>; close(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'deskrail-audit-'));
  const whole = join(folder, 'whole.db');
  await using filled = await openTestDatabase();
  await provenRecord(filled, { cases, key, erased: erasedCase });
  const copy = (from: string, to: string) => {
    const source = openRaw(from);
    source.exec(`vacuum into '${to}'`);
    source.close();
  };
  copy(filled.path, whole);
  let count = 0;
  return {
    async fresh() {
      count += 1;
      const data = join(folder, `data-${count}`);
      await mkdir(data);
      copy(whole, join(data, 'deskrail.db'));
      return tamperingWith(data, openRaw);
    },
    close: () => rm(folder, { recursive: true }),
  };
}

function tamperingWith(data: string, openRaw: OpenRaw): Tampering {
  let open: RawDatabase | undefined;
  const database = () => (open ??= openRaw(join(data, 'deskrail.db')));

  async function run(args: readonly string[], { keys = writtenKey, later = 0 }: RunOptions = {}) {
    open?.close();
    open = undefined;
    const environment = { DESKRAIL_DATA: data, ...(keys !== '' && { DESKRAIL_SIGNING_KEY: keys }) };
    const terminal = memoryTerminal({ environment, directory: data, now: () => Date.now() + later });
    const code = await runCommand(['audit', ...args], terminal, { commands: [audit], version: '0' });
    return { code, printed: terminal.printed, said: terminal.said };
  }

  return {
    database,
    body: (id) =>
      JSON.parse((database().prepare('select body from log_events where id = ?').get(id) as { body: string }).body),
    links: () =>
      database()
        .prepare("select id, body from log_events where type = 'audit.linked.v1' order by position")
        .all()
        .map(({ id, body }) => ({ id: String(id), body: String(body) })),
    write: (id, event) =>
      void database().prepare('update log_events set body = ? where id = ?').run(JSON.stringify(event), id),
    remove: (id) => void database().prepare('delete from log_events where id = ?').run(id),
    insert: (stream, event) =>
      void database()
        .prepare(
          `insert into log_events (stream, id, tenant, subject, type, time, body, appended_at)
           select ?, ?, ?, ?, ?, ?, ?, max(appended_at) - 600000 from log_events`,
        )
        .run(stream, event.id, event.tenant, event.subject, event.type, event.time, JSON.stringify(event)),
    run: (...args) => run(args),
    async verify(options, ...args) {
      const { code, printed, said } = await run(['verify', '--json', ...args], options);
      if (said.length > 0) throw new Error(said.join('\n'));
      const report = JSON.parse(printed[0] ?? '') as AuditReport;
      if (code !== (report.ok ? 0 : 1)) throw new Error(`The exit code ${code} is not what the report says.`);
      return { ...report, code };
    },
  };
}
