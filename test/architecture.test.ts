import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findViolations } from './architecture/find-violations.ts';
import { readImports } from './architecture/read-imports.ts';

const root = dirname(import.meta.dirname);
const folders = globSync('{packages,adapters}/*/package.json', { cwd: root }).map(dirname).sort();
const readJson = (path: string) => JSON.parse(readFileSync(join(root, path), 'utf8').replace(/^\s*\/\/.*$/gm, ''));

describe('who may import whom', () => {
  it('holds for every source file', () => {
    const files = globSync(['{packages,adapters}/*/src/**/*.ts', 'examples/**/*.ts', 'test/**/*.ts'], { cwd: root })
      .filter((path) => !path.includes('node_modules'))
      .sort();
    const violations = files.flatMap((path) =>
      findViolations({ path, source: readFileSync(join(root, path), 'utf8') }),
    );
    expect(violations).toEqual([]);
  });

  it.each([
    ['packages/contracts/src/a.ts', "import ky from 'ky';", 'contracts uses no library but zod'],
    ['packages/store/src/a.ts', "import { x } from '@deskrail/event-log/sqlite';", 'store may import contracts, not'],
    ['packages/store/src/a.ts', "import { x } from '../../event-log/src/x.js';", 'a relative import stays in'],
    ['packages/copilot/src/a.ts', "const x = await import('@deskrail/server');", 'copilot may import contracts, not'],
    ['packages/copilot/src/a.ts', 'const x = await import(name);', 'only the rim may import what it computes'],
    ['packages/copilot/src/a.ts', "import {\n  type A,\n  b,\n} from 'openai';", 'its one door is'],
    ['packages/panel/src/a.ts', "import { x } from '@deskrail/contracts';", "write 'import type'"],
    ['packages/client/src/a.ts', "import 'node:fs';", 'uses no node: module'],
    ['packages/server/src/a.ts', "import { DatabaseSync } from 'node:sqlite';", 'its one door is'],
    ['packages/server/src/a.ts', "import fs from 'fs';", "write 'node:fs'"],
    ['packages/server/src/a.ts', "import { createHmac } from 'node:crypto';", 'HMAC has its doors'],
    ['packages/server/src/a.ts', "export * from './b.js';", "no 'export *'"],
    ['packages/server/src/a/b/c/d.ts', '', 'at most 2 deep'],
    ['packages/server/src/utils.ts', '', "'utils' says nothing"],
    ['packages/server/src/a.ts', 'a;\n'.repeat(401), '401 lines'],
    ['adapters/zendesk/src/a.ts', "import { x } from '@deskrail/twilio';", 'adapters never import each other'],
    ['adapters/zendesk/src/verify.ts', "export { x } from 'ky';", 'its one door is'],
  ])('%s: %j is refused', (path, source, rule) => {
    expect(findViolations({ path, source })).toEqual([expect.stringContaining(rule)]);
  });

  it.each([
    ['packages/contracts/src/a.ts', "import { z } from 'zod';\nimport { x } from './b.js';"],
    ['packages/panel/src/a.ts', "import type { X } from '@deskrail/contracts';"],
    ['packages/store/src/sqlite/a.ts', "import type { DatabaseSync } from 'node:sqlite';"],
    ['packages/store/src/a.test.ts', "import { x } from '@deskrail/testing';"],
    ['packages/client/src/a.ts', "// import 'node:fs'\n/**\n * import('node:fs')\n */"],
    ['packages/deskrail/src/a.ts', 'const x = await import(name);'],
    ['adapters/zendesk/src/act.ts', "import ky from 'ky';"],
  ])('%s: %j is allowed', (path, source) => {
    expect(findViolations({ path, source })).toEqual([]);
  });

  it('reads every way to import', () => {
    const source = [
      "import 'a';",
      "import b, { type B } from 'b';",
      "import type { C as D } from 'c';",
      "import * as d from 'd';",
      "export { e } from 'e';",
      "const f = await import('f');",
      "let g: import('g').G;",
    ].join('\n');
    expect(readImports(source).map(({ specifier }) => specifier)).toEqual([...'abcdefg']);
  });
});

describe.each(folders)('%s', (folder) => {
  const manifest = readJson(`${folder}/package.json`);

  it('has a source for every entry point', () => {
    const sources = JSON.stringify(manifest.exports).match(/\.\/src\/[^"]+/g) ?? [];
    expect(sources.filter((source) => !existsSync(join(root, folder, source)))).toEqual([]);
  });

  it('refers in tsconfig.json to the packages it depends on, and tsconfig.json at the root to it', () => {
    const paths = (references: { path: string }[] = [], from: string) =>
      references.map(({ path }) => relative(root, join(root, from, path))).sort();
    const needed = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })
      .filter((name) => name.startsWith('@deskrail/'))
      .map((name) => folders.find((other) => other.endsWith(`/${name.slice('@deskrail/'.length)}`)));
    expect(paths(readJson(`${folder}/tsconfig.json`).references, folder)).toEqual(needed.sort());
    expect(paths(readJson('tsconfig.json').references, '.')).toContain(folder);
  });
});

describe('adapters', () => {
  it('have the same file names at the top of src', () => {
    const [first, ...others] = folders
      .filter((folder) => folder.startsWith('adapters/'))
      .map((folder) => globSync('src/*.ts', { cwd: join(root, folder), exclude: ['**/*.test.ts', '**/*.test-d.ts'] }));
    for (const other of others) expect(other.sort()).toEqual(first?.sort());
  });
});
