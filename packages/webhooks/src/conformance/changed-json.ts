type Json = unknown;
type Path = readonly (string | number)[];

/** Where every value of a JSON document lies, its objects and lists as well. */
export function leafPaths(value: Json, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  const entries: readonly (readonly [string | number, Json])[] = Array.isArray(value)
    ? [...value.entries()]
    : Object.entries(value);
  const below = entries.flatMap(([key, inner]) => leafPaths(inner, [...path, key]));
  return path.length === 0 ? below : [path, ...below];
}

/** The document with another value there; `undefined` leaves it out. */
export function without(whole: Json, [key, ...rest]: Path, value: Json): Json {
  if (key === undefined) return value;
  const copy = (Array.isArray(whole) ? [...whole] : { ...(whole as object) }) as Record<string | number, Json>;
  const next = without(copy[key], rest, value);
  if (next === undefined && Array.isArray(copy)) copy.splice(Number(key), 1);
  else if (next === undefined) delete copy[key];
  else copy[key] = next;
  return copy;
}

/** The document with a field that nobody knows in each of its objects. */
export function withUnknownFields(value: Json): Json {
  if (Array.isArray(value)) return value.map(withUnknownFields);
  if (typeof value !== 'object' || value === null) return value;
  const known = Object.entries(value).map(([key, inner]) => [key, withUnknownFields(inner)] as const);
  return { ...Object.fromEntries(known), new_in_this_version: { of: ['the vendor', 1, null] } };
}
