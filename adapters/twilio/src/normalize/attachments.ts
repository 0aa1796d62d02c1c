import { type AttachmentInput, isObject, known, readJson, text } from '@deskrail/webhooks';
import { type Fields, word } from './fields.js';

const maxAttachments = 500;

/** `MediaUrl0`, `MediaContentType0` and so on. The URLs want the account's credentials to be fetched. */
export function numberedMedia(fields: Fields): readonly AttachmentInput[] | undefined {
  const attachments: AttachmentInput[] = [];
  for (let index = 0; index < maxAttachments && fields.has(`MediaUrl${index}`); index += 1) {
    const url = word(fields, `MediaUrl${index}`);
    attachments.push(
      attachment({
        id: /\/Media\/(ME[\da-f]+)/i.exec(url ?? '')?.[1],
        url,
        contentType: word(fields, `MediaContentType${index}`),
      }),
    );
  }
  return attachments.length === 0 ? undefined : attachments;
}

/** A Conversations message's `Media`: JSON in a text, or the list itself. */
export function listedMedia(value: unknown): readonly AttachmentInput[] | undefined {
  const json = typeof value === 'string' && value !== '' ? readJson(new TextEncoder().encode(value)) : undefined;
  const media = json === undefined ? value : json.readable ? json.value : undefined;
  const list = (Array.isArray(media) ? media : [media]).filter(isObject).slice(0, maxAttachments);
  if (list.length === 0) return undefined;
  return list.map((each) =>
    attachment({
      id: each.Sid ?? each.sid,
      name: each.Filename ?? each.filename,
      contentType: each.ContentType ?? each.content_type ?? each.contentType,
      size: Number(each.Size ?? each.size ?? Number.NaN),
    }),
  );
}

interface Given {
  readonly id?: unknown;
  readonly name?: unknown;
  readonly url?: unknown;
  readonly contentType?: unknown;
  readonly size?: number;
}

const attachment = ({ id, name, url, contentType, size = Number.NaN }: Given): AttachmentInput =>
  known({
    id: text(id, 512),
    name: text(name, 1024),
    contentType: text(contentType, 256),
    sizeBytes: Number.isSafeInteger(size) && size >= 0 ? size : undefined,
    // Cut short, an address is of no use.
    url: typeof url === 'string' && url !== '' && url.length <= 4096 ? url : undefined,
  }) as AttachmentInput;
