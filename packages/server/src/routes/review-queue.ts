import { DeskrailError, type ReviewQueue } from '@deskrail/contracts';

/** Absent where whoever composed the server gave none. */
export function queueOf({ reviewQueue }: { readonly reviewQueue: ReviewQueue | undefined }): ReviewQueue {
  if (reviewQueue !== undefined) return reviewQueue;
  throw new DeskrailError('not-found', 'This instance keeps no queue.');
}
