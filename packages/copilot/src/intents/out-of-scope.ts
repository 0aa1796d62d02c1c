const usual = ['oos', 'out_of_scope', 'out-of-scope', 'out of scope', 'none', 'None', 'NONE', 'OOS'];

/** Labels that mean: none of the others. */
export const outOfScopeNames = (more: readonly string[] = []): ReadonlySet<string> => new Set([...usual, ...more]);
