import { z } from 'zod';
import {
  type DecisionEnvelope,
  decisionEnvelopeShape,
  type Envelope,
  envelopeShape,
  type FactEnvelope,
  factEnvelopeShape,
} from './envelope.js';
import { operational } from './privacy.js';
import type { StreamName } from './streams.js';

interface Envelopes {
  facts: FactEnvelope;
  features: Envelope;
  decisions: DecisionEnvelope;
  actions: DecisionEnvelope;
  'dead-letters': Envelope;
}

const shapes = {
  facts: factEnvelopeShape,
  features: envelopeShape,
  decisions: decisionEnvelopeShape,
  actions: decisionEnvelopeShape,
  'dead-letters': envelopeShape,
} as const;

/** One definition per event: its type, runtime check, JSON Schema, privacy per field and examples all come from here. */
export interface EventDefinition<
  Type extends string = string,
  Stream extends StreamName = StreamName,
  Data extends z.ZodType = z.ZodType,
> {
  readonly type: Type;
  readonly stream: Stream;
  readonly data: Data;
  /** The whole event, envelope included; strict: an unknown field is an error here. */
  readonly schema: z.ZodType;
  /** Data that the schema accepts, for docs and tests; invented, no person's. */
  readonly examples: readonly z.input<Data>[];
}

export type EventOf<Definition> =
  Definition extends EventDefinition<infer Type, infer Stream, infer Data>
    ? Omit<Envelopes[Stream], 'type'> & { readonly type: Type; readonly data: z.output<Data> }
    : never;

interface DefinitionInput<Type, Data extends z.ZodType> {
  readonly type: Type;
  readonly data: Data;
  readonly examples: readonly [z.input<Data>, ...z.input<Data>[]];
}

/** Make the function that defines events of one stream. */
export const eventsOf =
  <Stream extends StreamName>(stream: Stream) =>
  <const Type extends string, Data extends z.ZodType>(
    input: DefinitionInput<Type, Data>,
  ): EventDefinition<Type, Stream, Data> => ({
    ...input,
    stream,
    schema: z.strictObject({ ...shapes[stream], type: operational(z.literal(input.type)), data: input.data }),
  });
