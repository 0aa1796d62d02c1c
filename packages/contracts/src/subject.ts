/** What a subject can be about. Facts with no conversation in mind are about one of the others. */
export const subjectKinds = [
  'conversation',
  'customer',
  'organization',
  'incident',
  'policy',
  'copilot',
  'audit',
] as const;

export type SubjectKind = (typeof subjectKinds)[number];

export interface Subject {
  readonly kind: SubjectKind;
  /** The connection whose desk knows the id; two accounts of one vendor may both have ticket 5158. */
  readonly connection: string;
  /** The desk's own id. For SMS: our address and theirs. */
  readonly id: string;
}

/** `conversation:zendesk:5158`; each part percent-encoded, so that a colon inside a part cannot shift the others. */
export function formatSubject(subject: Subject): string {
  return `${subject.kind}:${encodeURIComponent(subject.connection)}:${encodeURIComponent(subject.id)}`;
}

/** The parts of a subject, or `undefined` for a text that {@link formatSubject} did not write. */
export function parseSubject(text: string): Subject | undefined {
  const [kind, connection, id, ...rest] = text.split(':');
  const known = subjectKinds.find((candidate) => candidate === kind);
  if (known === undefined || !connection || !id || rest.length > 0) return undefined;
  try {
    return { kind: known, connection: decodeURIComponent(connection), id: decodeURIComponent(id) };
  } catch {
    return undefined;
  }
}

/** A conversation's id everywhere in Deskrail: its subject. */
export const conversationId = (connection: string, id: string): string =>
  formatSubject({ kind: 'conversation', connection, id });

/**
 * The subject that a recommendation's events are ordered under, and that its transactions lock: its conversation, or one of
 * its own where a chatbot asked with a bare text.
 */
export const subjectOfRecommendation = (recommendation: {
  readonly recommendationId: string;
  readonly about: { readonly conversation?: string | undefined };
}): string => recommendation.about.conversation ?? conversationId('api', recommendation.recommendationId);

/** The key that order is kept under: `tenant/subject`, each part percent-encoded. */
export function partitionKey(tenant: string, subject: string): string {
  return `${encodeURIComponent(tenant)}/${encodeURIComponent(subject)}`;
}
