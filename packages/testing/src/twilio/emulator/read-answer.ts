import type { TwilioAnswer } from './answers.js';

type Read = Pick<TwilioAnswer, 'kind' | 'texts'>;

const nothing: Read = { kind: 'empty', texts: [] };
const unreadable: Read = { kind: 'unreadable', texts: [] };

/** Twilio follows an answer only when it is a success. */
export function readAnswer(contentType: string, body: string): Read {
  const text = body.trim();
  if (text === '') return nothing;
  if (/^text\/plain\b/i.test(contentType)) return { kind: 'plain-text', texts: [body] };
  if (!/^(text|application)\/(xml|html)\b/i.test(contentType)) return unreadable;
  return readTwiml(text);
}

function readTwiml(text: string): Read {
  const document = /^(?:<\?xml[^>]*\?>)?\s*<Response\s*(?:\/>|>(.*)<\/Response>)$/s.exec(text);
  if (document === null) return unreadable;
  const messages = (document[1] ?? '').matchAll(/<(Message|Sms)\b[^>]*?(?:\/>|>(.*?)<\/\1>)/gs);
  const texts = [...messages].map(([, , inside = '']) => plain(/<Body>(.*?)<\/Body>/s.exec(inside)?.[1] ?? inside));
  return { kind: 'twiml', texts: texts.filter((one) => one !== '') };
}

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

const plain = (xml: string): string =>
  xml
    .replace(/<Media>.*?<\/Media>/gs, '')
    .replace(/<!\[CDATA\[(.*?)\]\]>/gs, '$1')
    .replace(/&(\w+);/g, (whole, name: string) => entities[name] ?? whole)
    .trim();
