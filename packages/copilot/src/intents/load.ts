import { DeskrailError, type Embeddings } from '@deskrail/contracts';
import { createModel } from './create-model.js';
import type { TrainedIntentModel } from './intent-model.js';
import { fromBytes } from './model-bytes.js';

/**
 * Reads a model from the bytes of its file. Throws `config-invalid` where they are not a whole model, or where it was trained with
 * embeddings that are not given.
 */
export function loadIntentModel(
  bytes: Uint8Array,
  { embeddings }: { readonly embeddings?: Embeddings } = {},
): TrainedIntentModel {
  const learned = fromBytes(bytes);
  const needed = learned.joint?.embeddings;
  if (needed !== undefined && embeddings?.name !== needed) {
    const given = embeddings === undefined ? 'none are given' : `${embeddings.name} are given`;
    throw new DeskrailError(
      'config-invalid',
      `The intent model was trained with the embeddings ${needed}, and ${given}. Give the same ones as \`embeddings\`, or train anew with those you have.`,
    );
  }
  return createModel(learned, embeddings);
}
