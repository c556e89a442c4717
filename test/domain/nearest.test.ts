import { describe, expect, it } from 'vitest';
import { nearest } from '../../src/domain/nearest.ts';

const keys = ['clients', 'interval', 'value', 'on', 'dry', 'max-connection-duration'];

describe('nearest', () => {
  it.each([
    ['client', 'clients'],
    ['cleints', 'clients'],
    ['CLIENTZ', 'clients'],
    ['intervall', 'interval'],
    ['inte', 'interval'],
    ['no', 'on'],
    ['dyr', 'dry'],
    ['max-conection-durtion', 'max-connection-duration'],
  ])('finds what %s was meant to be', (word, meant) => {
    expect(nearest(word, keys)).toBe(meant);
  });

  it.each(['', 'xy', 'foo', 'replicas', '__proto__', '😀😀'])('does not guess from %j', (word) => {
    expect(nearest(word, keys)).toBeNull();
  });

  it('finds nothing among no candidates', () => {
    expect(nearest('run', [])).toBeNull();
  });
});
