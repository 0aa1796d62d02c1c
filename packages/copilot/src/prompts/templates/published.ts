import type { PromptTemplate } from './prompt-template.js';
import { suggest1 } from './suggest-1.js';

/** The template in use; recommendations carry its id and version. */
export const templateInUse: PromptTemplate = suggest1;

/** Every template that recommendations may carry, so that each can be asked again. */
export const publishedTemplates: readonly PromptTemplate[] = [suggest1];
