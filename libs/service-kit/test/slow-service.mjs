import { Controller, Get, Module } from '@nestjs/common';
import {
  AppError,
  bootstrapService,
  defineConfig,
  Public,
  ServiceModule,
  serviceSettings,
} from '@breakwater/service-kit';

/** Plain JavaScript, because Node runs it as it is: decorators are applied by hand. */
const state = { release: undefined, stubborn: false };

class RestingError extends AppError {
  code = 'resting';
  status = 503;
}

class SlowController {
  slow() {
    process.stdout.write('{"msg":"slow request arrived"}\n');
    return new Promise((resolve) => {
      state.release = () => resolve({ finished: true });
    });
  }

  stubborn() {
    state.stubborn = true;
    return {};
  }

  reject() {
    void Promise.reject(new Error('nobody handles this'));
    return {};
  }

  defect() {
    throw new Error('a defect');
  }

  resting() {
    throw new RestingError('Come back later.', { retryAfterSeconds: 1 });
  }

  /** Consumers stop here; the sample's unfinished request is released only now, when draining has begun. */
  async beforeApplicationShutdown() {
    process.stdout.write('{"msg":"consumers stopped"}\n');
    if (state.stubborn) {
      await new Promise(() => {});
    }
    setImmediate(() => state.release?.());
  }

  onApplicationShutdown() {
    process.stdout.write('{"msg":"database closed"}\n');
  }
}

for (const [name, path] of [
  ['slow', 'slow'],
  ['stubborn', 'stubborn'],
  ['reject', 'reject'],
  ['defect', 'defect'],
  ['resting', 'resting'],
]) {
  Get(path)(SlowController.prototype, name, Object.getOwnPropertyDescriptor(SlowController.prototype, name));
}
Public()(SlowController);
Controller()(SlowController);

class SlowModule {}
Module({})(SlowModule);

await bootstrapService(defineConfig('slow', serviceSettings({ port: 0 })), (config) => ({
  module: SlowModule,
  imports: [ServiceModule.register(config)],
  controllers: [SlowController],
}));
