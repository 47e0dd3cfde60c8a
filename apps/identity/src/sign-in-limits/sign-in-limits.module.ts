import { Module } from '@nestjs/common';
import { PruneTimer } from './prune-timer.js';
import { SignInFailureRepository } from './sign-in-failure.repository.js';
import { SignInLimits } from './sign-in-limits.js';

@Module({ providers: [SignInLimits, SignInFailureRepository, PruneTimer], exports: [SignInLimits] })
export class SignInLimitsModule {}
