import { describe, expect, it } from 'vitest';
import { createPrometheusQuery } from '../../../src/adapters/prometheus/prometheus-query.ts';

/** A query of a Prometheus that answers with this. */
const finding = (result: unknown, status = 'success') => {
  const body = status === 'success' ? { status, data: { result } } : { status, errorType: 'bad_data', error: result };
  return createPrometheusQuery(async () => body, 'http://prometheus')('x');
};

describe('what a query finds', () => {
  it.each([
    ['a scalar', [1700000000, '2.5'], [2.5]],
    ['a vector', [{ value: [1, '3'] }, { value: [1, '0'] }], [3, 0]],
    ['nothing', [], []],
    ['no number', [{ value: [1, 'NaN'] }, { value: [1, '+Inf'] }, { value: [1, ''] }], []],
    ['a range, which is no instant', [{ values: [[1, '3']] }], []],
    ['something else', null, []],
  ])('is %s', async (_name, result, numbers) => {
    expect(await finding(result)).toEqual(numbers);
  });

  it('is an error with the reason where Prometheus has one', async () => {
    await expect(finding('parse error: unexpected end of input', 'error')).rejects.toMatchObject({
      code: 'stats_unreadable',
      message: 'Prometheus http://prometheus did not answer: bad_data: parse error: unexpected end of input.',
    });
  });
});
