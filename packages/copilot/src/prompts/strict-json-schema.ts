import { z } from 'zod';

export type JsonSchema = { readonly [key: string]: unknown };

/** Keywords that constrained decoding does not take; zod checks them when the output is read. */
const unsupported = new Set(['$schema', '$id', 'default', 'minLength', 'maxLength', 'propertyNames', 'title']);

const isSchema = (value: unknown): value is JsonSchema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const orNull = (schema: JsonSchema): JsonSchema => ({ anyOf: [schema, { type: 'null' }] });

function strictObject(schema: JsonSchema): JsonSchema {
  const given = isSchema(schema.properties) ? schema.properties : {};
  const required = new Set(Array.isArray(schema.required) ? schema.required : []);
  const properties = Object.fromEntries(
    Object.entries(given).map(([name, property]) => {
      const made = strict(property as JsonSchema);
      return [name, required.has(name) ? made : orNull(made)];
    }),
  );
  return { properties, required: Object.keys(properties), additionalProperties: false };
}

/** Every property required, absence written as null, nothing beside them: what structured output asks of a schema. */
function strict(schema: JsonSchema): JsonSchema {
  const rest = Object.entries(schema).flatMap(([key, value]): [string, unknown][] => {
    if (unsupported.has(key)) return [];
    if (key === 'oneOf' && Array.isArray(value)) return [['anyOf', value.map(strict)]];
    if (Array.isArray(value) && key === 'anyOf') return [[key, value.map(strict)]];
    if (isSchema(value) && key === 'items') return [[key, strict(value)]];
    if (isSchema(value) && (key === '$defs' || key === 'definitions')) {
      return [[key, Object.fromEntries(Object.entries(value).map(([name, one]) => [name, strict(one as JsonSchema)]))]];
    }
    return [[key, value]];
  });
  return { ...Object.fromEntries(rest), ...(schema.type === 'object' ? strictObject(schema) : {}) };
}

const cannotBeStrict = ['allOf', 'not', 'if', 'patternProperties', 'prefixItems', 'dependentRequired'];

/** Whether constrained decoding can follow it: a record, a tuple or "anything" it cannot. */
function canBeStrict(schema: JsonSchema): boolean {
  if (cannotBeStrict.some((key) => key in schema) || isSchema(schema.additionalProperties)) return false;
  const known = ['type', 'anyOf', 'oneOf', '$ref', 'enum', 'const'].some((key) => key in schema);
  const inner = [
    ...(isSchema(schema.properties) ? Object.values(schema.properties) : []),
    ...(isSchema(schema.$defs) ? Object.values(schema.$defs) : []),
    ...(Array.isArray(schema.anyOf) ? schema.anyOf : []),
    ...(Array.isArray(schema.oneOf) ? schema.oneOf : []),
    ...(isSchema(schema.items) ? [schema.items] : []),
  ];
  return known && inner.every((one) => isSchema(one) && canBeStrict(one));
}

/** A zod schema as structured output takes it; `strict` is false where a part of it can only be asked for, not enforced. */
export function strictJsonSchema(schema: z.ZodType): { readonly jsonSchema: JsonSchema; readonly strict: boolean } {
  const plain = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema;
  return canBeStrict(plain)
    ? { jsonSchema: strict(plain), strict: true }
    : { jsonSchema: Object.fromEntries(Object.entries(plain).filter(([key]) => key !== '$schema')), strict: false };
}
