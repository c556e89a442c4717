import { expect, test } from 'vitest';
import { presignCallerIdentity, tokenOf } from '../../../src/adapters/eks/sts-token.ts';
import { createTokenWebhook, type TokenReview } from './token-webhook.ts';

const signedAt = new Date('2026-11-05T12:00:00Z');
const credentials = { accessKeyId: 'AKIATEST', secretAccessKey: 'secret/of+the+key', sessionToken: 'session/+==' };
const input = { credentials, region: 'us-west-1', cluster: 'grpc-prod', signedAt };
const user = { username: 'nlb-bot', groups: ['nlb'] };

function webhook(ageS = 0) {
  const { secretAccessKey, sessionToken } = credentials;
  return createTokenWebhook({
    cluster: 'grpc-prod',
    principals: {
      AKIATEST: { secretAccessKey, sessionToken, user },
      AKIANOBODY: { secretAccessKey, sessionToken, user: null },
    },
    maxAgeS: 900,
    now: () => signedAt.getTime() + ageS * 1000,
  });
}

const reviewOf = (token: string) => ({
  apiVersion: 'authentication.k8s.io/v1',
  kind: 'TokenReview',
  spec: { token, audiences: ['https://kubernetes.default.svc.cluster.local'] },
});

async function refusal(token: string, ageS = 0): Promise<string | undefined> {
  const { status } = webhook(ageS).review(reviewOf(token));
  expect(status.authenticated).toBe(false);
  return status.error;
}

test('a token of a known principal for this cluster is taken, over HTTP as well, and its hash is kept', async () => {
  const token = tokenOf(await presignCallerIdentity(input));
  const authenticator = webhook(899);
  const server = await authenticator.listen();
  const response = await fetch(server.url, { method: 'POST', body: JSON.stringify(reviewOf(token)) });
  const answer = (await response.json()) as TokenReview;
  await server.close();
  expect(answer).toEqual({
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenReview',
    status: { authenticated: true, user },
  });
  expect(authenticator.reviewed).toEqual([{ hash: expect.stringMatching(/^[0-9a-f]{64}$/), refused: null }]);
  expect(JSON.stringify(authenticator.reviewed)).not.toContain(token);
});

test('a token older than the limit is refused', async () => {
  expect(await refusal(tokenOf(await presignCallerIdentity(input)), 901)).toMatch('901 s old');
});

test('a token for another cluster is refused, since the cluster is part of what is signed', async () => {
  const other = await presignCallerIdentity({ ...input, cluster: 'grpc-staging' });
  expect(await refusal(tokenOf(other))).toBe('SignatureDoesNotMatch');
});

test.for([
  ['a wrong secret', { ...credentials, secretAccessKey: 'another' }, 'SignatureDoesNotMatch'],
  ['an unknown access key', { ...credentials, accessKeyId: 'AKIAOTHER' }, 'InvalidClientTokenId'],
  ['another session token', { ...credentials, sessionToken: 'x' }, 'session token is not that of the key'],
  ['a principal without an access entry', { ...credentials, accessKeyId: 'AKIANOBODY' }, 'no access entry'],
] as const)('a token with %s is refused', async ([, other, reason]) => {
  expect(await refusal(tokenOf(await presignCallerIdentity({ ...input, credentials: other })))).toMatch(reason);
});

test('a token whose URL was changed is refused, whatever the change', async () => {
  const { href } = await presignCallerIdentity(input);
  for (const changed of [
    href.replace('120000Z', '120001Z'),
    href.replace('sts.us-west-1.amazonaws.com', 'sts.us-west-1.example.com'),
    href.replace('https', 'http'),
    `${href}&X-Extra=1`,
    href.replace('host%3Bx-k8s-aws-id', 'host'),
    href.replace('GetCallerIdentity', 'GetSessionToken'),
    href.replace('Expires=60', 'Expires=900'),
  ]) {
    expect(changed).not.toBe(href);
    expect(await refusal(tokenOf(new URL(changed)))).toBeTruthy();
  }
  expect(await refusal(`k8s-aws-v1.${Buffer.from(href).toString('base64')}=`)).toMatch('base64url');
  expect(await refusal('')).toMatch('k8s-aws-v1');
});
