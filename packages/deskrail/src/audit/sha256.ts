import { hash } from 'node:crypto';
import type { Digest } from '@deskrail/contracts';

export const sha256: Digest = (text) => `sha256:${hash('sha256', text)}`;
