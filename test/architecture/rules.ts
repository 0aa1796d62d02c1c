/** The table "Who may import whom", as data. `places` are folders or file-name prefixes, from the repository's root. */

const spokes = ['event-log', 'store', 'webhooks', 'copilot', 'client'];
const inside = ['contracts', ...spokes, 'panel', 'adapters'];

/** For each package: the packages that it may import. `adapters` stands for all of them. */
export const mayImport: Record<string, readonly string[]> = {
  contracts: [],
  ...Object.fromEntries(spokes.map((spoke) => [spoke, ['contracts']])),
  adapters: ['contracts', 'webhooks'],
  panel: ['contracts', 'client'],
  server: inside,
  testing: inside,
  deskrail: [...inside, 'server', 'testing'],
  examples: [...inside, 'server', 'testing', 'deskrail'],
  test: [...inside, 'server', 'testing', 'deskrail'],
};

/** Packages from which only types may be taken: the panel speaks through the client alone. */
export const typesOnly: Record<string, readonly string[]> = { panel: ['contracts'] };

export const rim = ['server', 'testing', 'deskrail', 'examples', 'test'];

/** Packages that may use no library but these. */
export const onlyLibraries: Record<string, readonly string[]> = { contracts: ['zod'] };

export interface Door {
  library: RegExp;
  places: readonly string[];
  /** Where its types may be named, beside the places that may use it. */
  typePlaces?: readonly string[];
}

const adapterAct = 'adapters/*/src/act';
const models = ['packages/copilot/src/openai', 'packages/copilot/src/langchain', 'packages/client/src/langchain'];

/** Each outside library has one door. Tests, `examples/` and `test/` are not held to it. */
export const doors: readonly Door[] = [
  { library: /^(kafkajs|@platformatic\/kafka)(\/|$)/, places: ['packages/event-log/src/kafka'] },
  { library: /^(openai|@langchain\/[^/]+)(\/|$)/, places: models },
  { library: /^ky(\/|$)/, places: ['packages/client/src/', adapterAct] },
  {
    library: /^node:sqlite$/,
    places: ['packages/event-log/src/sqlite'],
    typePlaces: ['packages/store/src/sqlite'],
  },
  { library: /^jose(\/|$)/, places: ['packages/server/src/auth'] },
  { library: /^pg(\/|$)/, places: ['packages/store/src/postgres'] },
  {
    library: /^@marcbachmann\/cel-js(\/|$)/,
    places: ['packages/copilot/src/policy/condition.ts', 'packages/copilot/src/policy/own-functions.ts'],
    typePlaces: ['packages/copilot/src/policy'],
  },
  { library: /^yaml(\/|$)/, places: ['packages/copilot/src/policy/read-policy.ts'] },
];

/** What runs at the edge and in browsers: no `node:` module here, save in `except`. */
export const portable = {
  places: ['packages/contracts/src/', 'packages/client/src/', 'packages/panel/src/', 'adapters/*/src/'],
  except: [adapterAct],
};

/** The doors to HMAC: what desks send is checked in Node, and by WebCrypto everywhere else; verdicts are signed in Node alone. */
export const hmac = {
  node: { use: /\bcreateHmac\b/, places: ['packages/webhooks/src/hmac.node.ts', 'packages/copilot/src/audit/mac.ts'] },
  web: { use: /(['"`])HMAC\1/, places: ['packages/webhooks/src/hmac.ts'] },
};

export const limits = { lines: 400, foldersBelowSrc: 2 };

export const vagueNames = ['util', 'utils', 'helper', 'helpers', 'type', 'types', 'manager', 'common'];
