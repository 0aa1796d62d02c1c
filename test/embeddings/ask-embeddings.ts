import type { Embeddings } from '@deskrail/contracts';

/** An OpenAI-compatible endpoint as the contracts' port, with nothing around it: for tests and measurements. */
export function askEmbeddings(url: string, model = 'all-minilm-l6-v2-q'): Embeddings {
  return {
    name: model,
    async embed(texts, { signal }) {
      const response = await fetch(`${url}/embeddings`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ model, input: texts, encoding_format: 'base64' }),
        signal,
      });
      if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
      const { data } = (await response.json()) as { readonly data: readonly { readonly embedding: string }[] };
      return data.map(({ embedding }) => {
        const bytes = Uint8Array.from(Buffer.from(embedding, 'base64'));
        return new Float32Array(bytes.buffer);
      });
    },
  };
}
