/**
 * A seeded generator of uniform numbers in [0, 1) with 32 bits of state; the same seed gives the same sequence everywhere.
 * Only the low 32 bits of `seed` count. Source: Tommy Ettinger, mulberry32, 2017 (public domain).
 */
export function mulberry32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
