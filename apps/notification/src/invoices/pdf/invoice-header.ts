import { formatDate } from '../../formatting/format-date.js';
import type { InvoiceDocument } from '../invoice-document.js';
import { COLOURS, LEFT, PAGE, RIGHT, WIDTH, write } from './invoice-layout.js';

const BAND_HEIGHT = 92;
const COLUMN_GAP = 18;
const COLUMN_WIDTH = (WIDTH - 2 * COLUMN_GAP) / 3;

/** The band with the shop's name, who and where to, and what the invoice is about; returns the y below. */
export function drawHeader(doc: PDFKit.PDFDocument, invoice: InvoiceDocument): number {
  drawBand(doc, invoice);
  const { customer, shipTo } = invoice;
  const top = BAND_HEIGHT + 30;
  const columns: [string, string[]][] = [
    ['Billed to', [customer.name, customer.email]],
    ['Delivered to', [shipTo.name, shipTo.street, `${shipTo.city} ${shipTo.postcode}`, shipTo.country]],
  ];
  const bottoms = columns.map(([title, lines], index) => drawColumn(doc, index, top, title, lines));
  return Math.max(...bottoms, drawDetails(doc, invoice, top)) + 24;
}

function drawBand(doc: PDFKit.PDFDocument, { invoiceNumber }: InvoiceDocument): void {
  doc.rect(0, 0, PAGE.width, BAND_HEIGHT).fill(COLOURS.brand);
  doc.rect(0, BAND_HEIGHT, PAGE.width, 4).fill(COLOURS.accent);
  write(doc, 'Breakwater', { x: LEFT, y: 28, width: WIDTH / 2, size: 24, bold: true, colour: '#ffffff' });
  write(doc, 'A small shop that stays up', { x: LEFT, y: 56, width: WIDTH / 2, size: 9, colour: '#c9d8e2' });
  const right = { x: RIGHT - WIDTH / 2, width: WIDTH / 2, align: 'right' as const };
  write(doc, 'INVOICE', { ...right, y: 28, size: 20, bold: true, colour: '#ffffff' });
  write(doc, invoiceNumber, { ...right, y: 54, size: 11, colour: '#c9d8e2' });
}

function drawColumn(
  doc: PDFKit.PDFDocument,
  index: number,
  top: number,
  title: string,
  lines: readonly string[],
): number {
  const place = { x: LEFT + index * (COLUMN_WIDTH + COLUMN_GAP), width: COLUMN_WIDTH };
  let y = write(doc, title.toUpperCase(), { ...place, y: top, size: 7.5, bold: true, colour: COLOURS.accent }) + 4;
  lines.forEach((line, position) => {
    y = write(doc, line, { ...place, y, size: 9.5, bold: position === 0 }) + 2;
  });
  return y;
}

function drawDetails(doc: PDFKit.PDFDocument, { orderId, issuedAt, placedAt }: InvoiceDocument, top: number): number {
  const x = LEFT + 2 * (COLUMN_WIDTH + COLUMN_GAP);
  let y = write(doc, 'DETAILS', { x, y: top, width: COLUMN_WIDTH, size: 7.5, bold: true, colour: COLOURS.accent }) + 4;
  const labelWidth = 42;
  for (const [label, value] of [
    ['Issued', formatDate(issuedAt)],
    ['Ordered', formatDate(placedAt)],
    ['Order', orderId],
  ] as const) {
    write(doc, label, { x, y, width: labelWidth, size: 9.5, colour: COLOURS.muted });
    y = write(doc, value, { x: x + labelWidth, y, width: COLUMN_WIDTH - labelWidth, size: 9.5 }) + 2;
  }
  return y;
}
