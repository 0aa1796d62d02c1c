import { DeskrailError, type StreamName, streamNames } from '@deskrail/contracts';
import { z } from 'zod';
import { type Credential, requireRole } from '../auth/roles.js';
import { parseCursor } from '../events/cursor.js';
import { route } from './route.js';

const defaultStreams: readonly StreamName[] = ['facts', 'decisions', 'actions'];

const follow = route({
  method: 'get',
  path: '/v1/events',
  operationId: 'followEvents',
  summary: 'Follow the tenant’s events, as server-sent events',
  description:
    'Each `id` is a cursor over all the streams asked for; `event` is the type and `data` the CloudEvent. Resume with ' +
    'Last-Event-ID (or `after`). An event may come twice: dedupe by its own id. Vendors’ raw payloads are left out, save ' +
    'with `raw=1` for an admin; so is the stream dead-letters for anybody else.',
  access: ['reader'],
  limit: 'none',
  query: z.strictObject({
    streams: z
      .string()
      .max(128)
      .optional()
      .describe(`Some of ${streamNames.join(',')}; default: ${defaultStreams.join(',')}.`),
    after: z.string().min(1).max(4096).optional().describe('As Last-Event-ID, where no header can be sent.'),
    from: z
      .enum(['start', 'end'])
      .optional()
      .describe('Where to begin without a cursor. Default: end, only what is new.'),
    raw: z.enum(['0', '1']).optional(),
  }),
  headers: z.object({ 'last-event-id': z.string().max(4096).optional().describe('The last id that came.') }),
  answers: { 200: { description: 'Events, until either side ends it.', contentType: 'text/event-stream' } },
  problems: ['overloaded', 'closed'],
  async handle({ eventStreams, clock }, { method, credential, query, headers, signal }) {
    const streams = streamsOf(query.streams, credential);
    if (query.raw === '1') requireRole(credential, ['admin']);
    const cursor = headers.get('last-event-id') || query.after;
    const positions = cursor === undefined ? {} : parseCursor(cursor);
    const asked = Object.fromEntries(Object.entries(positions).filter(([name]) => streams.some((one) => one === name)));
    const responseHeaders = {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    };
    // The answer to HEAD has no body, so nothing would ever end the stream.
    if (method === 'HEAD') return new Response(null, { headers: responseHeaders });
    const body = await eventStreams.start({
      tenant: credential.tenant,
      streams,
      from: query.from ?? 'end',
      positions: asked,
      raw: query.raw === '1',
      expiresAt: endOfStream(credential, clock.now()),
      signal,
    });
    return new Response(body, { headers: responseHeaders });
  },
});

const revocableStreamMs = 5 * 60_000;

/** With the credential; one that may be revoked, or signed out of, has to come again every few minutes, and resumes. */
function endOfStream({ id = '', expiresAt }: Credential, now: number): string | undefined {
  if (!/^(key\/key_|session\/)/.test(id)) return expiresAt;
  const again = now + revocableStreamMs;
  return expiresAt !== undefined && Date.parse(expiresAt) < again ? expiresAt : new Date(again).toISOString();
}

function streamsOf(text: string | undefined, credential: Credential): readonly StreamName[] {
  if (text === undefined) return defaultStreams;
  const names = [...new Set(text.split(','))];
  const known = names.map((name) => streamNames.find((one) => one === name.trim()));
  const streams = known.filter((name) => name !== undefined);
  if (streams.length < names.length) {
    throw new DeskrailError('request-invalid', `streams wants some of ${streamNames.join(',')}.`);
  }
  if (streams.includes('dead-letters')) requireRole(credential, ['admin']);
  return streams;
}

export const eventRoutes = [follow];
