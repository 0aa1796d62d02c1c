import type { z } from 'zod';

/** Whether a value is certainly as its schema says. Where it is not sure it says no, and the schema itself is to be asked. */
export type CompiledCheck = (value: unknown) => boolean;

type Schema = z.core.$ZodType;

interface Manner {
  /** Within alternatives an unknown field may tell one from the other; elsewhere it survives untouched. */
  readonly strict: boolean;
}

type Members = Readonly<Record<string, unknown>>;

const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const both =
  (one: CompiledCheck, other: CompiledCheck): CompiledCheck =>
  (value) =>
    one(value) && other(value);

const trivial: CompiledCheck = () => true;

/** What is more to it than its type, such as a length; `undefined` where only the schema can tell. */
function compileOwn(schema: Schema): CompiledCheck | undefined {
  let all = trivial;
  // A format may be the schema's own, beside its checks.
  for (const { _zod } of [schema, ...(schema._zod.def.checks ?? [])]) {
    const one = compileOne(_zod.def as OwnDefinition);
    if (one === undefined) return undefined;
    if (one !== trivial) all = all === trivial ? one : both(all, one);
  }
  return all;
}

type OwnDefinition =
  | z.core.$ZodCheckMinLengthDef
  | z.core.$ZodCheckMaxLengthDef
  | z.core.$ZodCheckLengthEqualsDef
  | z.core.$ZodCheckRegexDef
  | z.core.$ZodCheckNumberFormatDef
  | z.core.$ZodCheckGreaterThanDef
  | z.core.$ZodCheckLessThanDef
  | { readonly check?: undefined };

function compileOne(own: OwnDefinition): CompiledCheck | undefined {
  switch (own.check) {
    case undefined:
      return trivial;
    case 'min_length':
      return (value) => (value as string).length >= own.minimum;
    case 'max_length':
      return (value) => (value as string).length <= own.maximum;
    case 'length_equals':
      return (value) => (value as string).length === own.length;
    case 'string_format': {
      const { format, pattern } = own;
      // One with a place to go on from tells another thing each time.
      if (format !== 'regex' || pattern === undefined || pattern.global || pattern.sticky) return undefined;
      return (value) => pattern.test(value as string);
    }
    case 'number_format':
      return own.format === 'safeint' ? Number.isSafeInteger : undefined;
    case 'greater_than': {
      const { value: least, inclusive } = own;
      return (value) => (inclusive ? (value as number) >= Number(least) : (value as number) > Number(least));
    }
    case 'less_than': {
      const { value: most, inclusive } = own;
      return (value) => (inclusive ? (value as number) <= Number(most) : (value as number) < Number(most));
    }
    default:
      return undefined;
  }
}

function compileObject({ shape, catchall }: z.core.$ZodObjectDef, manner: Manner): CompiledCheck | undefined {
  if (catchall !== undefined && !['never', 'unknown'].includes(catchall._zod.def.type)) return undefined;
  const fields = Object.entries(shape).map(([name, schema]) => [name, compileCheck(schema, manner)] as const);
  const isClosed = manner.strict && catchall?._zod.def.type === 'never';
  return (value) => {
    if (!isMembers(value)) return false;
    for (const [name, check] of fields) if (!check(value[name])) return false;
    return !isClosed || Object.keys(value).every((name) => Object.hasOwn(shape, name));
  };
}

/** By the field that tells them apart. */
function compileByField(def: z.core.$ZodDiscriminatedUnionDef, manner: Manner): CompiledCheck | undefined {
  const byValue = new Map<unknown, CompiledCheck>();
  for (const option of def.options as readonly Schema[]) {
    const { def: made } = option._zod as { readonly def: z.core.$ZodTypeDef & Partial<z.core.$ZodObjectDef> };
    const field = made.shape?.[def.discriminator]?._zod.def as z.core.$ZodLiteralDef<z.core.util.Literal> | undefined;
    if (field?.type !== 'literal') return undefined;
    for (const value of field.values) byValue.set(value, compileCheck(option, manner));
  }
  return (value) => isMembers(value) && byValue.get(value[def.discriminator])?.(value) === true;
}

function compileRecord({ keyType, valueType }: z.core.$ZodRecordDef, manner: Manner): CompiledCheck | undefined {
  if (keyType._zod.def.type !== 'string') return undefined;
  const [isKey, isValue] = [compileCheck(keyType, manner), compileCheck(valueType, manner)];
  return (value) =>
    isMembers(value) &&
    Object.getPrototypeOf(value) === Object.prototype &&
    Object.keys(value).every((name) => name !== '__proto__' && isKey(name) && isValue(value[name]));
}

type Definition = z.core.$ZodTypes['_zod']['def'];

function compileType(def: Definition, manner: Manner): CompiledCheck | undefined {
  switch (def.type) {
    case 'string':
      return def.coerce ? undefined : (value) => typeof value === 'string';
    case 'number':
      return def.coerce ? undefined : Number.isFinite;
    case 'boolean':
      return def.coerce ? undefined : (value) => typeof value === 'boolean';
    case 'null':
      return (value) => value === null;
    case 'unknown':
      return trivial;
    case 'literal': {
      const [only, ...more] = def.values;
      return more.length === 0 ? (value) => value === only : (value) => def.values.some((one) => one === value);
    }
    case 'enum': {
      const values = new Set<unknown>(Object.values(def.entries));
      return (value) => values.has(value);
    }
    case 'optional':
    case 'nullable': {
      const inner = compileCheck(def.innerType, manner);
      const without = def.type === 'optional' ? undefined : null;
      return (value) => value === without || inner(value);
    }
    case 'array': {
      const element = compileCheck(def.element, manner);
      return (value) => Array.isArray(value) && value.every(element);
    }
    case 'object':
      return compileObject(def, manner);
    case 'record':
      return compileRecord(def, manner);
    case 'union': {
      if ('discriminator' in def) return compileByField(def as z.core.$ZodDiscriminatedUnionDef, manner);
      const options = def.options.map((option) => compileCheck(option, { strict: true }));
      return (value) => options.some((check) => check(value));
    }
    case 'lazy': {
      let made: CompiledCheck | undefined;
      return (value) => {
        made ??= compileCheck(def.getter(), manner);
        return made(value);
      };
    }
    default:
      return undefined;
  }
}

/**
 * A schema as a function that looks and makes nothing: several times as fast as parsing, which copies all it reads. What
 * it does not know the schema is asked about, field by field.
 */
export function compileCheck(schema: Schema, manner: Manner = { strict: false }): CompiledCheck {
  const type = compileType((schema as z.core.$ZodTypes)._zod.def, manner);
  const own = compileOwn(schema);
  if (type === undefined || own === undefined) return (value) => (schema as z.ZodType).safeParse(value).success;
  return own === trivial ? type : both(type, own);
}
