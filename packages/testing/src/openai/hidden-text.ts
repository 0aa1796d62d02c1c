const plain = (text: string): string => text.normalize('NFKC');

const lookalikes: Readonly<Record<string, string>> = {
  ...{ а: 'a', е: 'e', о: 'o', р: 'p', с: 'c', х: 'x', у: 'y', і: 'i', ѕ: 's', ԁ: 'd', ո: 'n', ν: 'v', ο: 'o', α: 'a' },
  ...{ '0': 'o', '1': 'i', '3': 'e', '4': 'a', '5': 's', '7': 't', '@': 'a', $: 's' },
};

const unLeet = (text: string): string => text.replace(/[^\n ]/gu, (one) => lookalikes[one] ?? one);

const rot13 = (text: string): string =>
  text.replace(/[a-z]/giu, (letter) => {
    const base = letter <= 'Z' ? 65 : 97;
    return String.fromCharCode(((letter.charCodeAt(0) - base + 13) % 26) + base);
  });

const isReadable = (text: string): boolean => /^[\n\r\t\u0020-\u007e\u00a0-\uffff]{8,}$/u.test(text);

const fromBase64 = (text: string): string[] =>
  [...text.matchAll(/[A-Za-z0-9+/_-]{16,}={0,2}/gu)].flatMap(([coded]) => {
    const decoded = Buffer.from(coded, 'base64').toString('utf8');
    return isReadable(decoded) ? [decoded] : [];
  });

const fromHex = (text: string): string[] =>
  [...text.matchAll(/(?:[0-9a-f]{2}){8,}/giu)].flatMap(([coded]) => {
    const decoded = Buffer.from(coded, 'hex').toString('utf8');
    return isReadable(decoded) ? [decoded] : [];
  });

const fromTags = (text: string): string =>
  [...text]
    .flatMap((one) => {
      const point = one.codePointAt(0) ?? 0;
      return point >= 0xe0020 && point <= 0xe007e ? [String.fromCodePoint(point - 0xe0000)] : [];
    })
    .join('');

/** Every way in which a clever model might read a text: as it stands, and decoded. */
export const readingsOf = (text: string): readonly string[] =>
  [
    ...new Set([text, plain(text), unLeet(text), rot13(text), fromTags(text), ...fromBase64(text), ...fromHex(text)]),
  ].filter((reading) => reading.trim() !== '');
