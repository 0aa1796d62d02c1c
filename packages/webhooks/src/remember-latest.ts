/**
 * The same answer for the same thing as long as nothing else was asked for in between: a delivery is verified and read one
 * right after the other, and parsed once for both. A `WeakMap` would do as well, and cost more than the parsing to collect.
 */
export function rememberLatest<Key extends object, Value>(make: (key: Key) => Value): (key: Key) => Value {
  let latest: { readonly key: Key; readonly value: Value } | undefined;
  return (key) => {
    if (latest?.key !== key) latest = { key, value: make(key) };
    return latest.value;
  };
}
