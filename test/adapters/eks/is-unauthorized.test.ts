import { ApiException } from '@kubernetes/client-node';
import { expect, test } from 'vitest';
import { isUnauthorized } from '../../../src/adapters/eks/is-unauthorized.ts';

test.for([
  ['an API call', new ApiException(401, '', {}, {})],
  ['a watch', Object.assign(new Error('Unauthorized'), { statusCode: 401 })],
  ['an error of ours', Object.assign(new Error('refused'), { code: 'cluster_access', status: 401 })],
] as const)('a 401 of %s is one', ([, error]) => {
  expect(isUnauthorized(error)).toBe(true);
});

test('other answers and other failures are none', () => {
  for (const error of [new ApiException(403, '', {}, {}), new Error('401'), { code: '401' }, null, undefined, 401]) {
    expect(isUnauthorized(error)).toBe(false);
  }
});
