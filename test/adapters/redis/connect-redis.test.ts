import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectRedis, redisName } from '../../../src/adapters/redis/connect-redis.ts';
import { startTestValkey, type TestValkey } from './test-valkey.ts';

let valkey: TestValkey;
beforeAll(async () => {
  valkey = await startTestValkey();
}, 180_000);
afterAll(() => valkey.close());

const failureOf = async (url: string) => {
  const start = performance.now();
  const error = await connectRedis(url).then(
    () => null,
    (cause: unknown) => cause as Error & { code: string },
  );
  return { code: error?.code, message: error?.message ?? '', ms: performance.now() - start };
};

describe('connectRedis', () => {
  it('connects to a Redis that keeps every key', async () => {
    const redis = await connectRedis(valkey.url);
    expect(await redis.ping()).toBe('PONG');
    redis.disconnect();
  });

  it.each(['allkeys-lru', 'volatile-ttl'])('refuses the policy %s, and says what to set', async (policy) => {
    const redis = await connectRedis(valkey.url);
    await redis.config('SET', 'maxmemory-policy', policy);
    const { code, message } = await failureOf(valkey.url);
    await redis.config('SET', 'maxmemory-policy', 'noeviction');
    redis.disconnect();
    expect(code).toBe('queue_unavailable');
    expect(message).toContain(`maxmemory-policy ${policy}`);
    expect(message).toContain('set it to noeviction');
  });

  it('says in one line, without the password, that nobody listens at an address', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    server.close();
    await once(server, 'close');
    const { code, message, ms } = await failureOf(`redis://:hunter2@127.0.0.1:${port}/0`);
    expect(code).toBe('queue_unavailable');
    expect(message).toMatch(new RegExp(`^Redis at 127\\.0\\.0\\.1:${port} does not answer: .*ECONNREFUSED.*\\.$`));
    expect(message).not.toContain('hunter2');
    expect(ms).toBeLessThan(3000);
  });

  it('gives up within seconds on an address that takes the connection and never answers', async () => {
    const server = createServer((socket) => void socket.on('error', () => undefined)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    const { code, message, ms } = await failureOf(`redis://:hunter2@127.0.0.1:${port}/0`);
    server.close();
    expect(code).toBe('queue_unavailable');
    expect(message).not.toContain('hunter2');
    expect(message.split('\n')).toHaveLength(1);
    expect(ms).toBeLessThan(6000);
  });

  it('tells a wrong password from a server that is not there, and shows neither password', async () => {
    const { code, message } = await failureOf(valkey.url.replace(/:[0-9a-f]{48}@/, ':hunter2@'));
    expect(code).toBe('queue_unavailable');
    expect(message).toContain('WRONGPASS');
    expect(message).not.toContain('hunter2');
  });

  it('names a Redis by host and port alone', () => {
    expect(redisName('rediss://user:secret@cache.example:6380/1')).toBe('cache.example:6380');
    expect(redisName('redis://cache.example')).toBe('cache.example:6379');
    expect(redisName('not a url')).toBe('REDIS_URL');
  });
});
