import { Module } from '@nestjs/common';
import { InvoicesController } from './invoices.controller.js';
import { InvoicesRepository } from './invoices.repository.js';
import { InvoicesService } from './invoices.service.js';
import { InvoicePdf } from './pdf/invoice-pdf.js';

@Module({
  controllers: [InvoicesController],
  providers: [InvoicesService, InvoicesRepository, InvoicePdf],
  exports: [InvoicesService, InvoicePdf],
})
export class InvoicesModule {}
