import { type FeatureReader, type FeatureSet, featureSet, type Logger } from '@deskrail/contracts';
import { codeOf } from '../code-of.js';
import { withTimeLimit } from '../time-limit.js';

export const unknownFeatures = (about: string): FeatureSet => ({
  about,
  pipeline: 'none/1',
  language: 'und',
  sentiment: 0,
  urgency: 0,
  intents: [],
  outOfScope: true,
  entities: [],
});

/** A message's features; a reader that fails costs the features and nothing more. */
export async function readFeatures(
  reader: FeatureReader,
  input: Parameters<FeatureReader['read']>[0],
  { timeoutMs, logger, signal }: { readonly timeoutMs: number; readonly logger: Logger; readonly signal: AbortSignal },
): Promise<FeatureSet | undefined> {
  try {
    const read = await withTimeLimit('Reading features', { timeoutMs, signal }, (limited) =>
      reader.read(input, { signal: limited }),
    );
    const parsed = featureSet.safeParse(read);
    if (parsed.success) return parsed.data;
    const where = parsed.error.issues[0]?.path.map(String).join('.');
    logger.warn({ reader: reader.version, code: 'event-invalid', where }, 'features failed');
    return undefined;
  } catch (error) {
    signal.throwIfAborted();
    logger.warn({ reader: reader.version, code: codeOf(error) }, 'features failed');
    return undefined;
  }
}
