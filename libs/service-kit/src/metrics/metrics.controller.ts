import { Controller, Get, Header } from '@nestjs/common';
import { Public } from '../auth/auth.decorators.js';
import { HiddenFromDocs } from '../docs/api-route.decorator.js';
import { metrics } from './metrics.js';

@Public()
@HiddenFromDocs()
@Controller('metrics')
export class MetricsController {
  @Get()
  @Header('content-type', metrics.contentType)
  async show(): Promise<string> {
    return metrics.metrics();
  }
}
