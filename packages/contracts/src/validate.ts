import type { z } from 'zod';
import { type CompiledCheck, compileCheck } from './compiled-check.js';
import { DeskrailError } from './errors.js';
import type { StreamName } from './streams.js';
import { definitionOf, type StreamEvents } from './vocabulary.js';

const describe = (issues: readonly z.core.$ZodIssue[]): string =>
  issues
    .slice(0, 5)
    .map((issue) => `${issue.path.map(String).join('.') || 'event'}: ${issue.message}`)
    .join('; ');

const fieldsOf = (issues: readonly z.core.$ZodIssue[]): readonly { path: string; message: string }[] =>
  issues.slice(0, 20).map((issue) => ({ path: issue.path.map(String).join('.'), message: issue.message }));

/**
 * Strict, for writing: the event as it is, or an `event-invalid` error that names the fields, in `details.fields` too.
 * Unknown fields, another stream's events and unknown types are errors.
 */
export function checkEvent<Stream extends StreamName>(stream: Stream, event: unknown): StreamEvents[Stream] {
  const type = String((event as { type?: unknown } | null)?.type);
  const definition = definitionOf(type);
  if (definition === undefined) {
    throw new DeskrailError(
      'event-invalid',
      `No event is called ${JSON.stringify(type)}. Known types are in docs/reference.`,
    );
  }
  if (definition.stream !== stream) {
    throw new DeskrailError('event-invalid', `${type} belongs to the stream ${definition.stream}, not to ${stream}.`);
  }
  const result = definition.schema.safeParse(event);
  if (!result.success) {
    throw new DeskrailError('event-invalid', `${type} is not valid: ${describe(result.error.issues)}.`, {
      details: { fields: fieldsOf(result.error.issues) },
    });
  }
  return event as StreamEvents[Stream];
}

export type ReadEvent<Stream extends StreamName> =
  | { readonly known: true; readonly event: StreamEvents[Stream] }
  | { readonly known: false; readonly type: string };

type Definition = NonNullable<ReturnType<typeof definitionOf>>;

const compiled = new WeakMap<Definition, CompiledCheck>();

/** Most that is read was written by us: that is seen at a glance, and only what is not is parsed. */
function isPlainlyRight(definition: Definition, event: unknown): boolean {
  const known = compiled.get(definition) ?? compileCheck(definition.schema);
  compiled.set(definition, known);
  return known(event);
}

/**
 * Tolerant, for reading: unknown fields survive untouched, an unknown type is said to be one, and only what
 * contradicts the contract throws `event-invalid`.
 */
export function readEvent<Stream extends StreamName>(stream: Stream, event: unknown): ReadEvent<Stream> {
  const type = String((event as { type?: unknown } | null)?.type);
  const definition = definitionOf(type);
  if (definition === undefined || definition.stream !== stream) return { known: false, type };
  const result = isPlainlyRight(definition, event) ? undefined : definition.schema.safeParse(event);
  if (result?.success === false) {
    const contradictions = result.error.issues.filter((issue) => issue.code !== 'unrecognized_keys');
    if (contradictions.length > 0) {
      throw new DeskrailError('event-invalid', `${type} is not readable: ${describe(contradictions)}.`);
    }
  }
  return { known: true, event: event as StreamEvents[Stream] };
}
