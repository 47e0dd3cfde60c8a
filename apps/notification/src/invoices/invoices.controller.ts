import { id } from '@breakwater/contracts';
import { ApiRoute, CurrentUser, type Principal } from '@breakwater/service-kit';
import { Controller, Get, Param, StreamableFile } from '@nestjs/common';
import { InvoicesService } from './invoices.service.js';
import { InvoicePdf } from './pdf/invoice-pdf.js';

@Controller('orders/:orderId/invoice')
export class InvoicesController {
  constructor(
    private readonly invoices: InvoicesService,
    private readonly pdf: InvoicePdf,
  ) {}

  @Get()
  @ApiRoute({ summary: 'The invoice of an order of mine, as PDF', errors: [404] })
  async ofOrder(
    @Param('orderId', { schema: id }) orderId: string,
    @CurrentUser() user: Principal,
  ): Promise<StreamableFile> {
    const invoice = await this.invoices.get(orderId, user);
    const bytes = await this.pdf.render(invoice);
    return new StreamableFile(bytes, {
      type: 'application/pdf',
      disposition: `inline; filename="${invoice.invoiceNumber}.pdf"`,
      length: bytes.length,
    });
  }
}
