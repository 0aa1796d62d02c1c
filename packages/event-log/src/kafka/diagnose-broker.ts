import { connect, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import type { DriverSettings } from './driver.js';

/** Why a broker cannot be talked to. */
export interface Diagnosis {
  readonly why: string;
  /** It may be over in a minute, without anybody changing the configuration. */
  readonly passing: boolean;
}

const passingCodes = [
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'ETIMEDOUT',
];

const systemReasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there. Check host and port, and that the broker is up',
  ECONNRESET: 'it breaks the connection',
  EHOSTUNREACH: 'there is no way to it. Check the network',
  ENETUNREACH: 'there is no way to it. Check the network',
  ENOTFOUND: 'its name is not known. Check the name and the resolver',
  EAI_AGAIN: 'its name cannot be looked up now. Check the resolver',
  CERT_HAS_EXPIRED: 'its certificate has expired. Renew it',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet. Check the clocks',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed. Give its authority as tls.ca (KAFKA_TLS_CA_FILE)',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name. Use that name in brokers, or set tls.serverName',
  SELF_SIGNED_CERT_IN_CHAIN: 'its authority is not known here. Give it as tls.ca (KAFKA_TLS_CA_FILE)',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its authority is not known here. Give it as tls.ca (KAFKA_TLS_CA_FILE)',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its authority is not known here. Give it as tls.ca (KAFKA_TLS_CA_FILE)',
};

/**
 * Clients tell a wrong port, plain text to a TLS port and a missing password all as a closed connection or a time-out.
 * This asks the broker itself, with three requests that any may send: which versions, which mechanisms, which brokers.
 */
export async function diagnoseBroker(address: string, settings: DriverSettings): Promise<Diagnosis | undefined> {
  const at = address.lastIndexOf(':');
  const host = address.slice(0, at).replace(/^\[|\]$/g, '');
  const port = Number(address.slice(at + 1));
  const timeoutMs = settings.connectTimeoutMs;
  let socket: Socket | TLSSocket | undefined;
  try {
    socket = await open({ host, port, tls: settings.tls, timeoutMs });
    const why = await question(socket, settings, timeoutMs);
    return why === undefined ? undefined : { why, passing: false };
  } catch (error) {
    const why = reason(error, settings);
    return why === undefined ? undefined : { why, passing: passingCodes.includes(codeOf(error)) && !/TLS/.test(why) };
  } finally {
    socket?.destroy();
  }
}

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? '';

function reason(error: unknown, settings: DriverSettings): string | undefined {
  const code = codeOf(error);
  const { message = '' } = error as Error;
  if (code === 'ETIMEDOUT')
    return `it did not answer within ${settings.connectTimeoutMs} ms. Check host, port and firewall`;
  const speaksPlain = code === 'ERR_SSL_WRONG_VERSION_NUMBER' || /before secure TLS connection/.test(message);
  if (settings.tls && speaksPlain)
    return 'it does not speak TLS on this port. Use its TLS port, or leave tls (KAFKA_TLS) away';
  if (/certificate required|bad certificate|handshake failure/i.test(message)) {
    return 'it wants a certificate of the client’s. Give tls.cert and tls.key';
  }
  return systemReasons[code] ?? (code || message || undefined);
}

async function open(to: {
  readonly host: string;
  readonly port: number;
  readonly tls: DriverSettings['tls'];
  readonly timeoutMs: number;
}): Promise<Socket | TLSSocket> {
  const { host, port, tls, timeoutMs } = to;
  const { serverName, ...pem } = tls === undefined || tls === true ? { serverName: undefined } : tls;
  const named = serverName ?? (/^[\d.]+$|:/.test(host) ? undefined : host);
  const socket = tls
    ? connectTls({ host, port, ...pem, ...(named !== undefined && { servername: named }) })
    : connect({ host, port });
  socket.on('error', () => {});
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => reject(timeOut()), timeoutMs);
    const settle = (error?: Error) => {
      clearTimeout(timer);
      if (error) reject(error);
      else resolve();
    };
    socket.once(tls ? 'secureConnect' : 'connect', () => settle()).once('error', settle);
  }).catch((error) => {
    socket.destroy();
    throw error;
  });
  return socket;
}

