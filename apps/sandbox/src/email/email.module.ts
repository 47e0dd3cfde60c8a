import { Module } from '@nestjs/common';
import { EmailController } from './email.controller.js';
import { EmailRepository } from './email.repository.js';
import { EmailService } from './email.service.js';
import { SendRate } from './send-rate.js';

@Module({
  controllers: [EmailController],
  providers: [EmailService, EmailRepository, SendRate],
  exports: [EmailRepository],
})
export class EmailModule {}
