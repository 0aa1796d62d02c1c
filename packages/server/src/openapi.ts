import type { ErrorCode } from '@deskrail/contracts';
import { z } from 'zod';
import { problemTable } from './http/problem.js';
import { allRoutes } from './routes/all-routes.js';
import type { Route } from './routes/route.js';
import { schemas } from './schemas.js';

type Json = Record<string, unknown>;

const names = new Map<z.ZodType, string>(Object.entries(schemas).map(([name, schema]) => [schema, name]));

/** The API's description, OpenAPI 3.1, made from the routes and the schemas that check and shape their bodies. */
export function openApiDocument(): Json {
  const byPath = Object.entries(Object.groupBy(allRoutes(), ({ path }) => path));
  const paths = Object.fromEntries(
    byPath.map(([path, of = []]) => [path, Object.fromEntries(of.map((route) => [route.method, operationOf(route)]))]),
  );
  return {
    openapi: '3.1.0',
    info: {
      title: 'Deskrail',
      version: '1',
      description:
        'Facts, recommendations, verdicts and actions of one tenant: the key’s. Every error is a problem+json with a ' +
        'stable `code`. Each field of a body says its privacy class in `privacy`. Webhooks have addresses of their own.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    paths,
    components: {
      schemas: componentSchemas(),
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', description: 'An API key, or a session’s key.' } },
    },
  };
}

function operationOf(route: Route): Json {
  const { operationId, summary, description, access, body } = route;
  const roles = access === 'open' ? '' : access === 'any' ? 'Any key.' : `Role: ${access.join(' or ')}.`;
  return {
    operationId,
    summary,
    description: [description, roles].filter(Boolean).join(' '),
    security: access === 'open' ? [] : [{ bearer: [] }],
    parameters: [
      ...pathParameters(route),
      ...parametersOf(route.query, 'query'),
      ...parametersOf(route.headers, 'header'),
    ],
    ...(body && { requestBody: { required: true, content: { 'application/json': { schema: reference(body) } } } }),
    responses: { ...answersOf(route), ...problemsOf(route) },
  };
}

const pathParameters = ({ path }: Route): Json[] =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    description: 'Percent-encoded.',
    schema: { type: 'string', minLength: 1, maxLength: 1024 },
  }));

function parametersOf(schema: z.ZodType | undefined, place: 'query' | 'header'): Json[] {
  if (!(schema instanceof z.ZodObject)) return [];
  return Object.entries(schema.shape).map(([name, value]) => {
    const { $schema, description, ...rest } = z.toJSONSchema(value as z.ZodType, { io: 'input' });
    return { name, in: place, ...(description && { description }), schema: rest };
  });
}

function answersOf({ answers }: Route): Json {
  return Object.fromEntries(
    Object.entries(answers).map(([status, { description, schema, contentType = 'application/json', alsoAs }]) => [
      status,
      {
        description,
        content: {
          [contentType]: { schema: schema ? reference(schema) : { type: 'string' } },
          ...(alsoAs && { [alsoAs]: { schema: { type: 'string' } } }),
        },
      },
    ]),
  );
}

/** What any route may answer with, what its access and its body add, and what it says itself: by status. */
function problemsOf({ access, body, query, problems = [], answers, limit }: Route): Json {
  const codes: ErrorCode[] = ['internal', 'dependency-unavailable', ...problems];
  if (limit !== 'none') codes.push('timeout');
  if (access !== 'open') codes.push('unauthenticated', 'rate-limited');
  if (Array.isArray(access)) codes.push('forbidden');
  if (query) codes.push('request-invalid');
  if (body) codes.push('request-invalid', 'payload-unreadable', 'body-too-large', 'media-type-unsupported');
  const byStatus = Object.groupBy([...new Set(codes)], (code) => problemTable[code].status);
  return Object.fromEntries(
    Object.entries(byStatus)
      .filter(([status]) => !(status in answers))
      .map(([status, of = []]) => [
        status,
        {
          description: of.toSorted().join(', '),
          content: { 'application/problem+json': { schema: reference(schemas.Problem) } },
        },
      ]),
  );
}

function reference(schema: z.ZodType): Json {
  const name = names.get(schema);
  if (name === undefined) throw new TypeError('A body of the API has no name in schemas.');
  return { $ref: `#/components/schemas/${name}` };
}

function componentSchemas(): Json {
  const registry = z.registry<{ id: string }>();
  for (const [schema, id] of names) registry.add(schema, { id });
  const made = z.toJSONSchema(registry, { uri: (id) => `#/components/schemas/${id}`, io: 'input' });
  // z.json() refers to itself; all its uses are the one component `Json`.
  const text = JSON.stringify(made.schemas).replaceAll(
    /#\/components\/schemas\/__shared#\/\$defs\/\w+/g,
    '#/components/schemas/Json',
  );
  const { __shared: shared, ...components } = JSON.parse(text) as Record<string, Json>;
  const [json, ...others] = Object.values((shared?.$defs ?? {}) as Json);
  if (others.some((other) => JSON.stringify(other) !== JSON.stringify(json))) {
    throw new TypeError('A schema other than z.json() refers to itself: give it a name in schemas.');
  }
  const named = Object.entries(components).map(([name, { $schema, $id, ...schema }]) => [name, schema]);
  return Object.fromEntries([...named, ['Json', json ?? {}]]);
}
