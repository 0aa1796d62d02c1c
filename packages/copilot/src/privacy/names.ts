import type { Span } from './span.js';
export function* namesIn(_text: string): Generator<Span> {}
