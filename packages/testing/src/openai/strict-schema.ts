import { badRequest } from './refusal.js';

type Schema = Readonly<Record<string, unknown>>;

const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const notTaken = [
  'oneOf',
  'allOf',
  'not',
  'if',
  'patternProperties',
  'prefixItems',
  'default',
  'minLength',
  'maxLength',
];

function problemOf(schema: Schema, at: string): string | undefined {
  const odd = notTaken.find((key) => key in schema);
  if (odd !== undefined) return `In context=${at}, '${odd}' is not permitted.`;
  if (schema.type === 'object') {
    const names = Object.keys(isSchema(schema.properties) ? schema.properties : {});
    const required = Array.isArray(schema.required) ? schema.required : [];
    if (schema.additionalProperties !== false) {
      return `In context=${at}, 'additionalProperties' is required to be supplied and to be false.`;
    }
    const missing = names.find((name) => !required.includes(name));
    if (missing !== undefined) return `In context=${at}, 'required' has to include '${missing}'.`;
  }
  const inner: [string, unknown][] = [
    ...Object.entries(isSchema(schema.properties) ? schema.properties : {}),
    ...(Array.isArray(schema.anyOf)
      ? schema.anyOf.map((one, index): [string, unknown] => [`anyOf ${index}`, one])
      : []),
    ...(schema.items === undefined ? [] : [['items', schema.items] as [string, unknown]]),
  ];
  for (const [name, one] of inner) {
    const problem = isSchema(one) ? problemOf(one, `${at}/${name}`) : `In context=${at}/${name}, it is no schema.`;
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** A schema that structured output does not take is refused, as by the API. */
export function checkStrictSchema(schema: unknown, param: string): void {
  const refuse = (why: string) =>
    badRequest(`Invalid schema for response_format: ${why}`, param, 'invalid_json_schema');
  if (!isSchema(schema) || schema.type !== 'object') throw refuse('the root must have type "object".');
  const problem = problemOf(schema, '()');
  if (problem !== undefined) throw refuse(problem);
}
