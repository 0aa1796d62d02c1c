import { possibleInjection } from '../prompts/possible-injection.js';
import type { Check } from './check.js';
import { clarifyingIsTold } from './clarifying-is-told.js';
import { customerMayBeWrittenTo } from './customer-may-be-written-to.js';
import { detailsAreGiven } from './details-are-given.js';
import { evidenceExists } from './evidence-exists.js';
import { languageIsTheirs } from './language-is-theirs.js';
import { lengthFitsChannel } from './length-fits-channel.js';
import { linksAreKnown } from './links-are-known.js';
import { notesStayPrivate } from './notes-stay-private.js';
import { nothingIsHidden } from './nothing-is-hidden.js';
import { personalDataIsTheirs } from './personal-data-is-theirs.js';
import { sentencesAreSupported } from './sentences-are-supported.js';
import { textIsItsSentences } from './text-is-its-sentences.js';

/** The checks that every draft passes, whoever wrote it. An embedder's own go after them. */
export const defaultChecks: readonly Check[] = [
  textIsItsSentences,
  evidenceExists,
  sentencesAreSupported,
  detailsAreGiven,
  notesStayPrivate,
  personalDataIsTheirs,
  linksAreKnown,
  nothingIsHidden,
  languageIsTheirs,
  lengthFitsChannel,
  customerMayBeWrittenTo,
  clarifyingIsTold,
  possibleInjection,
];
