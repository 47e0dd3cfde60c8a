import { Module } from '@nestjs/common';
import { CarriersModule } from '../carriers/carriers.module.js';
import { QuotePruner } from './quote-pruner.js';
import { QuotesController } from './quotes.controller.js';
import { QuotesRepository } from './quotes.repository.js';
import { QuotesService } from './quotes.service.js';

@Module({
  imports: [CarriersModule],
  controllers: [QuotesController],
  providers: [QuotesService, QuotesRepository, QuotePruner],
})
export class QuotesModule {}
