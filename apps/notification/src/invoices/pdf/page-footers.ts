import { COLOURS, LEFT, PAGE, rule, WIDTH, write } from './invoice-layout.js';

const TOP = PAGE.height - 44;

/** Number, contact and page count at the foot of every page; drawn last, when the number of pages is known. */
export function drawFooters(doc: PDFKit.PDFDocument, invoiceNumber: string, contact: string): void {
  const { start, count } = doc.bufferedPageRange();
  const third = WIDTH / 3;
  const style = { y: TOP + 8, width: third, size: 8, colour: COLOURS.muted };
  for (let page = 0; page < count; page += 1) {
    doc.switchToPage(start + page);
    rule(doc, TOP);
    write(doc, `Invoice ${invoiceNumber}`, { ...style, x: LEFT });
    write(doc, contact, { ...style, x: LEFT + third, align: 'center' });
    write(doc, `Page ${page + 1} of ${count}`, { ...style, x: LEFT + 2 * third, align: 'right' });
  }
}
