import { request } from 'undici';

const TIMEOUT_MS = 2_000;

/** Whether a service says that it is ready; a service that does not listen yet is not. */
export async function answersReady(url: string): Promise<boolean> {
  try {
    const { statusCode, body } = await request(`${url}/health/ready`, {
      headersTimeout: TIMEOUT_MS,
      bodyTimeout: TIMEOUT_MS,
    });
    await body.dump();
    return statusCode === 200;
  } catch (error) {
    const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
    if (code === undefined || code === 'UND_ERR_INVALID_ARG') throw error;
    return false;
  }
}
