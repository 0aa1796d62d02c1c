import { type LambdaEvent, readLambdaEvent } from './lambda-event.js';
import { addressBehind, withRemoteAddress } from './remote-address.js';

export interface LambdaHandlerOptions {
  /** The origin that senders use, such as `https://support.example.com`. Default: `https://` and the event's domain. */
  readonly publicUrl?: string;
  /** How many proxies of your own stand before the gateway, such as CloudFront: 1. Default: 0. */
  readonly trustProxy?: number;
}

/** What Lambda answers a function URL, an API Gateway or a load balancer. */
export interface LambdaAnswer {
  statusCode: number;
  headers: Record<string, string>;
  /** For events that came with such. */
  multiValueHeaders?: Record<string, string[]>;
  body: string;
  isBase64Encoded: boolean;
}

/**
 * A receiver as a Lambda function: `export const handler = lambdaHandler(receiver)`, behind a function URL, API Gateway
 * (HTTP API, REST API, payload 1.0 and 2.0) or a load balancer. Rejects when the receiver does, which one of ours never does.
 */
export function lambdaHandler(
  receiver: (request: Request) => Promise<Response>,
  options: LambdaHandlerOptions = {},
): (event: LambdaEvent) => Promise<LambdaAnswer> {
  const { publicUrl, trustProxy = 0 } = options;
  const origin = publicUrl === undefined ? undefined : new URL(publicUrl).origin;
  return async (event) => {
    const response = await receiver(toRequest(event, origin, trustProxy));
    return toAnswer(response, 'multiValueHeaders' in event && Boolean(event.multiValueHeaders));
  };
}

function toRequest(event: LambdaEvent, origin: string | undefined, trustProxy: number): Request {
  const { method, target, domain, headers, sourceIp } = readLambdaEvent(event);
  const host = domain ?? headers.get('host') ?? 'localhost';
  const hasBody = method !== 'GET' && method !== 'HEAD' && typeof event.body === 'string';
  const request = new Request((origin ?? `https://${host}`) + target, {
    method,
    headers,
    ...(hasBody ? { body: Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8') } : {}),
  });
  // A gateway says who called it; of a load balancer it is what that one appended.
  const hops = sourceIp === undefined || trustProxy > 0 ? trustProxy + 1 : 0;
  return withRemoteAddress(request, addressBehind(hops, sourceIp, headers.get('x-forwarded-for')));
}

async function toAnswer(response: Response, multiValue: boolean): Promise<LambdaAnswer> {
  const bytes = Buffer.from(await response.arrayBuffer());
  const text = bytes.toString('utf8');
  const isBase64Encoded = !bytes.equals(Buffer.from(text, 'utf8'));
  const headers = Object.fromEntries(response.headers);
  return {
    statusCode: response.status,
    headers,
    ...(multiValue
      ? { multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])) }
      : {}),
    body: isBase64Encoded ? bytes.toString('base64') : text,
    isBase64Encoded,
  };
}
