/** Set by vitest.config.ts: a folder of the run's own, emptied when the run begins. */
export const testLogFolder = (): string | undefined => process.env['TEST_LOG_FOLDER'];