const timeOut = () => Object.assign(new Error('timed out'), { code: 'ETIMEDOUT' });

const apiVersions = 18;
const saslHandshake = 17;
const metadata = 3;
const unsupportedMechanism = 33;
const illegalSaslState = 34;

async function question(socket: Socket, settings: DriverSettings, timeoutMs: number): Promise<string | undefined> {
  const versions = await ask(socket, request(apiVersions, 0, Buffer.alloc(0)), timeoutMs);
  if (versions === 'tls') return 'it speaks TLS on this port. Set tls (KAFKA_TLS=true), or use its plain port';
  if (versions === 'ended')
    return 'it closes the connection at once: it is no Kafka broker, or wants TLS (KAFKA_TLS=true)';
  if (settings.sasl === undefined) {
    // No topic: a list of brokers, which every version answers.
    const answer = await ask(socket, request(metadata, 1, Buffer.alloc(4)), timeoutMs);
    return answer === 'ended' ? 'it wants a name and a password. Set sasl (KAFKA_SASL_MECHANISM, …)' : undefined;
  }
  const mechanism = settings.sasl.mechanism.toUpperCase();
  const handshake = await ask(socket, request(saslHandshake, 1, text(mechanism)), timeoutMs);
  if (typeof handshake === 'string') return 'it breaks off where it is asked for SASL. Use its SASL port';
  const code = handshake.readInt16BE(4);
  if (code === illegalSaslState)
    return 'it takes no name and password on this port. Leave sasl away, or use its SASL port';
  if (code !== unsupportedMechanism) return undefined;
  return `it does not take ${mechanism}, but ${mechanisms(handshake).join(', ')}. Set sasl.mechanism to one of these`;
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  const length = Buffer.alloc(2);
  length.writeInt16BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

function request(apiKey: number, version: number, body: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.writeInt16BE(apiKey, 0);
  head.writeInt16BE(version, 2);
  const payload = Buffer.concat([head, text('deskrail'), body]);
  const size = Buffer.alloc(4);
  size.writeInt32BE(payload.length);
  return Buffer.concat([size, payload]);
}

function mechanisms(answer: Buffer): string[] {
  const names: string[] = [];
  let at = 10;
  for (let left = answer.readInt32BE(6); left > 0 && at + 2 <= answer.length; left -= 1) {
    const length = answer.readInt16BE(at);
    names.push(answer.toString('utf8', at + 2, at + 2 + length));
    at += 2 + length;
  }
  return names;
}

const largestAnswer = 4 * 1024 * 1024;

/** The answer without its size; `tls` where a TLS alert came instead, `ended` where the broker hung up. */
function ask(socket: Socket, bytes: Buffer, timeoutMs: number): Promise<Buffer | 'tls' | 'ended'> {
  return new Promise((resolve, reject) => {
    let received = Buffer.alloc(0);
    const timer = setTimeout(() => settle(() => reject(timeOut())), timeoutMs);
    const settle = (then: () => void) => {
      clearTimeout(timer);
      socket.off('data', take).off('close', end).off('error', fail);
      then();
    };
    const end = () => settle(() => resolve('ended'));
    const fail = (error: Error) =>
      settle(() => ((error as NodeJS.ErrnoException).code === 'ECONNRESET' ? resolve('ended') : reject(error)));
    const take = (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      if (received.length < 5) return;
      const size = received.readInt32BE(0);
      // 0x15 0x03: a TLS alert. As a size it would be 352 million.
      if (received[0] === 0x15 && received[1] === 0x03) settle(() => resolve('tls'));
      else if (size < 0 || size > largestAnswer) settle(() => resolve('ended'));
      else if (received.length >= 4 + size) settle(() => resolve(received.subarray(4, 4 + size)));
    };
    socket.on('data', take).once('close', end).once('error', fail);
    socket.write(bytes);
  });
}
