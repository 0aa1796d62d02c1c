import type { PolicyRules } from '@deskrail/contracts';

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const conditionAtMost = 4_096;

/**
 * What of a document with the wrong shape can be looked at all the same: each condition, each id. In the place of what
 * cannot stands something that nothing is wrong with, so that places keep their numbers.
 */
export function looseRules(document: unknown): PolicyRules {
  const root = Array.isArray(document) ? { rules: document as unknown[] } : isObject(document) ? document : {};
  const idOf = (one: unknown, index: number): string =>
    isObject(one) && typeof one.id === 'string' ? one.id : `\u0000${index}`;
  const rules = listOf(root.rules).map((one, index) => {
    const when = isObject(one) ? one.when : undefined;
    const readable = typeof when === 'string' && when !== '' && when.length <= conditionAtMost;
    return { id: idOf(one, index), when: readable ? when : {}, outcome: 'review' as const };
  });
  const limits = listOf(root.limits).map((one, index) => ({ id: idOf(one, index) }));
  return { rules, limits: limits as unknown as NonNullable<PolicyRules['limits']> };
}
