/**
 * A value, the desk's time of the fact that set it (as a time key), and when that fact entered the log (ms). `observed`
 * where a reading of the desk found it: of the same time, what an event said stands above it.
 */
export type Entry<Value = unknown> = readonly [value: Value, time: string, appended: number, observed?: 1];

/**
 * A value that the latest fact by the desk's clock decides, and what it falls back to once retention takes that fact.
 * Entries are ordered by falling time and rising append; the first holds the value. Keeping those that others beat in
 * both would change nothing, and keeping fewer would make a store that lived through retention differ from one rebuilt.
 */
export type Register<Value = unknown> = readonly Entry<Value>[];

export type Registers = Readonly<Record<string, Register>>;

/** A fact's word: of two with the same time, the one that arrived later stands. */
export function write<Value>(
  register: Register<Value> = [],
  value: Value,
  time: string,
  appended: number,
): Register<Value> {
  if (register.some(([, other, entered]) => other > time && entered >= appended)) return register;
  const newer = register.filter(([, other]) => other > time);
  const outliving = register.filter(([, other, entered]) => other <= time && entered > appended);
  return [...newer, [value, time, appended], ...outliving];
}

/** A snapshot's word: of two with the same time and other values, what stands already goes on standing. */
export function repeat<Value>(
  register: Register<Value> = [],
  value: Value,
  time: string,
  appended: number,
): Register<Value> {
  const same = JSON.stringify(value);
  const rivals = register.filter(([other, at]) => at === time && JSON.stringify(other) !== same);
  if (rivals.length === 0) return write(register, value, time, appended);
  if (rivals.some(([, , entered]) => entered >= appended)) return register;
  const newer = register.filter(([, other]) => other > time);
  const outliving = register.filter(([, other, entered]) => other < time && entered > appended);
  return [...newer, ...rivals, [value, time, appended], ...outliving];
}

/** What a reading of the desk found: a fact of the same time that told of a change stands, an earlier reading does not. */
export function observe<Value>(
  register: Register<Value> = [],
  value: Value,
  time: string,
  appended: number,
): Register<Value> {
  const isAbove = ([, at, , observed]: Entry<Value>) => at > time || (at === time && observed === undefined);
  if (register.some((entry) => isAbove(entry) && entry[2] >= appended)) return register;
  const outliving = register.filter((entry) => !isAbove(entry) && entry[2] > appended);
  return [...register.filter(isAbove), [value, time, appended, 1], ...outliving];
}

/** The log has said when it took a word of this time in: what it stands on is as old as that. */
export const restamp = <Value>(register: Register<Value>, time: string, appended: number): Register<Value> =>
  register.map(([value, at, entered, ...rest]) => [value, at, at === time ? appended : entered, ...rest]);

export function current<Value>(registers: Registers, name: string): Value | undefined {
  return registers[name]?.[0]?.[0] as Value | undefined;
}

/** What is left when facts appended before `cutoff` are gone. */
export function prune(registers: Registers, cutoff: number): Registers {
  const left: Record<string, Register> = {};
  for (const [name, register] of Object.entries(registers)) {
    const entries = register.filter(([, , appended]) => appended >= cutoff);
    if (entries.length > 0) left[name] = entries;
  }
  return left;
}

/** The earliest append that something here stands on; what retention asks for. */
export function oldestOf(registers: Registers): number {
  let oldest = Number.POSITIVE_INFINITY;
  for (const name in registers) {
    const appended = registers[name]?.[0]?.[2] ?? oldest;
    if (appended < oldest) oldest = appended;
  }
  return oldest;
}
