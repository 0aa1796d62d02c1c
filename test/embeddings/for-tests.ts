import type { Embeddings } from '@deskrail/contracts';
import { inject } from 'vitest';
import { askEmbeddings } from './ask-embeddings.ts';

declare module 'vitest' {
  /** What `inject` gives to tests that are named `x.embeddings.test.ts`. */
  export interface ProvidedContext {
    /** An OpenAI client's base URL. */
    embeddingsUrl: string;
  }
}

/** The endpoint that the run shares. */
export const embeddingsForTests = (): Embeddings => askEmbeddings(inject('embeddingsUrl'));
