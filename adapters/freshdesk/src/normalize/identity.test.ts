import { describe, expect, it } from 'vitest';
import { connect, factsOf, hour, minute, reply, simple, start, status } from '../fakes/webhook.js';

describe('identity', () => {
  /** First try and retries by the vendor's schedule, and the latest after a postponement: 95 min, 24 h, 26 h. */
  const retries = [5, 35, 95, 24 * 60, 25 * 60 + 35, 26 * 60].map((minutes) => minutes * minute);
  const ids = async (body: unknown, connection = connect(), at = start) =>
    (await factsOf(body, connection, at)).map(({ id }) => id);

  it.each([
    ['a change', status],
    ['a comment', reply],
  ])(
    '%s within the vendor’s horizon is its retry, whenever it began and whichever process gets it',
    async (_, body) => {
      for (const began of [start, start + 9 * minute, start + 10 * minute, start - 13 * hour, 0]) {
        const [one, two] = [connect(), connect()];
        const first = await ids(body, one, began);
        for (const later of retries) {
          expect(await ids(body, one, began + later)).toEqual(first);
          expect(await ids(body, two, began + later)).toEqual(first);
        }
      }
    },
  );

  it.each([
    ['change', status],
    ['comment', reply],
  ])('the same %s after the horizon is another, and derived as well', async (_, body) => {
    const connection = connect();
    const first = await ids(body, connection);
    const second = await factsOf(body, connection, start + 26 * hour + minute);
    expect(second[0]?.id).not.toBe(first[0]);
    expect(second[0]?.identity).toBe('derived');
    expect(await ids(body, connection, start + 26 * hour + 96 * minute)).toEqual([second[0]?.id]);
  });

  it('never gives one occurrence two new ids, whichever processes its tries reach', async () => {
    const processes = [connect(), connect(), connect()];
    const known = new Set<string>();
    let seed = 7;
    const random = () => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed / 2_147_483_647;
    };
    for (let occurrence = 0; occurrence < 60; occurrence += 1) {
      const began = start + occurrence * 30 * hour;
      const before = known.size;
      for (const later of [0, 5 * minute, 35 * minute, 95 * minute]) {
        const connection = processes[Math.floor(random() * 3)];
        if (random() < 0.3 && later > 0) continue;
        for (const id of await ids(status, connection, began + later)) known.add(id);
      }
      expect(known.size - before).toBeLessThanOrEqual(1);
    }
    expect(known.size).toBeGreaterThan(20);
  });

  it('parts what was said by whom, how openly and in which words', async () => {
    const comment = (text: string, event = '{note_type:public}', key = 'public') =>
      ids(simple({ triggered_event: event, [`ticket_latest_${key}_comment`]: text }));
    const all = await Promise.all([
      comment('Robin Sample : <p>Yes</p>'),
      comment('Fern Agent : <p>Yes</p>'),
      comment('Robin Sample : <p>No</p>'),
      comment('Robin Sample : <p>Yes</p>', '{note_type:private}', 'private'),
    ]);
    expect(new Set(all.flat()).size).toBe(4);
    expect(await comment('Robin Sample : <div>Yes</div>\n')).toEqual(all[0]);
  });
});
