import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEventParser } from './server-sent-events.js';

const parse = (...pieces: string[]) => {
  const parser = createEventParser({ lastEventId: '' });
  return pieces.flatMap((piece) => parser.feed(piece));
};

describe('the event parser', () => {
  it('reads id, type and data', () => {
    expect(parse('id: 7\nevent: verdict.given.v1\ndata: {"a":1}\n\n')).toEqual([
      { id: '7', type: 'verdict.given.v1', data: '{"a":1}' },
    ]);
  });

  it('joins lines of data, takes one space off, and keeps the id for what follows', () => {
    expect(parse('id:7\ndata: one\ndata:  two\ndata\n\ndata:three\n\n')).toEqual([
      { id: '7', type: 'message', data: 'one\n two\n' },
      { id: '7', type: 'message', data: 'three' },
    ]);
  });

  it('passes over comments, unknown fields, blocks without data and a block that was cut off', () => {
    expect(parse(': hello\n\nfoo: bar\nevent: x\n\ndata: kept\n\ndata: cut')).toEqual([
      { id: '', type: 'message', data: 'kept' },
    ]);
  });

  it('ignores an id with a NUL and a retry that is no number', () => {
    const waits: number[] = [];
    const parser = createEventParser({ lastEventId: '3', onRetry: (ms) => waits.push(ms) });
    const events = parser.feed('id: a\0b\nretry: soon\nretry: 1500\ndata: x\n\n');
    expect(events[0]?.id).toBe('3');
    expect(waits).toEqual([1500]);
  });

  it('takes a place to resume from a block without data', () => {
    const parser = createEventParser({ lastEventId: '' });
    parser.feed('id: 41\n\n');
    expect(parser.lastEventId).toBe('41');
    parser.feed('id: 42\ndata: not whole yet\n');
    expect(parser.lastEventId).toBe('41');
  });

  it('refuses a message without end', () => {
    const parser = createEventParser({ lastEventId: '', maxLength: 10 });
    expect(() => parser.feed('data: 12345678901')).toThrow(/longer than 10/);
    const lines = createEventParser({ lastEventId: '', maxLength: 10 });
    expect(() => lines.feed('data: 123456\ndata: 123456\n')).toThrow(/longer than 10/);
  });

  it('reads the same however the text is cut, with any line ending', () => {
    const text = ['id: 1', 'data: a', '', ': c', 'data: bü', 'data: c', '', 'id: 2', 'data: 𝒹', '', ''];
    fc.assert(
      fc.property(fc.constantFrom('\n', '\r\n', '\r'), fc.array(fc.nat(70), { maxLength: 8 }), (ending, cuts) => {
        // The last carriage return waits for what follows it, so a line is appended that is no message.
        const whole = `${text.join(ending)}: end`;
        const places = [0, ...cuts.map((cut) => Math.min(cut, whole.length)).sort((a, b) => a - b), whole.length];
        const pieces = places.slice(1).map((end, index) => whole.slice(places[index], end));
        expect(parse(...pieces)).toEqual(parse(`${text.join('\n')}: end`));
      }),
    );
  });
});
