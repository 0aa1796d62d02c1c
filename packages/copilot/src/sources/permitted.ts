/** Whether the asker may read it: what is public, or shares a scope with them. */
export const permitted = (scope: readonly string[], scopes: readonly string[]): boolean =>
  scope.length === 0 || scope.some((one) => scopes.includes(one));
