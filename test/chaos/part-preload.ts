/**
 * Loaded into a process before what it runs (`node --import`), so that the product itself stays as it is. On the word of
 * its parent it dies at a step, or lives at another time.
 */
import { Socket } from 'node:net';
import { DatabaseSync, StatementSync } from 'node:sqlite';
import { isMainThread } from 'node:worker_threads';
import type { Order, Step } from './orders.ts';

let armed: (Step & { seen: number }) | undefined;

/** SIGKILL to oneself takes effect before the call returns. */
function reach(at: Step['at'], edge: Step['edge'], port?: number): void {
  if (armed === undefined || armed.at !== at || armed.edge !== edge || armed.port !== port) return;
  armed.seen += 1;
  if (armed.seen >= armed.nth) process.kill(process.pid, 'SIGKILL');
}

/** `before` the transaction is durable, and `after`, with nobody told. */
function watchCommits(): void {
  const texts = new WeakMap<StatementSync, string>();
  const { prepare, exec } = DatabaseSync.prototype;
  const { run } = StatementSync.prototype;
  const commits = (text: string | undefined) => text !== undefined && /^\s*commit\b/i.test(text);
  DatabaseSync.prototype.prepare = function (...given) {
    const statement = prepare.apply(this, given);
    texts.set(statement, given[0]);
    return statement;
  };
  const around = <Result>(text: string | undefined, work: () => Result): Result => {
    if (!commits(text)) return work();
    reach('commit', 'before');
    const result = work();
    reach('commit', 'after');
    return result;
  };
  DatabaseSync.prototype.exec = function (this: DatabaseSync, text) {
    around(text, () => exec.call(this, text));
  };
  StatementSync.prototype.run = function (this: StatementSync, ...given: Parameters<typeof run>) {
    return around(texts.get(this), () => run.apply(this, given));
  } as typeof run;
}

/** `before` something is sent to a port, and `after` an answer has come from it, which nobody has read. */
function watchSockets(): void {
  const ports = new WeakMap<Socket, number>();
  const { connect, write, push } = Socket.prototype;
  Socket.prototype.connect = function (this: Socket, ...given: unknown[]) {
    const [first] = (Array.isArray(given[0]) ? given[0] : given) as unknown[];
    ports.set(this, Number(typeof first === 'object' && first !== null ? (first as { port?: unknown }).port : first));
    return (connect as (...all: unknown[]) => Socket).apply(this, given);
  } as typeof connect;
  Socket.prototype.write = function (this: Socket, ...given: unknown[]) {
    const port = ports.get(this);
    if (port !== undefined) reach('port', 'before', port);
    return (write as (...all: unknown[]) => boolean).apply(this, given);
  } as typeof write;
  Socket.prototype.push = function (chunk, encoding) {
    const port = ports.get(this);
    if (port !== undefined && chunk !== null) reach('port', 'after', port);
    return push.call(this, chunk, encoding);
  };
}

/** Whoever asks for the time is told another one; timers and monotonic clocks go on as they were. */
function watchClock(): (shiftMs: number) => void {
  const Real = Date;
  let shiftMs = 0;
  const now = () => Real.now() + shiftMs;
  globalThis.Date = new Proxy(Real, {
    construct: (target, given, newTarget) => Reflect.construct(target, given.length === 0 ? [now()] : given, newTarget),
    apply: () => new Real(now()).toString(),
    get: (target, name, receiver) => (name === 'now' ? now : Reflect.get(target, name, receiver)),
  });
  return (ms) => {
    shiftMs = ms;
  };
}

if (isMainThread && process.channel !== undefined) {
  watchCommits();
  watchSockets();
  const shift = watchClock();
  process.on('message', (order: Order) => {
    if (order.do === 'shift') shift(order.ms);
    else armed = { ...order.step, seen: 0 };
  });
  // Its parent's end is its own, and a message is no reason to stay.
  process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
  process.channel?.unref();
}
