import type { ToolCallProposal } from '@deskrail/contracts';

type Arguments = ToolCallProposal['arguments'];

/**
 * An amount as the page's language writes it: of the currency that the call's arguments name by its ISO code, or else the
 * bare number. Never rounded: people approve what is sent.
 */
export function amountText(amount: number, given: Arguments, language = pageLanguage()): string {
  const currency = currencyOf(given);
  const digits = { maximumFractionDigits: 20 } as const;
  if (currency !== undefined)
    return new Intl.NumberFormat(language, { ...digits, style: 'currency', currency }).format(amount);
  const minimumFractionDigits = Number.isInteger(amount) ? 0 : 2;
  return new Intl.NumberFormat(language, { ...digits, minimumFractionDigits }).format(amount);
}

const currencyName = /^(amount|iso)?currency(iso)?(code)?$/;

/** `EUR`, by an argument such as `currency`, `currencyCode` or `iso_currency`. */
function currencyOf(given: Arguments): string | undefined {
  for (const [name, value] of Object.entries(given)) {
    if (typeof value !== 'string' || !currencyName.test(name.replace(/[-_.]/g, '').toLowerCase())) continue;
    const code = value.trim().toUpperCase();
    if (Intl.supportedValuesOf('currency').includes(code)) return code;
  }
  return undefined;
}

/** Of the page that the panel is in; the browser's own where that says none that is known. */
function pageLanguage(): string | undefined {
  const language = globalThis.document?.documentElement.lang;
  if (!language) return undefined;
  try {
    return Intl.getCanonicalLocales(language)[0];
  } catch {
    return undefined;
  }
}
