import { DeskrailError, type Embeddings } from '@deskrail/contracts';
import type { EmbeddingsInterface } from '@langchain/core/embeddings';
import { away, whileAsked } from './away.js';
import { type Hiding, hidePersonal } from './hide-personal.js';
import { normalized } from './normalized.js';

/** The model's name, where the class tells it. */
function nameOf(embeddings: EmbeddingsInterface): string {
  const { model, modelName } = embeddings as { model?: unknown; modelName?: unknown };
  const told = [model, modelName].find((name) => typeof name === 'string' && name !== '');
  return [embeddings.constructor.name, ...(told === undefined ? [] : [told])].join('/');
}

/** Any of LangChain's embeddings for Deskrail. Name the model where its class does not: vectors of another are not compared. */
export function langchainEmbeddings(
  embeddings: EmbeddingsInterface,
  {
    name = nameOf(embeddings),
    batchSize = 128,
    masking,
  }: { readonly name?: string; readonly batchSize?: number; readonly masking?: Hiding } = {},
): Embeddings {
  return {
    name,
    async embed(texts, { signal }) {
      const vectors: (readonly number[])[] = [];
      for (let at = 0; at < texts.length; at += batchSize) {
        const batch = texts.slice(at, at + batchSize).map((text) => hidePersonal(text, masking));
        const made = await whileAsked(signal, () => embeddings.embedDocuments(batch)).catch(
          away(`The embeddings ${name}`, signal),
        );
        if (made.length !== batch.length || made.some((vector) => !vector.every(Number.isFinite))) {
          throw new DeskrailError('dependency-unavailable', `The embeddings ${name} gave no vector for each text.`, {
            retryable: true,
          });
        }
        vectors.push(...made.map(normalized));
      }
      return vectors;
    },
  };
}
