import { remoteAddress } from '@deskrail/webhooks';
import { type LambdaAnswer, lambdaHandler } from '@deskrail/webhooks/lambda';
import type {
  ALBEvent,
  ALBResult,
  APIGatewayProxyEvent,
  APIGatewayProxyEventV2,
  APIGatewayProxyResult,
  APIGatewayProxyStructuredResultV2,
  LambdaFunctionURLEvent,
} from 'aws-lambda';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { deliverToHost, factsOfAll, type OnTheWire } from './deliver-to-host.ts';
import { functionUrl, httpApi, loadBalancer, loadBalancerWithMany, restApi } from './lambda-events.ts';
import { memoryLog, receiveThreeDesks } from './receive-three-desks.ts';

const toResponse = ({ statusCode, headers, body, isBase64Encoded }: LambdaAnswer): Response =>
  new Response(body === '' ? null : Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8'), {
    status: statusCode,
    headers,
  });

describe.each([
  ['a function URL', functionUrl, 'https://abc123.lambda-url.eu-west-1.on.aws'],
  ['an HTTP API, at a stage', httpApi, 'https://abc123.execute-api.eu-west-1.amazonaws.com/prod'],
  ['a REST API, at a stage', restApi, 'https://abc123.execute-api.eu-west-1.amazonaws.com/prod'],
  ['a load balancer', loadBalancer, 'https://desk.example.com'],
  ['a load balancer with multi-value headers', loadBalancerWithMany, 'https://desk.example.com'],
])('Lambda behind %s', (_, toEvent, told) => {
  it('takes in every desk’s webhooks', async () => {
    const { log, facts } = memoryLog();
    const handler = lambdaHandler(receiveThreeDesks(log));
    await deliverToHost({ told, send: async (webhook) => toResponse(await handler(toEvent(webhook))) });
    expect(facts.map(({ type }) => type)).toEqual(factsOfAll);
  });

  it('knows the sender, and believes nobody else', async () => {
    const seen: unknown[] = [];
    const receiver = async (request: Request) => {
      seen.push((request as { [remoteAddress]?: string })[remoteAddress]);
      return new Response(null, { status: 204 });
    };
    const webhook: OnTheWire = {
      ...{ method: 'GET', target: '/webhooks/x', body: undefined },
      headers: { 'x-forwarded-for': '198.51.100.7' },
    };
    await lambdaHandler(receiver)(toEvent(webhook));
    await lambdaHandler(receiver, { trustProxy: 1 })(toEvent(webhook));
    expect(seen).toEqual(['203.0.113.9', '198.51.100.7']);
  });

  it('answers bytes as well as text, by the origin that it was told', async () => {
    const bytes = Uint8Array.of(0xff, 0x00, 0xc3);
    const handler = lambdaHandler(
      async ({ url }) => new Response(bytes, { headers: { 'x-url': url, 'content-type': 'image/x' } }),
      { publicUrl: 'https://public.example/ignored' },
    );
    const answer = await handler(toEvent({ method: 'GET', target: '/a', headers: {}, body: undefined }));
    expect(answer.isBase64Encoded).toBe(true);
    expect(new Uint8Array(await toResponse(answer).arrayBuffer())).toEqual(bytes);
    expect(new URL(answer.headers['x-url'] ?? '').origin).toBe('https://public.example');
  });
});

it('takes and answers what AWS’ own types say', () => {
  type Handler = ReturnType<typeof lambdaHandler>;
  expectTypeOf<APIGatewayProxyEvent | APIGatewayProxyEventV2 | LambdaFunctionURLEvent | ALBEvent>().toExtend<
    Parameters<Handler>[0]
  >();
  expectTypeOf<Awaited<ReturnType<Handler>>>().toExtend<
    APIGatewayProxyResult & APIGatewayProxyStructuredResultV2 & ALBResult
  >();
});
