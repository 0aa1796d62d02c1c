import childProcess from 'node:child_process';
import dgram from 'node:dgram';
import dns from 'node:dns';
import inspector from 'node:inspector';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import workers from 'node:worker_threads';
import { DeskrailError } from '@deskrail/contracts';
import { addressName, type ConnectTarget, targetOf } from './connect-target.js';

/** Keeps a process to itself: of what Node can reach, only the addresses that were named. */
export interface Guard extends Disposable {
  /** `host:port`, as they are connected to. */
  allow(addresses: Iterable<string>): void;
  /** What was refused, and how often. */
  readonly refused: ReadonlyMap<string, number>;
}

const namesAtMost = 1_000;

/**
 * Refuse every outgoing connection (TCP, TLS, HTTP, `fetch`, Unix sockets), datagram and look-up of a name, save to what
 * `allow` names; every door that others could come in by; and every child process, thread and other program in this one's
 * place, as they would not be under guard. For the whole process, until disposed.
 */
export function installGuard(): Guard {
  const allowed = new Set<string>();
  const hosts = new Set<string>();
  const refused = new Map<string, number>();
  const restore: (() => void)[] = [];

  function refuse(what: string): DeskrailError {
    if (refused.has(what) || refused.size < namesAtMost) refused.set(what, (refused.get(what) ?? 0) + 1);
    return new DeskrailError(
      'forbidden',
      `A replay reaches nothing that the command line does not name, and so not ${what}. Is it part of what you compare? Name it by --allow.`,
    );
  }

  /** Put a function in another's place, for as long as the guard stands. */
  function replace<Owner extends object>(owner: Owner, name: string, make: (original: Called) => Called): void {
    const original = (owner as Record<string, unknown>)[name];
    if (typeof original !== 'function') return;
    (owner as Record<string, unknown>)[name] = make(original as Called);
    restore.push(() => {
      (owner as Record<string, unknown>)[name] = original;
    });
  }

  const isAllowed = (target: ConnectTarget) => allowed.has(addressName(target));
  replace(
    net.Socket.prototype,
    'connect',
    (original) =>
      function connect(this: net.Socket, ...given) {
        const target = targetOf(given);
        if (isAllowed(target)) return original.apply(this, given);
        const error = refuse(addressName(target));
        process.nextTick(() => this.destroy(error));
        return this;
      },
  );
  guardNames({ replace, refuse, isAllowed: (host) => hosts.has(host.toLowerCase()) || net.isIP(host) !== 0 });
  // No arrow: a class has to be newable to be refused.
  const refuseAll = (what: string) => () =>
    function refused() {
      throw refuse(what);
    };
  for (const name of ['send', 'connect', 'bind']) replace(dgram.Socket.prototype, name, refuseAll('a datagram socket'));
  replace(childProcess.ChildProcess.prototype, 'spawn', refuseAll('a child process'));
  for (const name of ['spawnSync', 'execSync', 'execFileSync'])
    replace(childProcess, name, refuseAll('a child process'));
  replace(workers, 'Worker', refuseAll('a thread'));
  replace(process, 'execve', refuseAll('another program'));
  replace(net.Server.prototype, 'listen', refuseAll('a listening socket'));
  replace(inspector, 'open', refuseAll('a listening inspector'));
  syncBuiltinESMExports();

  return {
    allow(addresses) {
      for (const address of addresses) {
        const { host, port } = parseAddress(address);
        allowed.add(addressName({ host, port }));
        hosts.add(host.toLowerCase());
      }
    },
    refused,
    [Symbol.dispose]() {
      for (const undo of restore.splice(0).reverse()) undo();
      syncBuiltinESMExports();
    },
  };
}

// biome-ignore lint/suspicious/noExplicitAny: any function of Node's, whatever it takes.
type Called = (this: any, ...given: any[]) => unknown;
type Replace = (owner: object, name: string, make: (original: Called) => Called) => void;

interface NameGuard {
  readonly replace: Replace;
  readonly refuse: (what: string) => DeskrailError;
  readonly isAllowed: (host: string) => boolean;
}

/** A look-up of a name leaves the machine too, with the name in it. */
function guardNames({ replace, refuse, isAllowed }: NameGuard): void {
  const names = Object.keys(dns.promises).filter((name) => /^(lookup|resolve|reverse)/.test(name));
  const nameOf = (given: readonly unknown[]) => String(given[0] ?? '');
  for (const name of names) {
    for (const owner of [dns, dns.Resolver.prototype]) {
      replace(
        owner,
        name,
        (original) =>
          function look(this: unknown, ...given) {
            if (isAllowed(nameOf(given))) return original.apply(this, given);
            const error = refuse(`the name ${nameOf(given)}`);
            const told = given.at(-1);
            if (typeof told === 'function') process.nextTick(() => told(error));
            return undefined;
          },
      );
    }
    for (const owner of [dns.promises, dns.promises.Resolver.prototype]) {
      replace(
        owner,
        name,
        (original) =>
          async function look(this: unknown, ...given) {
            if (isAllowed(nameOf(given))) return original.apply(this, given);
            throw refuse(`the name ${nameOf(given)}`);
          },
      );
    }
  }
}

/** `host:port`, of IPv6 `[::1]:9092`. Throws `config-invalid`. */
export function parseAddress(address: string): { readonly host: string; readonly port: number } {
  const [, host = '', port = ''] = /^(\[[0-9a-f:.]+\]|[^:[\]/\s]+):(\d{1,5})$/i.exec(address.trim()) ?? [];
  if (host !== '') return { host: host.replace(/^\[|\]$/g, ''), port: Number(port) };
  throw new DeskrailError('config-invalid', `${JSON.stringify(address)} is no address: write host:port.`);
}
