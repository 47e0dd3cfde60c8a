import type { Session } from '../lib/http/session.js';
import type { ShopClient } from '../lib/http/shop-client.js';
import type { ShopUrls } from '../lib/http/shop-urls.js';
import type { Journal } from './journal.js';
import type { Progress } from './report/progress.js';

/** What every step of one replay works with. */
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
