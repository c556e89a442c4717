import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { followList } from '../../../src/adapters/kubernetes/follow-list.ts';
import type { KubePod } from '../../../src/adapters/kubernetes/kube-objects.ts';
import { type Answer, type FakeApiServer, fakeApiServer, refuse, reply } from './fake-api-server.ts';

const PODS = { path: '/api/v1/namespaces/shop/pods', query: { labelSelector: 'app=envoy' } };

const pod = (uid: string, resourceVersion: string) => ({ metadata: { name: uid, uid, resourceVersion } });
const line = (type: string, object: object): string => `${JSON.stringify({ type, object })}\n`;
const list = (response: ServerResponse, resourceVersion: string, ...uids: string[]): void =>
  reply(response, { metadata: { resourceVersion }, items: uids.map((uid) => pod(uid, resourceVersion)) });

describe('following a list', () => {
  let api: FakeApiServer;
  let over: AbortController;
  const seen: string[][] = [];
  const lost: Error[] = [];

  async function follow(answer: Answer): Promise<void> {
    api = await fakeApiServer(answer);
    over = new AbortController();
    seen.length = 0;
    lost.length = 0;
    const listener = {
      onChange: (objects: ReadonlyMap<string, KubePod>) => seen.push([...objects.keys()]),
      onLost: (error: Error) => lost.push(error),
    };
    await followList<KubePod>(api, PODS, listener, over.signal);
  }
  afterEach(async () => {
    over.abort(new Error('the test is over'));
    await api.close();
  });

  /** The versions from which watches began. */
  const watchedFrom = (): (string | null)[] =>
    api.calls.filter((call) => call.query.has('watch')).map((call) => call.query.get('resourceVersion'));

  it('comes back after a closed stream from the last version seen, bookmarks included', async () => {
    let streams = 0;
    await follow((call, response) => {
      if (!call.query.has('watch')) return list(response, '5', 'a');
      streams += 1;
      response.writeHead(200);
      if (streams === 1) response.end(line('ADDED', pod('b', '7')) + line('BOOKMARK', pod('', '9')));
      else response.write(line('DELETED', pod('a', '11')));
    });
    await vi.waitFor(() => expect(seen).toEqual([['a'], ['a', 'b'], ['b']]));
    expect(watchedFrom()).toEqual(['5', '9']);
    expect(api.calls.filter((call) => !call.query.has('watch'))).toHaveLength(1);
    expect(api.calls.every((call) => call.query.get('labelSelector') === 'app=envoy')).toBe(true);
  });

  it.each([
    [
      'as an event',
      (response: ServerResponse) => response.writeHead(200).end(line('ERROR', { code: 410, reason: 'Expired' })),
    ],
    ['as an answer', (response: ServerResponse) => refuse(response, 410, 'Expired', 'too old resource version')],
  ])('lists anew when its version is gone (410 %s), and so misses nobody who left meanwhile', async (_, gone) => {
    let lists = 0;
    await follow((call, response) => {
      if (!call.query.has('watch'))
        return list(response, String(5 + 95 * lists), ...(lists++ === 0 ? ['a', 'b'] : ['b', 'c']));
      if (call.query.get('resourceVersion') === '5') gone(response);
      else response.writeHead(200).write(line('BOOKMARK', pod('', '101')));
    });
    await vi.waitFor(() =>
      expect(seen).toEqual([
        ['a', 'b'],
        ['b', 'c'],
      ]),
    );
    await vi.waitFor(() => expect(watchedFrom()).toEqual(['5', '100']));
    expect(lost).toEqual([]);
  });

  it('is lost at once when watching is forbidden, and names the rule', async () => {
    await follow((call, response) => {
      if (!call.query.has('watch')) return list(response, '5', 'a');
      refuse(response, 403, 'Forbidden', 'User "bot" cannot watch resource "pods"');
    });
    await vi.waitFor(() => expect(lost).toHaveLength(1));
    expect(lost[0]?.message).toContain('{apiGroups: [""], resources: ["pods"], verbs: ["watch"]}');
  });

  it('is lost, once, when the API server stays away, and not before it has tried for a while', async () => {
    await follow((call, response) => {
      if (!call.query.has('watch')) return list(response, '5', 'a');
      response.destroy();
    });
    await vi.waitFor(() => expect(lost).toHaveLength(1), { timeout: 5000 });
    expect(api.pauses.reduce((sum, pause) => sum + pause, 0)).toBeGreaterThan(40_000);
    expect(lost[0]).toMatchObject({ code: 'target_unreachable' });
  });

  it('fails at once when the first list can not be read', async () => {
    await expect(
      follow((_, response) => refuse(response, 403, 'Forbidden', 'User "bot" cannot list resource "pods"')),
    ).rejects.toMatchObject({ code: 'target_forbidden' });
  });
});
