import { Module } from '@nestjs/common';
import { CarriersModule } from '../carriers/carriers.module.js';
import { LabelBooking } from './label-booking.service.js';
import { OnOrderCancelled } from './on-order-cancelled.handler.js';
import { OnOrderConfirmed } from './on-order-confirmed.handler.js';
import { ShipmentsController } from './shipments.controller.js';
import { ShipmentsRepository } from './shipments.repository.js';

@Module({
  imports: [CarriersModule],
  controllers: [ShipmentsController],
  providers: [ShipmentsRepository, LabelBooking, OnOrderConfirmed, OnOrderCancelled],
})
export class ShipmentsModule {}
