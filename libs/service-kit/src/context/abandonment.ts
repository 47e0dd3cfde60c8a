import type { ServerResponse } from 'node:http';

/** Of what is asked of us: the client has gone before it had its answer. Made only when somebody asks, as few requests do. */
export function abandonmentOf(raw: ServerResponse): () => AbortSignal {
  let controller: AbortController | undefined;
  return () => {
    if (controller !== undefined) return controller.signal;
    const made = new AbortController();
    controller = made;
    const onClose = (): void => {
      if (!raw.writableFinished) made.abort(new Error('the client has gone'));
    };
    if (raw.closed) onClose();
    else raw.once('close', onClose);
    return made.signal;
  };
}
