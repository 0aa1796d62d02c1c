import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, it } from 'vitest';
import { testServers } from './fakes/test-servers.js';
import { openApiDocument } from './openapi.js';

const open = testServers();
// biome-ignore lint/suspicious/noExplicitAny: a document of any shape, which the validator checks.
const document = openApiDocument() as any;

describe('/openapi.json', () => {
  it('is valid OpenAPI 3.1', async () => {
    const validator = new Validator();
    expect(await validator.validate(structuredClone(document))).toEqual({ valid: true });
    expect(validator.version).toBe('3.1');
  });

  it('is what the server answers, without a key', async () => {
    const response = await open().call('/openapi.json');
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(await response.json()).toEqual(JSON.parse(JSON.stringify(document)));
  });

  it('names every route', () => {
    const routes = Object.entries<object>(document.paths).flatMap(([path, of]) =>
      Object.keys(of).map((method) => `${method} ${path}`),
    );
    expect(routes.sort()).toEqual([
      'get /healthz',
      'get /metrics',
      'get /readyz',
      'get /v1/actions',
      'get /v1/analytics',
      'get /v1/connections/{connection}/reconciliations/{id}',
      'get /v1/conversations',
      'get /v1/conversations/{id}',
      'get /v1/conversations/{id}/automation',
      'get /v1/dead-letters',
      'get /v1/dead-letters/{id}',
      'get /v1/events',
      'get /v1/keys',
      'get /v1/policy',
      'get /v1/queue',
      'get /v1/queues',
      'get /v1/recommendations',
      'get /v1/recommendations/{id}',
      'get /v1/recommendations/{id}/policy',
      'get /v1/session',
      'get /v1/sessions',
      'post /v1/actions/{id}/cancel',
      'post /v1/actions/{id}/resolution',
      'post /v1/actions/{id}/undo',
      'post /v1/connections/{connection}/reconciliations',
      'post /v1/conversations/{id}/automation',
      'post /v1/dead-letters/{id}/redrive',
      'post /v1/evidence',
      'post /v1/facts',
      'post /v1/keys',
      'post /v1/keys/{id}/revoke',
      'post /v1/keys/{id}/rotate',
      'post /v1/policy/pause',
      'post /v1/policy/resume',
      'post /v1/queue/next',
      'post /v1/recommendations',
      'post /v1/recommendations/{id}/claim',
      'post /v1/recommendations/{id}/claim/heartbeat',
      'post /v1/recommendations/{id}/claim/release',
      'post /v1/recommendations/{id}/evidence-check',
      'post /v1/recommendations/{id}/look',
      'post /v1/recommendations/{id}/route',
      'post /v1/recommendations/{id}/verdicts',
      'post /v1/session/end',
      'post /v1/sessions',
      'post /v1/sessions/end',
      'post /v1/sign-in-codes',
      'post /v1/suggestions',
    ]);
  });

  it('refers only to what is there', () => {
    const references = JSON.stringify(document).match(/"\$ref":"[^"]+"/g) ?? [];
    for (const reference of new Set(references)) {
      const name = /#\/components\/schemas\/(\w+)"/.exec(reference)?.[1] ?? reference;
      expect(Object.keys(document.components.schemas)).toContain(name);
    }
  });

  it('carries the privacy class of fields', () => {
    const { properties } = document.components.schemas.Conversation;
    expect(properties.subject.privacy).toBe('content');
    expect(properties.status.privacy).toBe('operational');
  });

  it('says what is needed and what may go wrong', () => {
    const { post } = document.paths['/v1/recommendations/{id}/verdicts'];
    expect(post.security).toEqual([{ bearer: [] }]);
    expect(post.parameters.map(({ name, in: place }: { name: string; in: string }) => `${place} ${name}`)).toEqual([
      'path id',
      'header idempotency-key',
    ]);
    expect(post.requestBody.content['application/json'].schema).toEqual({ $ref: '#/components/schemas/SubmitVerdict' });
    expect(post.responses[409].description).toBe(
      'already-decided, claim-lost, claimed, conflict, evidence-changed, stale-hash, superseded',
    );
    expect(Object.keys(post.responses)).toEqual([
      '200',
      '201',
      '400',
      '401',
      '403',
      '404',
      '409',
      '410',
      '413',
      '415',
      '422',
      '429',
      '500',
      '503',
      '504',
    ]);
    expect(document.paths['/v1/sessions'].post.security).toEqual([]);
    expect(document.paths['/v1/conversations'].get.parameters.map(({ name }: { name: string }) => name)).toEqual([
      'cursor',
      'limit',
      'status',
    ]);
  });
});
