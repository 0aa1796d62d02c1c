/**
 * Loaded before a process by `--import`: writes down what the process really did, below whatever guards it. It patches
 * nothing: connections, names, datagrams, child processes and threads are seen as Node makes their handles.
 */
import { createHook } from 'node:async_hooks';
import { registerHooks } from 'node:module';

export interface Observed {
  /** `address:port` of connections, and what else a process can leave by. */
  readonly reached: readonly string[];
  readonly modules: readonly string[];
}

const reached: { readonly type: string; readonly resource: object }[] = [];
const modules: string[] = [];
const leaving =
  /^(TCPCONNECTWRAP|PIPECONNECTWRAP|GETADDRINFOREQWRAP|GETNAMEINFOREQWRAP|QUERYWRAP|UDPSENDWRAP|PROCESSWRAP|WORKER)$/;

createHook({
  init(_id, type, _trigger, resource) {
    if (leaving.test(type)) reached.push({ type, resource });
  },
}).enable();
registerHooks({
  load(url, context, next) {
    modules.push(url);
    return next(url, context);
  },
});

process.on('exit', () => {
  // A process that was never started has no number.
  const left = reached.filter(({ type, resource }) => type !== 'PROCESSWRAP' || 'pid' in resource);
  const named = left.map(({ type, resource }) => {
    const { address, port, hostname } = resource as { address?: string; port?: number; hostname?: string };
    if (type === 'TCPCONNECTWRAP') return `${address}:${port}`;
    return hostname === undefined ? type : `${type} ${hostname}`;
  });
  const observed: Observed = { reached: [...new Set(named)].sort(), modules };
  process.stderr.write(`\nOBSERVED ${JSON.stringify(observed)}\n`);
});
