import { DeskrailError } from '@deskrail/contracts';

export const tooMany = (what: string, limit: number): DeskrailError =>
  new DeskrailError(
    'overloaded',
    `The emulated desk holds at most ${limit} ${what}; raise its limit if a test needs more.`,
  );
