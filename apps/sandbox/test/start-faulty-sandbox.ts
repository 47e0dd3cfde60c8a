import type { CarrierLabel } from '@breakwater/contracts';
import { call, type CallResult, type TestDatabase, waitUntil } from '@breakwater/testing';
import { FaultsListener } from '../src/faults/faults-listener.js';
import { startSandbox } from './start-sandbox.js';

export const TOKEN = 'a-token-of-the-specs';
export const PARCEL = {
  reference: 'order-1',
  service: 'standard',
  name: 'Ada Lovelace',
  street: '12 St James’s Square',
  city: 'London',
  postcode: 'SW1Y 4JH',
  country: 'GB',
  weightGrams: 500,
};
export const ADDRESSEE = { country: PARCEL.country, postcode: PARCEL.postcode, weightGrams: PARCEL.weightGrams };
export const RATES = 'POST /carriers/:carrier/rates';
export const LABELS = 'POST /carriers/:carrier/labels';
export const EMAILS = 'POST /email/messages';

export interface ShownFault {
  id: string;
  kind: string;
  createdAt: string;
  expiresAt: string;
  remainingMs: number;
  seen: number;
  hits: number;
  held: number;
}

/** The real sandbox with its fault API on a free port. */
export async function startFaultySandbox(database: TestDatabase) {
  const sandbox = await startSandbox(database, {
    FAULTS_PORT: '0',
    FAULTS_TOKEN: TOKEN,
    // The fault API's requests are logged to stdout, not into the run's own log; and waiting is what faults are for.
    SLOW_REQUEST_MS: '3600000',
  });
  const faultsUrl = sandbox.app.get(FaultsListener).url;
  const control = (method: string, path: string, body?: unknown): Promise<CallResult> =>
    call(faultsUrl, method, path, { token: TOKEN, ...(body !== undefined && { body }) });
  const list = async (): Promise<ShownFault[]> =>
    ((await control('GET', '/faults')).body as { faults: ShownFault[] }).faults;
  return {
    ...sandbox,
    faultsUrl,
    control,
    list,
    clear: () => control('DELETE', '/faults'),
    /** @throws Error with the answer when the fault is refused */
    async set(fault: object): Promise<ShownFault> {
      const { status, body } = await control('POST', '/faults', { seconds: 60, ...fault });
      if (status !== 201) throw new Error(`The fault was refused: ${JSON.stringify(body)}`);
      return body as ShownFault;
    },
    held: (requests: number) =>
      waitUntil(
        `the faults to hold ${requests} requests`,
        async () => (await list()).reduce((sum, { held }) => sum + held, 0) === requests,
      ),
    rates: (carrier = 'swiftpost') => sandbox.call('POST', `/carriers/${carrier}/rates`, { body: ADDRESSEE }),
    book: (key: string) =>
      sandbox.call('POST', '/carriers/swiftpost/labels', { body: PARCEL, headers: { 'idempotency-key': key } }),
    async booked(key: string): Promise<Pick<CarrierLabel, 'labelId'>[]> {
      return database.dataSource.query(`SELECT label_id AS "labelId" FROM label WHERE idempotency_key = $1`, [key]);
    },
  };
}

export type FaultySandbox = Awaited<ReturnType<typeof startFaultySandbox>>;
