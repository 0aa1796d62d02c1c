import { describe, expect, it } from 'vitest';
import { keepSession, readSession, takeCode } from './session.js';

describe('the code of an address', () => {
  const take = (address: string) => {
    const replaced: string[] = [];
    const history = { state: null, replaceState: (_: unknown, __: string, url: string) => replaced.push(url) };
    const code = takeCode(new URL(address) as unknown as Location, history as unknown as History);
    return { code, replaced };
  };

  it('is taken out of the address bar, and nothing else is', () => {
    expect(take('http://desk/rail/?a=1#code=c%2F1&tab=open')).toEqual({
      code: 'c/1',
      replaced: ['/rail/?a=1#tab=open'],
    });
    expect(take('http://desk/#code=')).toEqual({ code: undefined, replaced: ['/'] });
    expect(take('http://desk/?code=no#tab=open')).toEqual({ code: undefined, replaced: [] });
  });
});

describe('the session', () => {
  const storage = () => {
    const kept = new Map<string, string>();
    return {
      kept,
      getItem: (name: string) => kept.get(name) ?? null,
      setItem: (name: string, value: string) => kept.set(name, value),
      removeItem: (name: string) => kept.delete(name),
    } as unknown as Storage & { kept: Map<string, string> };
  };

  it('is kept, read and forgotten', () => {
    const tab = storage();
    const session = { key: 'k', actor: 'reviewer/anna' };
    keepSession(tab, session);
    expect(readSession(tab)).toEqual(session);
    keepSession(tab, undefined);
    expect(readSession(tab)).toBeUndefined();
    expect(tab.kept.size).toBe(0);
  });

  it('is none where the storage holds rubbish or is closed to the page', () => {
    const tab = storage();
    tab.kept.set('deskrail.session', '{"key":');
    expect(readSession(tab)).toBeUndefined();
    const refuse = () => {
      throw new DOMException('denied', 'SecurityError');
    };
    const closed = { getItem: refuse, setItem: refuse, removeItem: refuse } as unknown as Storage;
    expect(readSession(closed)).toBeUndefined();
    expect(() => keepSession(closed, { key: 'k', actor: 'a' })).not.toThrow();
  });
});
