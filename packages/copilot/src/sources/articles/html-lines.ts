/** A paragraph, a heading, an item of a list, a row of a table: as a browser would show it. */
export interface HtmlLine {
  readonly text: string;
  /** 1 to 6 of a heading, else 0. */
  readonly level: number;
  /** It stands right below the line before: an item of a list, a row of a table. */
  readonly tight: boolean;
  /** How near to the page's heart: 2 in its main part, 1 in an article, 0 anywhere else. */
  readonly place: 0 | 1 | 2;
}

/** Parts cells until their row ends. */
const cellEnds = '\u001f';
/** A first cell or a heading longer than this names nothing: the table only lays out the page. */
const nameAtMost = 60;

/** A row as a person would tell it, `Service: Express; Cost: £7.90`: nobody sends a customer bars. */
function toldRow(cells: readonly string[], header: readonly string[]): string {
  const filled = cells.filter((cell) => cell !== '');
  const [name = '', ...rest] = filled;
  if (header.length === cells.length) {
    const labelled = cells.flatMap((cell, at) => (cell === '' ? [] : header[at] ? `${header[at]}: ${cell}` : cell));
    return `- ${labelled.join('; ')}`;
  }
  return name.length > nameAtMost ? filled.join(' | ') : `- ${name.replace(/:$/u, '')}: ${rest.join('; ')}`;
}

const inCell = new Set(['p', 'div', 'center', 'section', 'figure']);

/** Makes lines of what elements say as they open and close. Only elements that break a line need be told. */
export function htmlLines() {
  const lines: HtmlLine[] = [];
  /** Open lists: the next item's number, 0 where they have none. */
  const lists: number[] = [];
  let text = '';
  let marker = '';
  let gap = true;
  let level = 0;
  let place: HtmlLine['place'] = 0;
  let [inRow, preformatted] = [false, false];
  /** Of the row so far: whether it has a cell, and no other cells than headings. */
  let [rowBegun, onlyHeadings] = [false, true];
  /** What stands above the columns of this table. */
  let header: readonly string[] = [];

  function push(piece: string): void {
    if (piece.replace(/[|\s]+/gu, '') === '') return;
    lines.push({ text: marker + piece, level, tight: !gap, place });
    marker = '';
    gap = false;
  }

  function flush(): void {
    const said = text.replaceAll(cellEnds, ' | ');
    text = '';
    if (preformatted) {
      push(said.replace(/^\s*\n/u, '').trimEnd());
      return;
    }
    const trimmed = said
      .replace(/[^\S\n]+/gu, ' ')
      .replace(/ ?\n ?/gu, '\n')
      .trim();
    // Two breaks in a row are how many write a new paragraph.
    for (const [at, piece] of trimmed.split(/\n{2,}/u).entries()) {
      if (at > 0) gap = lists.length === 0;
      push(piece);
    }
  }

  function flushRow(): void {
    const cells = text.split(cellEnds).map((cell) => cell.replace(/\s+/gu, ' ').trim());
    const isAlone = cells.filter((cell) => cell !== '').length < 2;
    const isHeader =
      onlyHeadings && header.length === 0 && cells.length > 1 && cells.every((cell) => cell.length <= nameAtMost);
    if (isHeader) header = cells.map((cell) => cell.replace(/:$/u, ''));
    // What stands alone in its row is laid out as it would be anywhere else.
    text = isHeader ? '' : isAlone ? text.replaceAll(cellEnds, '') : toldRow(cells, header);
    flush();
  }

  return {
    lines,
    say(words: string): void {
      text += preformatted ? words : words.replace(/\s+/gu, ' ');
    },
    breakLine(): void {
      text += '\n';
    },
    /** Where what comes next stands; what was said before stands where it did. */
    enter(next: HtmlLine['place']): void {
      if (next === place) return;
      flush();
      place = next;
    },
    open(name: string, attributes: Readonly<Record<string, string>>): void {
      if (name === 'td' || name === 'th') {
        if (!inRow) return;
        if (rowBegun) text += cellEnds;
        rowBegun = true;
        onlyHeadings &&= name === 'th';
        return;
      }
      if (inRow && inCell.has(name)) {
        text += ' ';
        return;
      }
      flush();
      gap ||= lists.length === 0 && name !== 'tr';
      inRow = name === 'tr';
      if (name === 'tr') [rowBegun, onlyHeadings] = [false, true];
      if (name === 'table') header = [];
      if (name === 'pre') preformatted = true;
      if (/^h[1-6]$/.test(name)) level = Number(name[1]);
      if (name === 'ul' || name === 'dl') lists.push(0);
      if (name === 'ol') lists.push(Math.max(1, Number.parseInt(attributes.start ?? '1', 10) || 1));
      if (name === 'li') {
        const number = lists.at(-1) ?? 0;
        marker = number === 0 ? '- ' : `${number}. `;
        if (number > 0) lists[lists.length - 1] = number + 1;
        gap = false;
      }
    },
    close(name: string): void {
      if (name === 'td' || name === 'th' || (inRow && inCell.has(name))) return;
      if (name === 'tr' && inRow) flushRow();
      else flush();
      if (name === 'tr') inRow = false;
      if (name === 'table') header = [];
      if (name === 'pre') preformatted = false;
      if (name === 'li') marker = '';
      if (/^h[1-6]$/.test(name)) level = 0;
      if (name === 'ul' || name === 'ol' || name === 'dl') lists.pop();
      if (name !== 'tr' && name !== 'li') gap = lists.length === 0;
    },
    end: flush,
  };
}
