import type { ALBEvent, APIGatewayProxyEvent, APIGatewayProxyEventV2, LambdaFunctionURLEvent } from 'aws-lambda';
import type { OnTheWire } from './deliver-to-host.ts';

/** Who calls, as the gateway sees it; a load balancer appends it. */
const sourceIp = '203.0.113.9';
const host = 'abc123.execute-api.eu-west-1.amazonaws.com';
const account = '123456789012';
const requestId = '00000000-0000-4000-8000-000000000001';
const timeEpoch = 1_769_851_800_000;

const splitTarget = (target: string) => {
  const [path = '/', query = ''] = target.split('?');
  return { path, query };
};

const forwardedFor = ({ headers }: OnTheWire) =>
  [headers['x-forwarded-for'], sourceIp].filter((address) => address !== undefined).join(', ');

/** What is a form or unknown comes as base64, text and JSON as they are. */
function bodyOf({ body, headers }: OnTheWire): { body?: string; isBase64Encoded: boolean } {
  if (body === undefined || body.length === 0) return { isBase64Encoded: false };
  const isText = /json|text/.test(headers['content-type'] ?? '');
  return { body: Buffer.from(body).toString(isText ? 'utf8' : 'base64'), isBase64Encoded: !isText };
}

const lowerCase = (webhook: OnTheWire, domain: string): Record<string, string> => {
  const named = Object.entries(webhook.headers).map(([name, value]) => [name.toLowerCase(), value]);
  return { ...Object.fromEntries(named), host: domain, 'x-forwarded-for': forwardedFor(webhook) };
};

/** https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html */
export function functionUrl(webhook: OnTheWire): LambdaFunctionURLEvent {
  const domainName = 'abc123.lambda-url.eu-west-1.on.aws';
  return {
    ...(v2(webhook, domainName, '') as LambdaFunctionURLEvent),
    requestContext: contextOf(webhook, domainName, ''),
  };
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html */
export const httpApi = (webhook: OnTheWire): APIGatewayProxyEventV2 => v2(webhook, host, '/prod');

function v2(webhook: OnTheWire, domainName: string, stage: string): APIGatewayProxyEventV2 {
  const { path, query } = splitTarget(webhook.target);
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: stage + path,
    rawQueryString: query,
    headers: lowerCase(webhook, domainName),
    requestContext: contextOf(webhook, domainName, stage),
    ...bodyOf(webhook),
  };
}

function contextOf(webhook: OnTheWire, domainName: string, stage: string) {
  return {
    accountId: 'anonymous',
    apiId: 'abc123',
    domainName,
    domainPrefix: 'abc123',
    http: {
      ...{ method: webhook.method, path: stage + splitTarget(webhook.target).path },
      ...{ protocol: 'HTTP/1.1', sourceIp, userAgent: 'test' },
    },
    ...{ requestId, routeKey: '$default', stage: stage.slice(1) || '$default' },
    ...{ time: '31/Jan/2026:09:30:00 +0000', timeEpoch },
  };
}

/** Headers in the sender's case; the query decoded. */
function v1(webhook: OnTheWire, domain: string, decode: (text: string) => string) {
  const { path, query } = splitTarget(webhook.target);
  const names = Object.entries(webhook.headers).map(([name, value]) => [titleCase(name), value] as const);
  const headers: Record<string, string> = {
    ...Object.fromEntries(names),
    Host: domain,
    'X-Forwarded-For': forwardedFor(webhook),
  };
  const pairs = query === '' ? [] : query.split('&').map((pair) => pair.split('=').map(decode) as [string, string]);
  return {
    httpMethod: webhook.method,
    path,
    headers,
    multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
    queryStringParameters: Object.fromEntries(pairs),
    multiValueQueryStringParameters: Object.fromEntries(pairs.map(([name, value]) => [name, [value]])),
    ...{ body: null, ...bodyOf(webhook) },
  };
}

const titleCase = (name: string) => name.replace(/(?<=^|-)[a-z]/g, (letter) => letter.toUpperCase());

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html */
export function restApi(webhook: OnTheWire): APIGatewayProxyEvent {
  const event = v1(webhook, host, (text) => decodeURIComponent(text.replaceAll('+', ' ')));
  return {
    ...event,
    ...{ resource: '/webhooks/{proxy+}', pathParameters: null, stageVariables: null },
    requestContext: {
      ...{ accountId: account, apiId: 'abc123', authorizer: null, domainName: host, httpMethod: webhook.method },
      ...{ path: `/prod${event.path}`, protocol: 'HTTP/1.1', requestId, requestTimeEpoch: timeEpoch },
      ...{ resourceId: '123456', resourcePath: '/webhooks/{proxy+}', stage: 'prod' },
      identity: { ...noIdentity, sourceIp },
    },
  };
}

const noIdentity = {
  ...{ accessKey: null, accountId: null, apiKey: null, apiKeyId: null, caller: null, clientCert: null },
  ...{ cognitoAuthenticationProvider: null, cognitoAuthenticationType: null, cognitoIdentityId: null },
  ...{ cognitoIdentityPoolId: null, principalOrgId: null, user: null, userAgent: null, userArn: null },
};

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html */
export function loadBalancer(webhook: OnTheWire): ALBEvent {
  const { multiValueHeaders: _, multiValueQueryStringParameters: __, ...event } = alb(webhook);
  return { ...event, headers: lowerCase(webhook, 'desk.example.com') };
}

export function loadBalancerWithMany(webhook: OnTheWire): ALBEvent {
  const { headers: _, queryStringParameters: __, ...event } = alb(webhook);
  return event;
}

const alb = (webhook: OnTheWire) => ({
  // It leaves the query as it came.
  ...v1(webhook, 'desk.example.com', (text) => text),
  body: bodyOf(webhook).body ?? '',
  requestContext: {
    elb: { targetGroupArn: `arn:aws:elasticloadbalancing:eu-west-1:${account}:targetgroup/desk/0123456789abcdef` },
  },
});
