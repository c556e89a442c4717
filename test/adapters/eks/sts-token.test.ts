import { expect, test } from 'vitest';
import { presignCallerIdentity, tokenOf } from '../../../src/adapters/eks/sts-token.ts';

/** Inputs, and the URL that botocore 1.44.5 (SigV4QueryAuth, as `aws eks get-token` uses it) makes of them. */
const VECTORS = [
  {
    credentials: {
      accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
      secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    },
    region: 'us-west-1',
    cluster: 'grpc-prod',
    url:
      'https://sts.us-west-1.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15' +
      '&X-Amz-Algorithm=AWS4-HMAC-SHA256' +
      '&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20261105%2Fus-west-1%2Fsts%2Faws4_request' +
      '&X-Amz-Date=20261105T123456Z&X-Amz-Expires=60&X-Amz-SignedHeaders=host%3Bx-k8s-aws-id' +
      '&X-Amz-Signature=91aec612dd1d1bb17e5508d6cfcfddabb433cb59b8e1088a5a021f611ee65f89',
  },
  {
    credentials: {
      accessKeyId: 'ASIAIOSFODNN7EXAMPLE',
      secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
      sessionToken: 'IQoJb3JpZ2luX2VjEXAMPLE//+token==',
    },
    region: 'cn-north-1',
    cluster: 'grpc_staging',
    url:
      'https://sts.cn-north-1.amazonaws.com.cn/?Action=GetCallerIdentity&Version=2011-06-15' +
      '&X-Amz-Algorithm=AWS4-HMAC-SHA256' +
      '&X-Amz-Credential=ASIAIOSFODNN7EXAMPLE%2F20261105%2Fcn-north-1%2Fsts%2Faws4_request' +
      '&X-Amz-Date=20261105T123456Z&X-Amz-Expires=60&X-Amz-SignedHeaders=host%3Bx-k8s-aws-id' +
      '&X-Amz-Security-Token=IQoJb3JpZ2luX2VjEXAMPLE%2F%2F%2Btoken%3D%3D' +
      '&X-Amz-Signature=d7e39f59af40f3a7ae01e965c04906228638eb864f57082c66160e429e833a65',
  },
];

test.for(VECTORS)('a token for $region has the bytes of the one that botocore makes', async ({ url, ...input }) => {
  const presigned = await presignCallerIdentity({ ...input, signedAt: new Date('2026-11-05T12:34:56Z') });
  expect(presigned.href).toBe(url);
  expect(tokenOf(presigned)).toBe(
    `k8s-aws-v1.${btoa(url).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')}`,
  );
});
