import type { Span } from './span.js';
export function* addressesIn(_text: string): Generator<Span> {}
