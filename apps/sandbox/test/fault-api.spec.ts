import { randomUUID } from 'node:crypto';
import { call, lackingSecurityHeaders, type TestDatabase } from '@breakwater/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  EMAILS,
  type FaultySandbox,
  LABELS,
  RATES,
  type ShownFault,
  startFaultySandbox,
  TOKEN,
} from './start-faulty-sandbox.js';
import { createSandboxDatabase, problemIn } from './start-sandbox.js';

const HANG = { kind: 'hang', route: RATES, seconds: 60 };

describe('the fault API', () => {
  let database: TestDatabase;
  let sandbox: FaultySandbox;

  beforeAll(async () => {
    database = await createSandboxDatabase();
    sandbox = await startFaultySandbox(database);
  });
  afterEach(() => sandbox.clear());
  afterAll(async () => {
    await sandbox.stop();
    await database.drop();
  });

  it('sets a fault and says when it ends', async () => {
    const { status, body, headers } = await sandbox.control('POST', '/faults', { ...HANG, target: 'swiftpost' });
    expect(status).toBe(201);
    expect(lackingSecurityHeaders(headers)).toEqual([]);
    const fault = body as ShownFault;
    expect(fault).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      kind: 'hang',
      route: RATES,
      target: 'swiftpost',
      percent: 100,
      seconds: 60,
      after: false,
      createdAt: expect.any(String) as string,
      expiresAt: expect.any(String) as string,
      remainingMs: expect.any(Number) as number,
      seen: 0,
      hits: 0,
      held: 0,
    });
    expect(Date.parse(fault.expiresAt) - Date.parse(fault.createdAt)).toBe(60_000);
    const [listed] = await sandbox.list();
    expect(listed).toEqual({ ...fault, remainingMs: listed?.remainingMs });
    expect(listed?.remainingMs).toBeGreaterThan(50_000);
  });

  it('replaces all faults by a list, or none when one of it is wrong', async () => {
    const { id } = await sandbox.set(HANG);
    const wrong = await sandbox.control('PUT', '/faults', { faults: [HANG, { ...HANG, seconds: 0 }] });
    expect(wrong.status).toBe(400);
    expect((await sandbox.list()).map((fault) => fault.id)).toEqual([id]);

    const scenario = { description: 'two', faults: [{ ...HANG, kind: 'drop' }, HANG] };
    const { status, body } = await sandbox.control('PUT', '/faults', scenario);
    expect(status).toBe(200);
    expect(body).toMatchObject({ faults: [{ kind: 'drop' }, { kind: 'hang' }] });
    expect((await sandbox.list()).map(({ kind }) => kind)).toEqual(['drop', 'hang']);

    expect((await sandbox.control('PUT', '/faults', { faults: [] })).status).toBe(200);
    expect(await sandbox.list()).toEqual([]);
  });

  it('ends one fault, or all', async () => {
    const faults = [await sandbox.set(HANG), await sandbox.set(HANG), await sandbox.set(HANG)];
    expect((await sandbox.control('DELETE', `/faults/${faults[1]?.id}`)).status).toBe(204);
    expect((await sandbox.list()).map(({ id }) => id)).toEqual([faults[0]?.id, faults[2]?.id]);
    const again = await sandbox.control('DELETE', `/faults/${faults[1]?.id}`);
    expect(again.status).toBe(404);
    expect(problemIn(again).code).toBe('unknown-fault');
    expect((await sandbox.control('DELETE', '/faults')).status).toBe(204);
    expect(await sandbox.list()).toEqual([]);
  });

  it.each([
    ['no token', {}, 'Bearer realm="breakwater"'],
    ['another token', { authorization: 'Bearer another-token-of-20' }, 'invalid_token'],
    ['the beginning of the token', { authorization: `Bearer ${TOKEN.slice(0, -1)}` }, 'invalid_token'],
    ['the token and more', { authorization: `Bearer ${TOKEN}s` }, 'invalid_token'],
    ['another scheme', { authorization: `Basic ${TOKEN}` }, 'Bearer realm="breakwater"'],
  ])('does not open to %s', async (_what, headers, challenge) => {
    for (const [method, path] of [
      ['GET', '/faults'],
      ['POST', '/faults'],
      ['PUT', '/faults'],
      ['DELETE', '/faults'],
      ['DELETE', `/faults/${randomUUID()}`],
    ] as const) {
      const answer = await call(sandbox.faultsUrl, method, path, {
        headers,
        ...(method.startsWith('P') && { body: HANG }),
      });
      expect(answer.status, `${method} ${path}`).toBe(401);
      expect(answer.headers.get('www-authenticate')).toContain(challenge);
      expect(problemIn(answer).detail).toContain('FAULTS_TOKEN');
    }
    expect(await sandbox.list()).toEqual([]);
  });

  it.each<[string, unknown, string, RegExp]>([
    ['no body', undefined, '', /expected a fault/],
    ['a list', [HANG], '', /expected a fault, an object with "kind"/],
    ['no kind', { route: RATES, seconds: 1 }, 'kind', /received nothing; expected one of "latency", "hang"/],
    ['an unknown kind', { ...HANG, kind: 'meteor' }, 'kind', /received "meteor"; expected one of "latency"/],
    ['no route', { kind: 'hang', seconds: 1 }, 'route', /received nothing; expected one of/],
    [
      'an unknown route',
      { ...HANG, route: 'GET /inbox' },
      'route',
      /received "GET \/inbox"; expected one of "POST \/carriers\/:carrier\/rates", .*"POST \/email\/messages", "\*"/,
    ],
    ['an unknown target', { ...HANG, target: 'dhl' }, 'target', /received "dhl"; expected one of "swiftpost"/],
    [
      'a target of a route without',
      { ...HANG, route: EMAILS, target: 'swiftpost' },
      'target',
      /received "swiftpost".*leave "target" out/,
    ],
    ['no end', { kind: 'hang', route: RATES }, 'seconds', /received nothing; .*from 1 to 3600/],
    ['an end at once', { ...HANG, seconds: 0 }, 'seconds', /received 0; .*from 1 to 3600/],
    ['an end too far away', { ...HANG, seconds: 3_601 }, 'seconds', /received 3601; /],
    ['half a second', { ...HANG, seconds: 0.5 }, 'seconds', /received 0.5; /],
    ['no percent', { ...HANG, percent: 0 }, 'percent', /received 0; .*from 1 to 100/],
    ['more than all', { ...HANG, percent: 101 }, 'percent', /received 101; /],
    ['percent as text', { ...HANG, percent: '50' }, 'percent', /received "50"; /],
    ['a status that is no failure', { ...HANG, kind: 'error', status: 404 }, 'status', /received 404; .*500 to 599/],
    ['latency of unknown length', { ...HANG, kind: 'latency' }, 'ms', /received nothing; /],
    ['a negative jitter', { ...HANG, kind: 'latency', ms: 5, jitterMs: -1 }, 'jitterMs', /received -1; /],
    ['an unknown shape', { ...HANG, kind: 'garbage', shape: 'x' }, 'shape', /received "x"; expected one of "wrong-s/],
    ['no rate', { ...HANG, kind: 'rate-limit' }, 'perSecond', /received nothing; /],
    ['after for latency', { ...HANG, kind: 'latency', ms: 5, after: true }, '', /"after"/],
    ['after as text', { ...HANG, after: 'yes' }, 'after', /received "yes"; expected true or false/],
    ['an unknown field', { ...HANG, forever: true }, '', /"forever"/],
  ])('refuses a fault with %s, and names what was wrong', async (_what, body, path, message) => {
    const answer = await sandbox.control('POST', '/faults', body);
    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(problemIn(answer).code).toBe('invalid-request');
    const found = problemIn(answer).errors?.find((error) => error.path === path);
    expect(found?.message, JSON.stringify(answer.body)).toMatch(message);
    expect(await sandbox.list()).toEqual([]);
  });

  it('names the place in a list', async () => {
    const answer = await sandbox.control('PUT', '/faults', { faults: [HANG, { ...HANG, route: 'POST /inbox' }] });
    expect(problemIn(answer).errors?.map(({ path }) => path)).toEqual(['faults.1.route']);
  });

  it('is described at its /openapi.json', async () => {
    const { status, body } = await call(sandbox.faultsUrl, 'GET', '/openapi.json');
    expect(status).toBe(200);
    expect(Object.keys((body as { paths: object }).paths)).toEqual(expect.arrayContaining(['/faults', '/faults/{id}']));
  });

  it('is not on the port of the third parties, nor they on its', async () => {
    expect((await sandbox.call('GET', '/faults', { token: TOKEN })).status).toBe(404);
    expect((await sandbox.control('POST', '/carriers/swiftpost/rates', {})).status).toBe(404);
    expect((await sandbox.control('GET', '/inbox')).status).toBe(404);
  });

  it('counts what was hit in a metric, by kind', async () => {
    const counted = async (kind: string): Promise<number> => {
      const { body } = await sandbox.call('GET', '/metrics');
      const line = new RegExp(`^sandbox_faults_injected_total\\{kind="${kind}"\\} (\\d+)$`, 'm').exec(body as string);
      return Number(line?.[1] ?? 0);
    };
    const before = { error: await counted('error'), garbage: await counted('garbage') };
    await sandbox.set({ kind: 'error', route: LABELS, percent: 50 });
    await sandbox.set({ kind: 'garbage', shape: 'wrong-shape', route: LABELS });
    for (let sent = 0; sent < 10; sent += 1) await sandbox.book(randomUUID());
    expect((await counted('error')) - before.error).toBe(5);
    expect((await counted('garbage')) - before.garbage).toBe(5);
  });
});
