/**
 * Runs beside a test run and clears up when that ends, however it ends: its standard input closes with the run.
 * It is told, one JSON line at a time, of processes to end and directories to remove.
 */
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { hasEnded, signalProcess } from './known-process.ts';
import type { ReaperOrder } from './reaper.ts';

const orders: ReaperOrder[] = [];
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});

for await (const line of createInterface({ input: process.stdin })) {
  const order: ReaperOrder = JSON.parse(line);
  if (order.do === 'nothing') orders.length = 0;
  else orders.push(order);
}

for (const order of orders) if (order.do === 'end') signalProcess(order.process, order.signal);
for (const order of orders) {
  if (order.do === 'end' && !(await hasEnded(order.process, 5000))) signalProcess(order.process, 'SIGKILL');
  if (order.do === 'run') spawnSync(order.command, order.parameters, { stdio: 'ignore', timeout: 60_000 });
}
for (const order of orders) {
  if (order.do === 'remove') rmSync(order.directory, { recursive: true, force: true, maxRetries: 5 });
}
