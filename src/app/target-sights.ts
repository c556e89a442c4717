import { AppError } from '../domain/errors.ts';
import type { Clock } from '../ports/clock.ts';
import { type FindDeps, type FoundTarget, findTarget } from './find-target.ts';

/** A target as it was found just now, or why it could not be read. */
export type Look = ({ ok: true } & FoundTarget) | { ok: false; message: string };

/** So long a look is as good as a new one, in milliseconds: a form asks at every key that is typed. */
const FRESH_MS = 10_000;
const FAILED_FRESH_MS = 3000;

interface SightDeps {
  clock: Clock;
  /** @throws AppError `target_unknown` */
  target: (name: string) => FindDeps['target'];
  guard: (name: string) => FindDeps['guard'];
}

/** Looks at targets for forms: at each once at a time, however often it is asked. Never rejects. */
export function createTargetSights(deps: SightDeps): (name: string) => Promise<Look> {
  const looks = new Map<string, { look: Promise<Look>; until: number }>();
  return (name) => {
    const known = looks.get(name);
    if (known !== undefined && deps.clock.monotonicMs() < known.until) return known.look;
    const entry = { look: lookAt(deps, name), until: Number.POSITIVE_INFINITY };
    looks.set(name, entry);
    void entry.look.then(({ ok }) => {
      entry.until = deps.clock.monotonicMs() + (ok ? FRESH_MS : FAILED_FRESH_MS);
    });
    return entry.look;
  };
}

async function lookAt({ target, guard }: SightDeps, name: string): Promise<Look> {
  try {
    return { ok: true, ...(await findTarget({ target: target(name), guard: guard(name) })) };
  } catch (cause) {
    return { ok: false, message: cause instanceof AppError ? cause.message : 'something unexpected happened.' };
  }
}
