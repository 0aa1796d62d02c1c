/** A PDF of a page for each text, one line of 12-point Helvetica for each of its lines; small, and valid to the byte. */
export function handMadePdf(pages: readonly string[], title: string): Uint8Array {
  const escaped = (text: string) => text.replace(/[\\()]/g, (character) => `\\${character}`);
  const font = 3 + 2 * pages.length;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Count ${pages.length} /Kids [${pages.map((_, at) => `${3 + 2 * at} 0 R`).join(' ')}] >>`,
    ...pages.flatMap((text, at) => {
      const lines = text.split('\n').map((line) => `(${escaped(line)}) Tj T*`);
      const content = `BT /F1 12 Tf 16 TL 72 720 Td ${lines.join(' ')} ET`;
      const resources = `<< /Font << /F1 ${font} 0 R >> >>`;
      return [
        `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents ${4 + 2 * at} 0 R /Resources ${resources} >>`,
        `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
      ];
    }),
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
    `<< /Title (${escaped(title)}) >>`,
  ];
  let written = '%PDF-1.4\n';
  const offsets = objects.map((object, at) => {
    const offset = written.length;
    written += `${at + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const trailer = `<< /Size ${objects.length + 1} /Root 1 0 R /Info ${objects.length} 0 R >>`;
  const end = `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer\n${trailer}\nstartxref\n${written.length}\n%%EOF\n`;
  return new TextEncoder().encode(written + end);
}
