import type { Socket } from 'node:net';
// @ts-expect-error There are no types for it.
import defaultSocketFactory from 'kafkajs/src/network/socketFactory.js';

type SocketFactory = (options: unknown) => Socket;

/**
 * kafkajs' sockets. It closes a dead connection again with every try to reach its broker, and Node remembers an `unref`
 * of a dead socket for the day when it connects: a listener for each try, and a warning after ten.
 */
export function quietSockets(): SocketFactory {
  const open: SocketFactory = defaultSocketFactory();
  return (options) => {
    const socket = open(options);
    const unref = socket.unref;
    socket.unref = () => (socket.destroyed ? socket : unref.call(socket));
    return socket;
  };
}
