import type { ZendeskIdKind } from '@deskrail/testing';

/** The emulated desk's ids: counted up, past all that an earlier day used, and given back what was known. */
export interface DeskIds {
  next(kind: ZendeskIdKind): string;
  /** The next one of this kind is this. */
  give(kind: ZendeskIdKind, id: string): void;
  /** This one was used on an earlier day. */
  passed(kind: ZendeskIdKind, id: string): void;
}

export function createDeskIds(): DeskIds {
  const counters: Record<ZendeskIdKind, number> = {
    ticket: 5158,
    comment: 9_876_543_210_001,
    user: 8_447_388_090_494,
    audit: 9_876_600_000_001,
    attachment: 7_654_321_098_765,
  };
  const given = new Map<ZendeskIdKind, string>();
  const passed = (kind: ZendeskIdKind, id: string) => {
    const number = Number(id);
    if (Number.isSafeInteger(number)) counters[kind] = Math.max(counters[kind], number + 1);
  };
  return {
    passed,
    give: (kind, id) => void given.set(kind, id),
    next(kind) {
      const id = given.get(kind) ?? String(counters[kind]);
      given.delete(kind);
      passed(kind, id);
      return id;
    },
  };
}
