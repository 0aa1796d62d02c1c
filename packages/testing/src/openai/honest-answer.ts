import type { OpenAiAsked } from './answer.js';
import type { DataBlock } from './data-blocks.js';

const words = (text: string): ReadonlySet<string> =>
  new Set(
    text
      .toLowerCase()
      .match(/[\p{L}\p{N}]{3,}/gu)
      ?.map((word) => word.slice(0, 6)) ?? [],
  );

const common = (one: ReadonlySet<string>, other: ReadonlySet<string>): number =>
  [...one].filter((word) => other.has(word)).length;

const sentences = (text: string): readonly string[] =>
  text
    .split(/(?<=[.!?])\s+|\n/u)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence.length > 2);

interface Schema {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly anyOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly items?: Schema;
  readonly minItems?: number;
}

export const membersOf = (schema: unknown): Readonly<Record<string, Schema>> => (schema as Schema)?.properties ?? {};

/** The first value that a schema takes; null where it takes that. */
export function smallest(schema: Schema): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return schema.enum[0];
  const choices = schema.anyOf ?? [];
  if (choices.some(({ type }) => type === 'null')) return null;
  if (choices[0] !== undefined) return smallest(choices[0]);
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  if (type === 'object') return smallestObject(schema);
  if (type === 'array') return Array.from({ length: schema.minItems ?? 0 }, () => smallest(schema.items ?? {}));
  return { number: 0, integer: 0, boolean: false, string: 'text' }[type as 'number'] ?? null;
}

const smallestObject = ({ properties = {} }: Schema): unknown =>
  Object.fromEntries(Object.entries(properties).map(([name, property]) => [name, smallest(property)]));

/** The passage that shares most words with the question, where one shares any. */
function replyFrom(data: readonly DataBlock[]): unknown {
  const asked = words(data.find(({ kind }) => kind === 'question')?.text ?? '');
  const [best] = data
    .filter(({ kind }) => kind === 'evidence')
    .map((block) => ({ block, shared: common(words(block.text), asked) }))
    .toSorted((one, other) => other.shared - one.shared);
  if (best === undefined || best.shared === 0) return null;
  const { block } = best;
  const [title = '', ...body] = block.text.split('\n');
  const told = sentences(body.length === 0 ? title : body.join('\n'))
    .map((text, at) => ({ text, at, shared: common(words(text), asked) }))
    .toSorted((one, other) => other.shared - one.shared || one.at - other.at)
    .slice(0, 3)
    .toSorted((one, other) => one.at - other.at);
  return {
    sentences: told.map(({ text }) => ({ text, evidence: [block.id ?? ''], startsParagraph: false })),
    language: null,
    clarifies: null,
    confidence: 0.8,
  };
}

function summaryFrom(data: readonly DataBlock[]): unknown {
  const told = data
    .filter(({ kind }) => kind === 'customer-message' || kind === 'desk-message')
    .flatMap(({ id, text }) => (id === undefined ? [] : [{ text: sentences(text)[0] ?? text, evidence: [id] }]));
  return told.length === 0 ? null : { sentences: told.slice(0, 6), confidence: 0.8 };
}

function classificationFrom(data: readonly DataBlock[]): unknown {
  const intent = /^likely intents: ([^,\n]+)/mu.exec(data.find(({ kind }) => kind === 'case')?.text ?? '')?.[1];
  return intent === undefined ? null : { intent, priority: null, addTags: [intent], confidence: 0.8 };
}

/** What a model that minds its instructions might write: words of its evidence, cited; of any other schema the smallest. */
export function honestAnswer({ schema, data }: OpenAiAsked): unknown {
  if (schema === undefined) return 'Hello!';
  const by: Readonly<Record<string, (given: readonly DataBlock[]) => unknown>> = {
    reply: replyFrom,
    summary: summaryFrom,
    classification: classificationFrom,
  };
  if (data.length === 0) return smallest(schema as Schema);
  return Object.fromEntries(
    Object.entries(membersOf(schema)).map(([name, member]) => [name, by[name]?.(data) ?? smallest(member)]),
  );
}
