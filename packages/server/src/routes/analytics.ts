import { analyticsParts, type Clock, DeskrailError, isTimestamp } from '@deskrail/contracts';
import { z } from 'zod';
import { schemas } from '../schemas.js';
import { route } from './route.js';

const time = z
  .string()
  .max(64)
  .refine((text) => ago.test(text) || isDay(text) || (isTimestamp(text) && !Number.isNaN(Date.parse(text))), {
    message: 'is no time: write 30d, 12h, 2026-01-31 or 2026-01-31T09:30:00Z',
  });
const ago = /^(\d{1,5})([mhdw])$/;
const unitMs = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

/** A day that there is: `2026-02-31` is none. */
function isDay(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const ms = Date.parse(text);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text);
}

/** RFC 3339 of a time, of a day’s beginning in UTC, or of how long ago. */
function timeOf(text: string, clock: Clock): string {
  const [, count, unit] = ago.exec(text) ?? [];
  const ms = count === undefined ? Date.parse(text) : clock.now() - Number(count) * unitMs[unit as keyof typeof unitMs];
  return new Date(Math.max(0, ms)).toISOString();
}

const read = route({
  method: 'get',
  path: '/v1/analytics',
  operationId: 'getAnalytics',
  summary: 'The numbers of cases, suggestions and reviews of a time, from what the streams still hold',
  description:
    'What each number is: docs/reference/metrics.md. The first call reads the streams and may end with `timeout`: ask again, it goes on where it came to. Later ones read what came since.',
  access: ['reader'],
  query: z.strictObject({
    since: time
      .optional()
      .describe('RFC 3339; a date, which is its midnight in UTC; or how long ago: 30m, 12h, 7d, 4w. Default: 30d.'),
    until: time.optional().describe('The same; left out itself, so of a date the whole day. Default: now.'),
    by: z.enum(analyticsParts).optional().describe('Also apart by this.'),
  }),
  answers: { 200: { description: 'The numbers.', schema: schemas.Analytics } },
  problems: ['not-found', 'overloaded', 'timeout'],
  async handle({ analytics, clock }, { credential, query, signal }) {
    if (analytics === undefined) throw new DeskrailError('not-found', 'This instance counts nothing.');
    const { since = '30d', until, by } = query;
    const window = { since: timeOf(since, clock), until: until === undefined ? undefined : timeOf(until, clock) };
    return { status: 200, json: await analytics.read({ tenant: credential.tenant, ...window, by, signal }) };
  },
});

export const analyticsRoutes = [read];
