import { Controller, Get, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Public } from '../auth/auth.decorators.js';
import { ApiRoute } from '../docs/api-route.decorator.js';
import { Lifecycle } from '../lifecycle/lifecycle.js';
import { HealthRegistry } from './health-registry.js';
import type { CheckResult } from './health-registry.js';

interface Readiness {
  status: 'ready' | 'degraded' | 'not-ready' | 'draining';
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
  @ApiRoute({
    summary:
      'Should it get traffic? 503 when a critical dependency is down or when shutting down; 200 `degraded` without another one.',
  })
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<Readiness> {
    const { ready, degraded, checks } = await this.registry.report();
    reply.code(ready && !this.lifecycle.draining ? 200 : 503);
    if (this.lifecycle.draining) return { status: 'draining', checks };
    return { status: !ready ? 'not-ready' : degraded ? 'degraded' : 'ready', checks };
  }
}
