import type { Session } from '../http/session.js';
import type { ShopClient } from '../http/shop-client.js';
import type { ShopUrls } from '../http/shop-urls.js';
import type { Journal } from './journal.js';
import type { Progress } from '../progress/progress.js';

/** What every step of a run that places orders works with. */
export interface Shop {
  urls: ShopUrls;
  client: ShopClient;
  admin: Session;
  journal: Journal;
  progress: Progress;
  /** Names this run in references, idempotency keys and addresses. */
  runId: string;
  /** Aborted by Ctrl-C. */
  signal: AbortSignal;
}
