import type { Fact } from './vocabulary.js';

/**
 * Whether a fact was found by reading the desk back, not told by it when it happened: it updates what is known, and starts
 * nothing. A delivery that was merely confirmed by a reading is no such fact: it came by itself.
 */
export const isReadBack = ({ authenticity, data }: Fact): boolean =>
  authenticity === 'confirmed' && (data.origin.by === 'export' || data.origin.by === 'rest');
