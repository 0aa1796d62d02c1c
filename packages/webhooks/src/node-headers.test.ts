import type { IncomingMessage } from 'node:http';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { toHeaders } from './node-headers.js';

const rawHeaders = [':path', '/', 'Content-Type', 'a/b', 'X-Twice', 'one', 'x-twice', 'two', 'Set-Cookie', 'c=1'];
const open = () => toHeaders({ rawHeaders } as IncomingMessage);
const platform = () =>
  new Headers([
    ['Content-Type', 'a/b'],
    ['X-Twice', 'one'],
    ['x-twice', 'two'],
    ['Set-Cookie', 'c=1'],
  ]);

describe('the headers of a Node message', () => {
  it.each(['content-type', 'CONTENT-TYPE', 'x-twice', 'set-cookie', 'missing'])('have %s as the platform', (name) => {
    expect(open().get(name)).toBe(platform().get(name));
    expect(open().has(name)).toBe(platform().has(name));
  });

  it('have none of the names that HTTP/2 keeps for itself', () => {
    expect(open().has(':path')).toBe(false);
  });

  it('can be printed', () => {
    expect(inspect(open())).toBe(inspect(platform()));
  });

  it('are headers for whoever takes them', () => {
    expect(open()).toBeInstanceOf(Headers);
    expect([...open()]).toEqual([...platform()]);
    expect([...new Headers(open())]).toEqual([...platform()]);
    expect([...new Request('http://localhost', { headers: open() }).headers]).toEqual([...platform()]);
    expect([...open().keys(), ...open().values(), ...open().entries()]).toHaveLength(3 * [...platform()].length);
    expect(open().getSetCookie()).toEqual(['c=1']);
    const seen: [string, string][] = [];
    open().forEach((value, name) => void seen.push([name, value]));
    expect(seen).toEqual([...platform()]);
  });

  it('can be changed, and say so from then on', () => {
    const headers = open();
    headers.set('x-new', 'a');
    headers.append('x-new', 'b');
    headers.delete('x-twice');
    expect([headers.get('X-New'), headers.get('x-twice'), headers.get('content-type')]).toEqual(['a, b', null, 'a/b']);
  });
});
