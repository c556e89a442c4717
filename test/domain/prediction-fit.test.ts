import { expect, it } from 'vitest';
import { type Departure, type EndpointEvent, restartShares } from '../../src/domain/prediction.ts';
import { mulberry32 } from '../../src/domain/statistics/mulberry32.ts';

const CLIENTS = 60;
const RESTARTS = 2000;
const OLD = ['old-1', 'old-2', 'old-3'];
const NEW = ['new-1', 'new-2', 'new-3'];
/** A new Pod every 2.2 s; the old one leaves the endpoints 150 ms later and drains for some seconds. */
const READY_MS = [0, 2200, 4400];
const LEAVES_AFTER_MS = 150;
const EVENTS: EndpointEvent[] = READY_MS.flatMap((at_ms, index) => [
  { at_ms, kind: 'added', uid: NEW[index] ?? '' },
  { at_ms: at_ms + LEAVES_AFTER_MS, kind: 'removed', uid: OLD[index] ?? '' },
]);

const random = mulberry32(11);

function readyAt(at: number): string[] {
  const ready = new Set(OLD);
  for (const { at_ms, kind, uid } of EVENTS) {
    if (at_ms > at) break;
    if (kind === 'added') ready.add(uid);
    else ready.delete(uid);
  }
  return [...ready];
}

/** When a connection that is on an old Pod at a moment leaves it: 0.8 to 2.9 s after that Pod began to drain. */
function leavesAt(uid: string, at: number): number {
  const begins = (READY_MS[OLD.indexOf(uid)] ?? 0) + LEAVES_AFTER_MS;
  return Math.max(at + 100, begins + 800 + 2100 * random());
}

/** The chi-square of one simulated drain against the shares predicted from its departures alone. */
function chiSquare(): number {
  const counts = new Map<string, number>();
  const move = (uid: string, by: number): void => void counts.set(uid, (counts.get(uid) ?? 0) + by);
  const pick = (uids: readonly string[]): string => uids[Math.floor(random() * uids.length)] ?? '';
  let open = Array.from({ length: CLIENTS }, () => {
    const uid = pick(OLD);
    move(uid, 1);
    return { uid, at: leavesAt(uid, 0) };
  });
  const initial = Object.fromEntries([...counts].map(([uid, count]) => [uid, count / CLIENTS]));
  const departures: Departure[] = [];
  while (open.length > 0) {
    open.sort((a, b) => a.at - b.at);
    const [first, ...others] = open;
    if (first === undefined) break;
    departures.push({ at_ms: first.at, since_ms: first.at, uid: first.uid, of: counts.get(first.uid) ?? 1 });
    const uid = pick(readyAt(first.at));
    move(first.uid, -1);
    move(uid, 1);
    open = OLD.includes(uid) ? [...others, { uid, at: leavesAt(uid, first.at) }] : others;
  }
  const shares = restartShares(EVENTS, { intervalMs: 100, initial, departures });
  return NEW.reduce((sum, uid) => {
    const expected = CLIENTS * (shares[uid] ?? 0);
    return sum + ((counts.get(uid) ?? 0) - expected) ** 2 / expected;
  }, 0);
}

it('fits clients that pick as predicted neither worse nor better than chance, though it knows when they left', () => {
  const fits = Array.from({ length: RESTARTS }, chiSquare);
  const mean = fits.reduce((sum, fit) => sum + fit, 0) / RESTARTS;
  const above = fits.filter((fit) => fit > 5.991).length / RESTARTS;
  // Two degrees of freedom: mean 2, and 5 % beyond 5.991; the standard errors are 0.045 and 0.005.
  expect(mean).toBeGreaterThan(1.75);
  expect(mean).toBeLessThan(2.1);
  expect(above).toBeGreaterThan(0.03);
  expect(above).toBeLessThan(0.065);
});
