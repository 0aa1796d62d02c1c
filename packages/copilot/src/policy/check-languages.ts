import type { PolicyRules } from '@deskrail/contracts';
import type { RuleInForce } from './compile-rules.js';
import { readCondition } from './condition-literals.js';
import type { PolicyProblem } from './problems.js';

const names = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' });

const nameOf = (code: string): string | undefined => (/^[a-z]{2}$/u.test(code) ? names.of(code) : undefined);

/** `German`, `DE` and `de-AT` are all `de`. */
function codeMeant(text: string): string | undefined {
  const short = text.toLowerCase().split(/[-_]/u)[0] ?? '';
  if (nameOf(short) !== undefined) return short;
  const letters = Array.from({ length: 26 }, (_, at) => String.fromCharCode(97 + at));
  const codes = letters.flatMap((first) => letters.map((second) => first + second));
  return codes.find((code) => nameOf(code)?.toLowerCase() === text.toLowerCase());
}

/** Languages that a rule asks for and no draft ever has: a field of ISO 639-1 is compared with what is none. */
export function unknownLanguages({ rules: all }: PolicyRules, rules: readonly RuleInForce[]): readonly PolicyProblem[] {
  return rules.flatMap(({ rule, condition }) => {
    const compared = condition === undefined ? [] : readCondition(condition.ast).comparisons;
    const texts = compared
      .filter(({ path, op }) => path === 'draft.language' && (op === '==' || op === '!=' || op === 'in'))
      .flatMap(({ literals }) => literals.filter((one) => typeof one === 'string'));
    return [...new Set(texts)]
      .filter((text) => nameOf(text) === undefined)
      .map((text) => {
        const code = codeMeant(text);
        const meant = code === undefined ? 'codes are such as en, de and fr' : `did you mean ${code}?`;
        const message = `draft.language is never ${JSON.stringify(text)}: it is a code of ISO 639-1; ${meant}`;
        return { path: ['rules', all.indexOf(rule), 'when'], rule: rule.id, message };
      });
  });
}
