import { Module } from '@nestjs/common';
import { CarriersController } from './carriers.controller.js';
import { LabelRepository } from './label.repository.js';
import { LabelsService } from './labels.service.js';

@Module({ controllers: [CarriersController], providers: [LabelsService, LabelRepository] })
export class CarriersModule {}
