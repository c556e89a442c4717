import type { Diagnostics } from '../ports/diagnostics.ts';

/** What the supervisor tells the bot when the instance can not go on, and why. */
export interface Ending {
  type: 'ending';
  why: string;
}

/** Says that this instance ends, once its supervisor has said so: what a look then finds amiss comes of that. */
export function createInstanceDiagnostics(): Diagnostics & { hear: (message: unknown) => void } {
  let why: string | null = null;
  return {
    hear(message) {
      const told = message as Partial<Ending>;
      if (told.type === 'ending') why = told.why ?? null;
    },
    async look() {
      return why === null ? [] : [{ ok: false, kind: 'instance-ends', why }];
    },
  };
}
