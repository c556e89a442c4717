import { expect, test } from 'vitest';
import { isUnauthorized } from '../../../src/adapters/eks/is-unauthorized.ts';

test('a 401 is one, and other answers and failures are none', () => {
  expect(isUnauthorized(Object.assign(new Error('refused'), { code: 'target_forbidden', status: 401 }))).toBe(true);
  for (const error of [{ status: 403 }, new Error('401'), { status: '401' }, null, undefined, 401]) {
    expect(isUnauthorized(error)).toBe(false);
  }
});
