import type { Logger } from '@deskrail/contracts';
import type { DocumentInterface } from '@langchain/core/documents';
import { type ReadDocument, readDocument, type ToEvidence } from './read-document.js';

/** Documents as they can be cited, each with what came along. What cannot be read is left out, and told to the logger. */
export async function readDocuments<More>(
  found: readonly (readonly [DocumentInterface, More])[],
  {
    name,
    toEvidence,
    logger,
  }: { readonly name: string; readonly toEvidence: ToEvidence | undefined; readonly logger: Logger },
): Promise<readonly { readonly document: ReadDocument; readonly more: More }[]> {
  const documents = await Promise.all(
    found.map(async ([document, more]) => ({ document: await readDocument(document, name, toEvidence), more })),
  );
  const readable = documents.flatMap(({ document, more }) => (document === undefined ? [] : [{ document, more }]));
  if (readable.length < found.length) {
    const left = found.length - readable.length;
    logger.warn({ source: name, documents: left }, 'documents without text or readable scope left out');
  }
  return readable;
}
