import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { readCredentials } from '../../../src/adapters/eks/read-credentials.ts';

const folder = mkdtempSync(join(tmpdir(), 'nlb-aws-'));
afterEach(() => vi.unstubAllEnvs());
afterAll(() => rmSync(folder, { recursive: true }));

test('a credentials file that was rewritten is read again', async () => {
  const file = join(folder, 'credentials');
  vi.stubEnv('AWS_ACCESS_KEY_ID', undefined);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', undefined);
  vi.stubEnv('AWS_PROFILE', undefined);
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', file);
  vi.stubEnv('AWS_CONFIG_FILE', join(folder, 'config'));
  for (const key of ['AKIAFIRST', 'AKIASECOND']) {
    writeFileSync(file, `[default]\naws_access_key_id = ${key}\naws_secret_access_key = secret\n`);
    expect(await readCredentials({ cluster: 'grpc-prod', region: 'us-west-1' })).toMatchObject({ accessKeyId: key });
  }
});

test.for([undefined, 'arn:aws:iam::123456789012:role/nlb-bot'])(
  'temporary credentials without their session token are named, with role %s',
  async (roleArn) => {
    const source = async () => ({ accessKeyId: 'ASIATEMPORARY', secretAccessKey: 'secret' });
    await expect(readCredentials({ cluster: 'grpc-prod', region: 'us-west-1', roleArn, source })).rejects.toMatchObject(
      {
        code: 'aws_credentials',
        message: expect.stringMatching(
          /^The AWS credentials ASIATEMPORARY .*lack their session token: set AWS_SESSION_TOKEN/,
        ),
      },
    );
  },
);
