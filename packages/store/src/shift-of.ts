import type { Store } from '@deskrail/contracts';
import { type Shift, unshared } from './sql/sharing.js';

/** The store's shift of this name, or for a store that knows none, one that is always ours. */
export const shiftOf = (store: Store, name: string): Shift =>
  'shift' in store ? (store.shift as (name: string) => Shift)(name) : unshared.shift(name);
