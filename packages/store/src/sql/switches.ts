import type { AutomationState, DeskrailEvent, EventByType, PolicyView, Sql } from '@deskrail/contracts';
import { current, oldestOf, prune, type Registers, restamp, write } from '../state/register.js';
import { timeKey } from '../state/time-key.js';
import { selectByKeys, upsert } from './bulk.js';

type SwitchEvent = EventByType<
  'policy.paused.v1' | 'policy.resumed.v1' | 'automation.held.v1' | 'automation.released.v1'
>;

type Held = NonNullable<AutomationState['held']>;
type Paused = NonNullable<PolicyView['paused']>;

/** The name of the tenant's own switch; the others are named by their conversations. */
const ofTenant = 'policy';

/** Guarded by who stops what is automatic, and shared by whoever lets something of it go. */
export const brakeOf = (tenant: string): string => `brake\n${tenant}`;

const shape = {
  table: 'store_switches',
  key: ['tenant', 'subject'],
  columns: ['tenant', 'subject', 'oldest', 'doc'],
};

/** The latest word by its time stands, in whatever order the words come. */
export async function applySwitch(sql: Sql, event: SwitchEvent, appended: number): Promise<void> {
  const subject = subjectOf(event);
  const before = (await readSwitches(sql, event.tenant, [subject])).get(subject) ?? {};
  await saveSwitch(sql, event.tenant, subject, turned(before, event, appended));
}

function turned(before: Registers, event: SwitchEvent, appended: number): Registers {
  const time = timeKey(event.time);
  const set = (name: string, value: unknown): Registers => ({
    [name]: write(before[name], value, time, appended),
  });
  switch (event.type) {
    case 'policy.paused.v1': {
      const { reason, stopped } = event.data;
      const by = event.actor ?? '';
      const paused: Paused = {
        ...(stopped ?? { since: event.time, by }),
        ...(reason !== undefined && { reason }),
        ...(stopped !== undefined && { reasonSince: event.time, reasonBy: by }),
      };
      return { ...before, ...set('paused', paused) };
    }
    case 'policy.resumed.v1':
      return { ...before, ...set('paused', null) };
    case 'automation.held.v1':
      return { ...before, ...set('held', { why: event.data.why, since: event.time } satisfies Held) };
    case 'automation.released.v1':
      return { ...before, ...set('held', null), ...set('released', event.time) };
  }
}

/** It came back from the log, which keeps it from now on. */
export async function restampSwitch(sql: Sql, event: SwitchEvent, appended: number): Promise<void> {
  const subject = subjectOf(event);
  const before = (await readSwitches(sql, event.tenant, [subject])).get(subject);
  if (before === undefined) return;
  const time = timeKey(event.time);
  const after = Object.entries(before).map(([name, register]) => [name, restamp(register, time, appended)] as const);
  await saveSwitch(sql, event.tenant, subject, Object.fromEntries(after));
}

export const isSwitch = (event: DeskrailEvent): event is SwitchEvent =>
  event.type === 'policy.paused.v1' ||
  event.type === 'policy.resumed.v1' ||
  event.type === 'automation.held.v1' ||
  event.type === 'automation.released.v1';

const subjectOf = ({ data }: SwitchEvent): string => ('conversation' in data ? data.conversation : ofTenant);

async function readSwitches(sql: Sql, tenant: string, subjects: readonly string[]): Promise<Map<string, Registers>> {
  const text = 'select subject, doc from store_switches where (tenant, subject) in';
  const rows = await selectByKeys<{ subject: string; doc: string }>(
    sql,
    text,
    subjects.map((subject) => [tenant, subject]),
  );
  return new Map(rows.map(({ subject, doc }) => [subject, JSON.parse(doc) as Registers]));
}

const saveSwitch = (sql: Sql, tenant: string, subject: string, registers: Registers): Promise<void> =>
  upsert(sql, shape, [[tenant, subject, oldestOf(registers), JSON.stringify(registers)]]);

export async function readAutomation(sql: Sql, tenant: string, conversation: string): Promise<AutomationState> {
  const found = await readSwitches(sql, tenant, [conversation, ofTenant]);
  const own = found.get(conversation) ?? {};
  const stopped = current<Paused | null>(found.get(ofTenant) ?? {}, 'paused') ?? undefined;
  return {
    held: current<Held | null>(own, 'held') ?? undefined,
    releasedAt: current<string>(own, 'released'),
    paused: stopped !== undefined,
    ...(stopped !== undefined && { stopped }),
  };
}

export async function readPaused(sql: Sql, tenant: string): Promise<PolicyView['paused']> {
  const found = (await readSwitches(sql, tenant, [ofTenant])).get(ofTenant) ?? {};
  return current<Paused | null>(found, 'paused') ?? undefined;
}

/** Forget what the stream no longer holds, of at most `limit` rows. */
export async function ageSwitches(
  sql: Sql,
  cutoff: number,
  limit: number,
): Promise<{ readonly seen: number; readonly removed: number }> {
  const text = 'select tenant, subject, doc from store_switches where oldest < ? order by oldest limit ?';
  const old = await sql.all<{ tenant: string; subject: string; doc: string }>(text, [cutoff, limit]);
  let removed = 0;
  for (const { tenant, subject, doc } of old) {
    const left = prune(JSON.parse(doc) as Registers, cutoff);
    if (Object.keys(left).length > 0) await saveSwitch(sql, tenant, subject, left);
    else removed += await sql.run('delete from store_switches where tenant = ? and subject = ?', [tenant, subject]);
  }
  return { seen: old.length, removed };
}
