import { setImmediate } from 'node:timers/promises';
import type { OrderEventLine } from '@breakwater/contracts';
import { formatMoney } from '../../formatting/format-money.js';
import { formatQuantity } from '../../formatting/format-quantity.js';
import { COLOURS, CONTENT_BOTTOM, CONTINUED_TOP, heightOf, LEFT, rule, WIDTH, write } from './invoice-layout.js';

interface Column {
  title: string;
  x: number;
  width: number;
  align: 'left' | 'right';
  size: number;
  text: (line: OrderEventLine) => string;
}

const CELL_PADDING = 5;
/** Rows drawn before other work of the process gets its turn. */
const ROWS_AT_ONCE = 20;

const columns: readonly Column[] = [
  { title: '#', ...at(0, 22), align: 'left', size: 8.5, text: ({ line }) => String(line) },
  { title: 'Article', ...at(26, 58), align: 'left', size: 8.5, text: ({ sku }) => sku },
  { title: 'Description', ...at(90, 194), align: 'left', size: 8.5, text: ({ name }) => name },
  { title: 'Quantity', ...at(288, 44), align: 'right', size: 9, text: ({ quantity }) => formatQuantity(quantity) },
  { title: 'Unit price', ...at(334, 76), align: 'right', size: 9, text: ({ unitPrice }) => formatMoney(unitPrice) },
  { title: 'Amount', ...at(412, 78), align: 'right', size: 9, text: lineAmount },
];

/** A column's place, counted from the table's left edge. */
function at(offset: number, width: number): Pick<Column, 'x' | 'width'> {
  return { x: LEFT + CELL_PADDING + offset, width };
}

function lineAmount({ quantity, unitPrice }: OrderEventLine): string {
  return formatMoney({ amount: quantity * unitPrice.amount, currency: unitPrice.currency });
}

/** Draws the order's lines over as many pages as they take, the titles on each; returns the y below the last one. */
export async function drawLines(
  doc: PDFKit.PDFDocument,
  lines: readonly OrderEventLine[],
  top: number,
): Promise<number> {
  let y = drawTitles(doc, top);
  for (const [index, line] of lines.entries()) {
    if (index % ROWS_AT_ONCE === ROWS_AT_ONCE - 1) await setImmediate();
    const height = rowHeight(doc, line);
    if (y + height > CONTENT_BOTTOM) {
      doc.addPage();
      y = drawTitles(doc, CONTINUED_TOP);
    }
    drawRow(doc, line, y, height, index % 2 === 1);
    y += height;
  }
  rule(doc, y);
  return y;
}

function drawTitles(doc: PDFKit.PDFDocument, top: number): number {
  const y = top + CELL_PADDING;
  for (const { title, x, width, align } of columns) {
    write(doc, title, { x, y, width, align, size: 8, bold: true, colour: COLOURS.muted });
  }
  const bottom = y + 10 + CELL_PADDING;
  rule(doc, bottom);
  return bottom;
}

function rowHeight(doc: PDFKit.PDFDocument, line: OrderEventLine): number {
  return (
    Math.max(...columns.map(({ text, width, size }) => heightOf(doc, text(line), { width, size }))) + 2 * CELL_PADDING
  );
}

function drawRow(doc: PDFKit.PDFDocument, line: OrderEventLine, top: number, height: number, striped: boolean): void {
  if (striped) doc.rect(LEFT, top, WIDTH, height).fill(COLOURS.stripe);
  for (const { text, x, width, align, size } of columns) {
    write(doc, text(line), { x, y: top + CELL_PADDING, width, align, size });
  }
}
