import { casePriorities, isDeskrailError, policyRules, streamNames } from '@deskrail/contracts';
import { z } from 'zod';
import type { DeskrailConfig, DeskrailOptions } from '../options.js';
import { brokerOptions } from './broker-options.js';
import { notifyOption } from './notify-option.js';
import { peopleOptions } from './people-options.js';
import { placeProblems } from './place-problems.js';
import { type ConfigProblem, configError } from './problems.js';
import { signingOption } from './signing-option.js';
import { toolProblems, toolsOption } from './tools-option.js';

const called = (what: string) => z.custom<unknown>((value) => typeof value === 'function', `write a function: ${what}`);
const having = (...names: readonly string[]) =>
  z.custom<unknown>(
    (value) =>
      typeof value === 'object' &&
      value !== null &&
      names.every((name) => typeof (value as Record<string, unknown>)[name] === 'function'),
    `write an object with ${names.join(', ')}`,
  );
const filled = z.string().min(1, 'write a text that is not empty');
const whole = (least: number, most = 2 ** 31 - 1) =>
  z.number('write a number').int('write a whole number').min(least).max(most);

const origin = z
  .string()
  .refine(
    (text) => URL.canParse(text) && new URL(text).origin === text,
    'write an origin: scheme, host and port only, such as https://help.example',
  );

const isWebUrl = (url: string): boolean => URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);

const connection = z.looseObject(
  {
    id: z.string().regex(/^[\w.-]{1,64}$/, 'write letters, digits, dots, dashes: it is part of a URL'),
    tenant: filled,
    desk: filled,
    adapter: having('verify', 'read', 'normalize'),
    secrets: z.array(z.string().min(1, 'a secret is empty: write the signing secret that the desk shows')),
    // Else the first approved action would be the first to find out.
    rest: z
      .looseObject({
        url: z.string().refine(isWebUrl, 'write the address of the desk’s API, such as https://acme.example'),
      })
      .optional(),
  },
  'write what an adapter makes, such as zendesk({ id, tenant, secrets })',
);

const connections = z
  .union([z.array(connection), called('from a connection’s id to the connection')])
  .superRefine((list, context) => {
    if (!Array.isArray(list)) return;
    for (const [index, { id }] of list.entries()) {
      if (list.findIndex((other) => other.id === id) < index) {
        context.addIssue({
          code: 'custom',
          path: [index, 'id'],
          message: 'another connection has this id; write another',
        });
      }
    }
  });

const route = z.strictObject({
  tags: z.array(filled).optional(),
  group: filled.optional(),
  priority: z.enum(casePriorities).optional(),
});

const days = whole(1, 36_500).optional();

const config = z.strictObject({
  ...brokerOptions,
  ...peopleOptions,
  data: filled.optional(),
  host: filled.optional(),
  port: whole(0, 65_535).optional(),
  connections: connections.optional(),
  knowledge: z.union([filled, z.array(filled)]).optional(),
  macros: filled.optional(),
  embeddings: having('embed').optional(),
  sources: z.array(having('retrieve', 'check')).optional(),
  model: having('suggest').optional(),
  tools: toolsOption.optional(),
  moderate: called('from a text to { flagged, categories }').optional(),
  allowedLinks: z.array(filled).optional(),
  intents: filled.optional(),
  routes: z.record(z.string(), route).optional(),
  fallbackAlert: z
    .strictObject({
      threshold: z
        .number('write a share such as 0.3')
        .gt(0, 'write a share over 0')
        .max(1, 'write 1 or less')
        .optional(),
      windowSeconds: whole(60).optional(),
      minimum: whole(1).optional(),
    })
    .optional(),
  liveNumbers: z.boolean().optional(),
  policy: z.union([filled, policyRules]).optional(),
  signing: signingOption.optional(),
  cors: z.array(origin).optional(),
  tenant: filled.optional(),
  retentionDays: z.strictObject(Object.fromEntries(streamNames.map((name) => [name, days]))).optional(),
  limits: z
    .strictObject({
      bodyBytes: whole(1).optional(),
      appendTimeoutMs: whole(1).optional(),
      // As many as a subscription handles side by side.
      recommendationsAtOnce: whole(1, 1_000).optional(),
      actionLeaseMs: whole(1).optional(),
      actionGraceMs: whole(0).optional(),
      closeTimeoutMs: whole(1).optional(),
    })
    .optional(),
  notify: notifyOption.optional(),
  page: z.boolean('write true or false').optional(),
  reconcile: z.boolean('write true or false').optional(),
  logger: having('debug', 'info', 'warn', 'error').optional(),
  clock: having('now').optional(),
  fetch: called('the platform’s fetch or one like it').optional(),
});

const options = config.omit({ host: true, port: true });

/** What `createDeskrail` is given. Throws one `config-invalid` with all that is wrong; a value is never in it. */
export function checkOptions(given: DeskrailOptions): void {
  check(options, given);
  const problems = placeProblems(given);
  if (problems.length > 0) throw configError(problems);
}

/** What a configuration file exports: it may say where to listen, and leave to the environment where log and store are. */
export function checkConfig(given: DeskrailConfig): void {
  check(config, given);
}

function check(schema: z.ZodType, given: DeskrailConfig): void {
  const result = schema.safeParse(given);
  const problems = result.success
    ? [...adapterProblems(given), ...toolProblems(given)]
    : result.error.issues.flatMap(asProblems);
  if (problems.length > 0) throw configError(problems);
}

/** What only the vendor's adapter knows to be wrong, such as a secret that everybody knows. */
function adapterProblems({ connections: given }: DeskrailConfig): ConfigProblem[] {
  if (given === undefined || typeof given === 'function') return [];
  return given.flatMap((one, index) => {
    try {
      one.adapter.checkConnection(one);
      return [];
    } catch (error) {
      if (!isDeskrailError(error)) throw error;
      return [{ where: `connections[${index}] (${one.id})`, wrong: `${error.code}`, write: error.message }];
    }
  });
}

function asProblems(issue: z.core.$ZodIssue): ConfigProblem[] {
  // A union's own message says nothing; those of the alternative that came furthest do.
  if (issue.code === 'invalid_union') {
    const [closest] = [...issue.errors].sort((a, b) => depth(b) - depth(a));
    return (closest ?? []).flatMap((inner) => asProblems({ ...inner, path: [...issue.path, ...inner.path] }));
  }
  const where = issue.path.reduce<string>(
    (path, part) => (typeof part === 'number' ? `${path}[${part}]` : `${path}${path === '' ? '' : '.'}${String(part)}`),
    '',
  );
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((name) => ({
      where: where === '' ? name : `${where}.${name}`,
      wrong: 'there is no such option',
      write: 'Mend the spelling or take it out.',
    }));
  }
  const advice = issue.message.replace(/^Invalid input: /, '');
  return [
    {
      where: where || 'options',
      wrong: 'it is not what is wanted',
      write: `${advice.slice(0, 1).toUpperCase()}${advice.slice(1)}.`,
    },
  ];
}

const depth = (issues: readonly z.core.$ZodIssue[]): number => Math.max(0, ...issues.map(({ path }) => path.length));
