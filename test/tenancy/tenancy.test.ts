import { temporaryFolder } from '@deskrail/testing';
import { createDeskrail } from 'deskrail';
import { describe } from 'vitest';
import { runTenancy } from './run-tenancy.ts';

describe('two tenants on the embedded store', () => {
  runTenancy(
    async (options) => {
      const folder = await temporaryFolder();
      const deskrail = await createDeskrail({ ...options, data: folder.path });
      const close = async () => {
        await deskrail.close();
        await folder.remove();
      };
      return { ...deskrail, store: deskrail.store, close, [Symbol.asyncDispose]: close };
    },
    { runs: 40 },
  );
});
