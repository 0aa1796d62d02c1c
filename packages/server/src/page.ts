import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { DeskrailError } from '@deskrail/contracts';
import { getMimeType } from 'hono/utils/mime';

export interface PageOptions {
  /** Of `index.html` and what it loads. Read once, when the server is made. */
  readonly folder: string;
  /** Origins that may show the page in a frame, such as a desk's sidebar. Default: none. */
  readonly frameAncestors?: readonly string[];
}

/** The page's answer for a path; `undefined` where it has no such file. */
export type Page = (request: Request, path: string) => Response | undefined;

const maxFiles = 500;
const maxBytes = 32 * 1024 * 1024;

/**
 * Static files from memory: no path of a request ever reaches the disk. Links and hidden files are not served. Throws
 * `config-invalid` for a folder without a page.
 */
export function loadPage({ folder, frameAncestors = [] }: PageOptions): Page {
  const files = readFolder(folder);
  const pageHeaders = headersOf(frameAncestors);

  return (request, path) => {
    const file = files.get(path === '/' ? '/index.html' : path);
    if (file === undefined) return undefined;
    const headers = new Headers({ ...pageHeaders, etag: file.etag });
    if (matches(request.headers.get('if-none-match'), file.etag)) return new Response(null, { status: 304, headers });
    headers.set('content-type', file.contentType);
    headers.set('content-length', String(file.bytes.byteLength));
    return new Response(request.method === 'HEAD' ? null : file.bytes, { headers });
  };
}

interface File {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly etag: string;
  readonly contentType: string;
}

function readFolder(folder: string): ReadonlyMap<string, File> {
  const files = new Map<string, File>();
  let size = 0;
  for (const entry of entriesOf(folder)) {
    const path = relative(folder, join(entry.parentPath, entry.name)).split(sep);
    if (!entry.isFile() || path.some((part) => part.startsWith('.'))) continue;
    const bytes = new Uint8Array(readFileSync(join(entry.parentPath, entry.name)));
    size += bytes.byteLength;
    if (files.size >= maxFiles || size > maxBytes) {
      throw new DeskrailError(
        'config-invalid',
        `page.folder holds over ${maxFiles} files or ${maxBytes} bytes: ${folder}.`,
      );
    }
    const etag = `"${createHash('sha256').update(bytes).digest('base64url')}"`;
    const contentType = getMimeType(entry.name) ?? 'application/octet-stream';
    files.set(`/${path.map(encodeURIComponent).join('/')}`, { bytes, etag, contentType });
  }
  if (files.has('/index.html')) return files;
  throw new DeskrailError('config-invalid', `page.folder has no index.html: ${folder}. Build the page first.`);
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true });
  } catch (cause) {
    throw new DeskrailError('config-invalid', `page.folder cannot be read: ${folder}. Build the page first.`, {
      cause,
    });
  }
}

function headersOf(frameAncestors: readonly string[]): Record<string, string> {
  if (!frameAncestors.every((source) => /^https?:\/\/[\w.*:-]+$/.test(source))) {
    throw new DeskrailError('config-invalid', 'page.frameAncestors wants origins, such as https://acme.zendesk.com.');
  }
  const policy = [
    "default-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "object-src 'none'",
    `frame-ancestors ${frameAncestors.length === 0 ? "'none'" : frameAncestors.join(' ')}`,
  ];
  return {
    'content-security-policy': policy.join('; '),
    ...(frameAncestors.length === 0 ? { 'x-frame-options': 'DENY' } : {}),
    'cross-origin-opener-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=()',
    // Names carry no hash: browsers keep the files and ask whether they are still right.
    'cache-control': 'no-cache',
  };
}

const matches = (header: string | null, etag: string): boolean =>
  header?.split(',').some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === etag) ?? false;
