import { inflateSync } from 'node:zlib';

const windows1252 = new TextDecoder('windows-1252');

/** The texts of each page of a PDF, as pdfkit writes them: page by page, each text in its place on the page. */
export function readPdf(pdf: Buffer): string[][] {
  const source = pdf.toString('latin1');
  return [...source.matchAll(/\/Filter \/FlateDecode\n>>\nstream\n([\s\S]*?)\nendstream/g)]
    .map(([, stream = '']) => inflateSync(Buffer.from(stream, 'latin1')).toString('latin1'))
    .map((content) => [...content.matchAll(/\[(.*?)\] TJ/g)].map(([, parts = '']) => decode(parts)));
}

/** `<48656c> 10 <6c6f> 0` → `Hello`: pieces of text with kerning between them. */
function decode(parts: string): string {
  const hex = [...parts.matchAll(/<([0-9a-f]*)>/g)].map(([, piece]) => piece).join('');
  return windows1252.decode(Buffer.from(hex, 'hex'));
}
