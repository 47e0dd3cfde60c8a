import { printable } from './printable.js';

/** A4 in points (1/72 inch); the origin is the top left corner. */
export const PAGE = { width: 595.28, height: 841.89 };
export const LEFT = 48;
export const RIGHT = PAGE.width - LEFT;
export const WIDTH = RIGHT - LEFT;
/** Nothing but the footer stands below. */
export const CONTENT_BOTTOM = PAGE.height - 64;
/** Where content begins on the pages after the first. */
export const CONTINUED_TOP = 48;

export const COLOURS = {
  brand: '#12344d',
  accent: '#1f7a8c',
  text: '#1d252b',
  muted: '#64717b',
  rule: '#d5dce1',
  stripe: '#f4f7f9',
};
export const FONTS = { regular: 'Helvetica', bold: 'Helvetica-Bold' };

export interface TextStyle {
  x: number;
  y: number;
  width: number;
  size?: number;
  bold?: boolean;
  colour?: string;
  align?: 'left' | 'right' | 'center';
}

const DEFAULT_SIZE = 9;

function useFont(doc: PDFKit.PDFDocument, style: Pick<TextStyle, 'size' | 'bold'>): void {
  doc.font(style.bold ? FONTS.bold : FONTS.regular).fontSize(style.size ?? DEFAULT_SIZE);
}

/** Writes text, wrapped at `width`; returns the y below it. */
export function write(doc: PDFKit.PDFDocument, text: string, style: TextStyle): number {
  useFont(doc, style);
  doc
    .fillColor(style.colour ?? COLOURS.text)
    .text(printable(text), style.x, style.y, { width: style.width, align: style.align ?? 'left' });
  return doc.y;
}

/** How high the wrapped text will be. */
export function heightOf(
  doc: PDFKit.PDFDocument,
  text: string,
  style: Pick<TextStyle, 'width' | 'size' | 'bold'>,
): number {
  useFont(doc, style);
  return doc.heightOfString(printable(text), { width: style.width });
}

export function rule(doc: PDFKit.PDFDocument, y: number, x = LEFT): void {
  doc.moveTo(x, y).lineTo(RIGHT, y).lineWidth(0.75).strokeColor(COLOURS.rule).stroke();
}
