import { temporaryFolder } from '@deskrail/testing';
import { createDeskrail } from 'deskrail';
import type { OpenDeskrail } from './two-tenants.ts';

/** One process with its log and its store in a file. */
export const openEmbedded: OpenDeskrail = async (options) => {
  const folder = await temporaryFolder();
  const deskrail = await createDeskrail({ ...options, data: folder.path });
  const close = async () => {
    await deskrail.close();
    await folder.remove();
  };
  return { ...deskrail, store: deskrail.store, close, [Symbol.asyncDispose]: close };
};
