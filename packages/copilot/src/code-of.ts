import { isDeskrailError } from '@deskrail/contracts';

/** What may be told of an error in a log: its code, never its words, which may quote a person. */
export const codeOf = (error: unknown): string => (isDeskrailError(error) ? error.code : 'internal');
