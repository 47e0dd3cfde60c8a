import type { FastifyRequest } from 'fastify';
import type { Problem } from './problem-document.js';

type Description = Pick<Problem, 'code' | 'status' | 'detail'>;

/** What Fastify refuses before any handler runs, in words for the client. */
const DESCRIPTIONS: Readonly<Record<string, (request: FastifyRequest) => Description>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: (request) => ({
    code: 'body-too-large',
    status: 413,
    detail: `The body is larger than the ${request.routeOptions.bodyLimit} bytes that are accepted; send less at a time.`,
  }),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: (request) => ({
    code: 'unsupported-media-type',
    status: 415,
    detail: `The content type ${received(request, 'content-type')} is not accepted; send application/json.`,
  }),
  FST_ERR_CTP_EMPTY_JSON_BODY: () => ({
    code: 'empty-body',
    status: 400,
    detail:
      'The content type announces JSON but the body is empty; send a JSON document or leave the content type out.',
  }),
  FST_ERR_CTP_INVALID_JSON_BODY: () => invalidJson(),
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: (request) => ({
    code: 'invalid-content-length',
    status: 400,
    detail: `The body is not as long as the content length ${received(request, 'content-length')} says.`,
  }),
  FST_ERR_BAD_URL: () => ({
    code: 'invalid-url',
    status: 400,
    detail: 'The path is not validly percent-encoded; encode it as UTF-8.',
  }),
  FST_ERR_MAX_PARAM_LENGTH: () => ({
    code: 'parameter-too-long',
    status: 414,
    detail: 'A segment of the path is longer than any valid identifier.',
  }),
};

/** Describes an error of Fastify's own, or `undefined` for any other. */
export function describeFastifyError(error: unknown, request: FastifyRequest): Description | undefined {
  if (!(error instanceof Error)) {
    return undefined;
  }
  if (error instanceof SyntaxError && 'statusCode' in error && error.statusCode === 400) {
    return invalidJson();
  }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return DESCRIPTIONS[code]?.(request);
}

function invalidJson(): Description {
  return { code: 'invalid-json', status: 400, detail: 'The body is not valid JSON; correct its syntax.' };
}

function received(request: FastifyRequest, header: string): string {
  const value = request.headers[header];
  return value === undefined ? '(none)' : JSON.stringify(String(value).slice(0, 100));
}
