import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

export interface LoadResult {
  readonly perSecond: number;
  readonly statuses: Readonly<Record<number, number>>;
  /** From each request to the end of its answer. */
  readonly timesMs: readonly number[];
}

const endOfHead = Buffer.from('\r\n\r\n');

/**
 * Send each request once over keep-alive connections, one at a time on each, over bare sockets: a load that costs little
 * on a machine that it shares with what is measured.
 */
export async function load(port: number, requests: readonly Buffer[], connections: number): Promise<LoadResult> {
  const statuses: Record<number, number> = {};
  const timesMs: number[] = [];
  const sockets = await Promise.all(
    Array.from({ length: connections }, async () => {
      const socket = connect({ port, host: '127.0.0.1', noDelay: true });
      await once(socket, 'connect');
      return socket;
    }),
  );
  let next = 0;
  const begun = performance.now();
  await Promise.all(
    sockets.map(async (socket) => {
      for (let request = requests[next++]; request !== undefined; request = requests[next++]) {
        const sent = performance.now();
        const status = await exchange(socket, request);
        timesMs.push(performance.now() - sent);
        statuses[status] = (statuses[status] ?? 0) + 1;
      }
      socket.destroy();
    }),
  );
  return { perSecond: requests.length / ((performance.now() - begun) / 1000), statuses, timesMs };
}

/** One request and the whole of its answer; answers have a Content-Length or no body. */
function exchange(socket: Socket, request: Buffer): Promise<number> {
  return new Promise((resolve, reject) => {
    let received: Buffer = Buffer.alloc(0);
    const finish = (outcome: () => void) => {
      socket.off('data', onData).off('error', reject).off('close', onClose);
      outcome();
    };
    const onClose = () => finish(() => reject(new Error('The server closed the connection.')));
    const onData = (chunk: Buffer) => {
      received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
      const headEnd = received.indexOf(endOfHead);
      if (headEnd < 0) return;
      const head = received.toString('latin1', 0, headEnd);
      const length = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0);
      const chunked = /\r\ntransfer-encoding: *chunked/i.test(head);
      const whole = chunked
        ? received.subarray(-5).toString('latin1') === '0\r\n\r\n'
        : received.length >= headEnd + 4 + length;
      if (whole) finish(() => resolve(Number(head.slice(9, 12))));
    };
    socket.on('data', onData).on('error', reject).on('close', onClose);
    socket.write(request);
  });
}

/** A POST as it goes over the wire. */
export function rawPost(path: string, headers: Readonly<Record<string, string>>, body: string): Buffer {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const length = Buffer.byteLength(body);
  return Buffer.from(
    `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: ${length}\r\n${lines.join('')}\r\n${body}`,
  );
}
