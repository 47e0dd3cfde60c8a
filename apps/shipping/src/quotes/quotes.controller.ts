import { quoteBody, quoteView, type QuoteBody, type QuoteView } from '@breakwater/contracts';
import { ApiRoute, CurrentUser, HonoursDeadline, type Principal } from '@breakwater/service-kit';
import { Body, Controller, Post } from '@nestjs/common';
import { QuotesService } from './quotes.service.js';

@Controller('quotes')
export class QuotesController {
  constructor(private readonly quotes: QuotesService) {}

  @Post()
  @HonoursDeadline()
  @ApiRoute({
    summary: 'What a parcel costs, by carrier, cheapest first',
    response: quoteView,
    status: 201,
    errors: [400, 401, 503],
  })
  quote(@Body({ schema: quoteBody }) body: QuoteBody, @CurrentUser() user: Principal): Promise<QuoteView> {
    return this.quotes.quote(user.customerId, body);
  }
}
