import { Controller, Get, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Public } from '../auth/auth.decorators.js';
import { ApiRoute } from '../docs/api-route.decorator.js';
import { Lifecycle } from '../lifecycle/lifecycle.js';
import { HealthRegistry } from './health-registry.js';
import type { CheckResult } from './health-registry.js';

interface Readiness {
  status: 'ready' | 'not-ready' | 'draining';
  checks: Record<string, CheckResult>;
}

@Public()
@Controller('health')
export class HealthController {
  constructor(
    private readonly registry: HealthRegistry,
    private readonly lifecycle: Lifecycle,
  ) {}

  /** Never asks a dependency: restarting this process would not mend a database. */
  @Get('live')
  @ApiRoute({ summary: 'Is the process alive?' })
  live(): { status: 'live' } {
    return { status: 'live' };
  }

  @Get('ready')
  @ApiRoute({ summary: 'Should it get traffic? 503 when a critical dependency is down or when shutting down.' })
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<Readiness> {
    const { ready, checks } = await this.registry.report();
    const status = this.lifecycle.draining ? 'draining' : ready ? 'ready' : 'not-ready';
    reply.code(status === 'ready' ? 200 : 503);
    return { status, checks };
  }
}
