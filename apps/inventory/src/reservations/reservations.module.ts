import { Module } from '@nestjs/common';
import { OrderCancelledHandler } from './on-order-cancelled.handler.js';
import { OrderPlacedHandler } from './on-order-placed.handler.js';
import { ReservationsRepository } from './reservations.repository.js';
import { ReservationsService } from './reservations.service.js';

@Module({
  providers: [ReservationsRepository, ReservationsService, OrderPlacedHandler, OrderCancelledHandler],
})
export class ReservationsModule {}
