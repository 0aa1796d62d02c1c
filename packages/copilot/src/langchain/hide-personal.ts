import { createMasking } from '../privacy/masking.js';
import type { PromptMasking } from '../prompts/masking.js';

/** What hides personal data, one for each text; `false`: nothing does. Default: `createMasking()`. */
export type Hiding = (() => Pick<PromptMasking, 'mask'>) | false;

/** A text as a service of somebody else may see it. */
export const hidePersonal = (text: string, masking: Hiding = () => createMasking()): string =>
  masking === false ? text : masking().mask(text);
