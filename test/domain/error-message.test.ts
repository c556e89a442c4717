import { describe, expect, it } from 'vitest';
import { errorMessage, fetchErrorMessage, messageAndAdvice } from '../../src/domain/error-message.ts';
import { AppError } from '../../src/domain/errors.ts';

describe('what was thrown', () => {
  it('is told in its own words', () => {
    expect(errorMessage(new TypeError('it broke'))).toBe('it broke');
    expect(errorMessage('it broke')).toBe('it broke');
    expect(errorMessage(null)).toBe('null');
  });

  it('is told by its code or its name where it has no words', () => {
    // Of an address with several IPs, whose errors Node puts into one.
    expect(errorMessage(Object.assign(new AggregateError([]), { code: 'ECONNREFUSED' }))).toBe('ECONNREFUSED');
    expect(errorMessage(new TypeError())).toBe('TypeError');
  });

  it('is told by its cause where fetch threw it', () => {
    const refused = new Error('connect ECONNREFUSED 127.0.0.1:9');
    expect(fetchErrorMessage(new TypeError('fetch failed', { cause: refused }))).toBe(refused.message);
    expect(fetchErrorMessage(new TypeError('fetch failed'))).toBe('fetch failed');
  });

  it('has advice where that is known', () => {
    const known = new AppError('already_set', 'The target has idle_timeout: 2s already.');
    expect(messageAndAdvice(known)).toBe('The target has idle_timeout: 2s already. Ask for another value.');
    expect(messageAndAdvice(new Error('it broke'))).toBe('it broke');
  });
});
