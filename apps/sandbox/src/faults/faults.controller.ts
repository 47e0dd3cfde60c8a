import { ApiRoute, Public } from '@breakwater/service-kit';
import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, UseGuards } from '@nestjs/common';
import { type FaultBody, faultBody, faultList, faultView, type ScenarioBody, scenarioBody } from './fault.schema.js';
import { FaultRegistry } from './fault-registry.js';
import { FaultsTokenGuard } from './faults-token.guard.js';

/** Served on a port of its own. Public as far as customers' access tokens go, which open nothing here. */
@Public()
@UseGuards(FaultsTokenGuard)
@Controller('faults')
export class FaultsController {
  constructor(private readonly faults: FaultRegistry) {}

  @Get()
  @ApiRoute({ summary: 'The faults that there are, oldest first', response: faultList, errors: [401] })
  list() {
    return { faults: this.faults.list().map((fault) => fault.view()) };
  }

  @Post()
  @ApiRoute({ summary: 'Set one more fault', response: faultView, status: 201, errors: [400, 401] })
  set(@Body({ schema: faultBody }) body: FaultBody) {
    return this.faults.set(body).view();
  }

  @Put()
  @ApiRoute({ summary: 'These faults instead of all there are', response: faultList, errors: [400, 401] })
  replaceAll(@Body({ schema: scenarioBody }) { faults }: ScenarioBody) {
    return { faults: this.faults.replaceAll(faults).map((fault) => fault.view()) };
  }

  @Delete()
  @HttpCode(204)
  @ApiRoute({ summary: 'End all faults', errors: [401] })
  clearAll(): void {
    this.faults.clearAll();
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiRoute({ summary: 'End a fault', errors: [401, 404] })
  clear(@Param('id') id: string): void {
    this.faults.clear(id);
  }
}
