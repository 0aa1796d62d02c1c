import { bounded, visibleText } from './plain-data.js';

/** Written around what others wrote, with a token that they cannot have known. */
export interface Fence {
  readonly token: string;
  /** One block; attributes are ours, never a person's text. */
  block(attributes: Readonly<Record<string, string>>, text: string, lengthAtMost: number): string;
}

/** 96 random bits: content has no say in it. */
const randomToken = (): string =>
  Array.from(globalThis.crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, '0')).join(
    '',
  );

/** What looks like one of our lines, or like the marks by which chat templates part their turns. */
const forged =
  /<<(?=[ \t]{0,8}\/?(?:data|end)\b)|<\|(?=[a-z_]{1,32}\|>)|\[(?=\/?INST\])|<(?=<\/?SYS>>)|<(?=\/?(?:system|assistant|developer|user|instructions?)>)/giu;

/** Still readable, and no mark any more. */
const neutralized = (text: string, token: string): string =>
  text.replaceAll(token, '').replace(forged, (mark) => `${mark[0]} `);

export function createFence(newToken: () => string = randomToken): Fence {
  const token = newToken();
  return {
    token,
    block(attributes, text, lengthAtMost) {
      const told = Object.entries(attributes).map(([name, value]) => ` ${name}=${JSON.stringify(value)}`);
      const data = bounded(neutralized(visibleText(text), token), lengthAtMost);
      return `<<DATA ${token}${told.join('')}>>\n${data}\n<<END ${token}>>`;
    },
  };
}
