import { existsSync } from 'node:fs';
import nodeModule from 'node:module';
import { dirname, join } from 'node:path';

// Named in the import it would keep an older Node from loading the library, which is to say what it needs.
const { findPackageJSON } = nodeModule;

/** Where the reviewers' page was built to; `undefined` where it was not built. */
export function pageFolder(): string | undefined {
  const manifest = findPackageJSON('@deskrail/panel', import.meta.url);
  if (manifest === undefined) return undefined;
  const folder = join(dirname(manifest), 'dist/static');
  return existsSync(join(folder, 'index.html')) ? folder : undefined;
}
