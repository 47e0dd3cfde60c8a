import { Module } from '@nestjs/common';
import { EmailModule } from '../email/email.module.js';
import { InboxPageController } from './inbox-page.controller.js';

@Module({ imports: [EmailModule], controllers: [InboxPageController] })
export class InboxPageModule {}
