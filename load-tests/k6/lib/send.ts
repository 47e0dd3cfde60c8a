import http, { type RefinedParams, type ResponseType } from 'k6/http';
import type { Conversation, ShopAnswer, ShopRequest } from '../../flows/requests/shop-request.js';
import { urls } from './deployment.ts';

export interface SendOptions {
  timeoutMs: number;
  /** Whether the answer's text is wanted; else it is read and forgotten. */
  wantsText?: boolean;
}

const PREPARATION_TIMEOUT_MS = 30_000;

/** One request; any other status than its own counts as failed (`http_req_failed`). An answer's status is 0 when none came. */
export function send(request: ShopRequest, { timeoutMs, wantsText = false }: SendOptions): ShopAnswer {
  const { route, service, method, path, headers, body, status } = request;
  const params: RefinedParams<ResponseType> = {
    headers,
    // The name stands for the URL in all figures: one time series for each route, not for each product.
    tags: { name: route },
    timeout: `${timeoutMs}ms`,
    responseType: wantsText ? 'text' : 'none',
    responseCallback: http.expectedStatuses(status),
  };
  const answer = http.request(method, urls[service] + path, body ?? null, params);
  return { status: answer.status, text: typeof answer.body === 'string' ? answer.body : answer.error };
}

/** Says all of a conversation, waiting for each answer. @returns what it comes to; throws what it throws */
export function converse<Result>(conversation: Conversation<Result>): Result {
  let step = conversation.next();
  while (!step.done) {
    step = conversation.next(send(step.value, { timeoutMs: PREPARATION_TIMEOUT_MS, wantsText: true }));
  }
  return step.value;
}
