import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { personActor, personId } from './actor.js';

describe('a person’s name', () => {
  it.each([
    ['anna', 'anna'],
    ['Anna', 'anna'],
    ['ＡＮＮＡ', 'anna'],
    [' an\u200bna ', 'anna'],
    ['ann\u0061\u0308', 'annä'],
    ['ΜΕΛΟΣ', 'μελος'],
    ['Anna  Bell', 'anna bell'],
    ['anna@acme.example', 'anna@acme.example'],
  ])('%j is %j', (name, id) => {
    expect(personId(name)).toBe(id);
    expect(personActor(name)).toBe(`reviewer/${id}`);
  });

  it('in its one form is left alone', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => personId(personId(name)) === personId(name)),
      { numRuns: 1000 },
    );
  });
});
