type Values<Value> = Readonly<Record<string, Value | undefined>>;

/** What is read of an event of a function URL, or of API Gateway's HTTP API (payload 2.0). */
export interface LambdaEventV2 {
  readonly version: string;
  readonly rawPath: string;
  readonly rawQueryString: string;
  readonly headers: Values<string>;
  readonly requestContext: {
    readonly domainName?: string;
    readonly http: { readonly method: string; readonly sourceIp?: string };
  };
  readonly body?: string | null | undefined;
  readonly isBase64Encoded: boolean;
}

/** What is read of an event of API Gateway's REST API, of an HTTP API with payload 1.0, or of a load balancer. */
export interface LambdaEventV1 {
  readonly httpMethod: string;
  /** Without the stage. */
  readonly path: string;
  readonly headers?: Values<string> | null | undefined;
  readonly multiValueHeaders?: Values<readonly string[]> | null | undefined;
  readonly queryStringParameters?: Values<string> | null | undefined;
  readonly multiValueQueryStringParameters?: Values<readonly string[]> | null | undefined;
  readonly requestContext: {
    /** With the stage, or a custom domain's base path: as the sender called it. */
    readonly path?: string;
    readonly domainName?: string | undefined;
    readonly identity?: { readonly sourceIp?: string };
    /** There for a load balancer, which leaves the query encoded as it came. */
    readonly elb?: unknown;
  };
  readonly body: string | null;
  readonly isBase64Encoded: boolean;
}

export type LambdaEvent = LambdaEventV1 | LambdaEventV2;

/** What both kinds of event say of a request. */
export interface LambdaCall {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly domain: string | undefined;
  readonly headers: Headers;
  readonly sourceIp: string | undefined;
}

export function readLambdaEvent(event: LambdaEvent): LambdaCall {
  return 'rawPath' in event ? readV2(event) : readV1(event);
}

function readV2({ rawPath, rawQueryString, headers, requestContext }: LambdaEventV2): LambdaCall {
  const given = new Headers();
  for (const [name, value] of Object.entries(headers)) if (value !== undefined) given.append(name, value);
  return {
    method: requestContext.http.method,
    target: rawPath + (rawQueryString === '' ? '' : `?${rawQueryString}`),
    domain: requestContext.domainName,
    headers: given,
    sourceIp: requestContext.http.sourceIp,
  };
}

function readV1(event: LambdaEventV1): LambdaCall {
  const { httpMethod, path, requestContext } = event;
  const query = queryOf(event);
  return {
    method: httpMethod,
    target: (requestContext.path ?? path) + (query === '' ? '' : `?${query}`),
    domain: requestContext.domainName,
    headers: headersOf(event),
    sourceIp: requestContext.identity?.sourceIp,
  };
}

/** Where a name came several times only `multiValueHeaders` has them all, and where it is not switched on there is none. */
function headersOf({ headers, multiValueHeaders }: LambdaEventV1): Headers {
  const given = new Headers();
  for (const [name, values = []] of Object.entries(multiValueHeaders ?? {})) {
    for (const value of values) given.append(name, value);
  }
  for (const [name, value] of Object.entries(headers ?? {})) {
    if (value !== undefined && !given.has(name)) given.append(name, value);
  }
  return given;
}

/**
 * A REST API hands over parameters decoded: they are encoded again as senders do it, those of a GET as a form. What was
 * encoded otherwise does not come out as it was called.
 */
function queryOf(event: LambdaEventV1): string {
  const { httpMethod, queryStringParameters, multiValueQueryStringParameters, requestContext } = event;
  const named = Object.entries(multiValueQueryStringParameters ?? queryStringParameters ?? {});
  const pairs = named.flatMap(([name, value = []]) => [value].flat().map((each): [string, string] => [name, each]));
  if (requestContext.elb === undefined && httpMethod === 'GET') return new URLSearchParams(pairs).toString();
  const encode = requestContext.elb === undefined ? encodeURIComponent : (text: string) => text;
  return pairs.map((pair) => pair.map(encode).join('=')).join('&');
}
