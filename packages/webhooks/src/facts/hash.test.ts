import { derivedFactId, digestOf } from '@deskrail/contracts';
import { expect, it } from 'vitest';
import { derivedId, digest } from './hash.js';

it.each(['', 'Größe 👋', { b: [1, null], a: 'x'.repeat(1_000) }])(
  'is the digest that the contracts make: %j',
  async (value) => {
    expect(await digest(value)).toBe(await digestOf(value));
    const place = { tenant: 'acme', connection: 'desk' };
    expect(await derivedId(place, 'case.opened.v1', value)).toEqual(
      await derivedFactId(place, 'case.opened.v1', value),
    );
  },
);
