import { createHash } from 'node:crypto';

/** The hex SHA-256 of a text, at once: thousands are made while a folder is read. */
export const textHash = (text: string): string => createHash('sha256').update(text).digest('hex');

/** An evidence's `version` of a source's whole text. */
export const versionOf = (text: string): string => `sha256:${textHash(text)}`;
