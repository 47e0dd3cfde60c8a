import { formatMoney } from '../../formatting/format-money.js';
import type { InvoiceDocument } from '../invoice-document.js';
import { COLOURS, CONTENT_BOTTOM, CONTINUED_TOP, RIGHT, rule, write } from './invoice-layout.js';

const WIDTH = 280;
const HEIGHT = 96;
const LEFT = RIGHT - WIDTH;
const PADDING = 5;

/** The sums, kept together: on a page of their own when they no longer fit. */
export function drawTotals(doc: PDFKit.PDFDocument, invoice: InvoiceDocument, top: number): void {
  let y = top + 14;
  if (y + HEIGHT > CONTENT_BOTTOM) {
    doc.addPage();
    y = CONTINUED_TOP;
  }
  const { itemsTotal, shipping, total } = invoice;
  y = drawSum(doc, 'Goods', formatMoney(itemsTotal), y);
  y = drawSum(doc, `Delivery (${shipping.carrier}, ${shipping.service})`, formatMoney(shipping.cost), y);
  rule(doc, y + 3, LEFT);
  const amountTop = y + 10;
  doc.rect(LEFT, amountTop, WIDTH, 28).fill(COLOURS.brand);
  const inBox = { y: amountTop + 9, size: 11, bold: true, colour: '#ffffff' };
  write(doc, 'Total', { ...inBox, x: LEFT + 10, width: 80 });
  write(doc, formatMoney(total), { ...inBox, x: LEFT + 90, width: WIDTH - 100, align: 'right' });
}

function drawSum(doc: PDFKit.PDFDocument, label: string, amount: string, y: number): number {
  const labelWidth = WIDTH - 110;
  const bottom = write(doc, label, { x: LEFT + PADDING, y, width: labelWidth, size: 9.5, colour: COLOURS.muted });
  write(doc, amount, {
    x: LEFT + PADDING + labelWidth,
    y,
    width: WIDTH - labelWidth - 2 * PADDING,
    size: 9.5,
    align: 'right',
  });
  return bottom + 5;
}
