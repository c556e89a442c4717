import type { Answer, Ask } from '../../src/domain/ask.ts';
import type { WorkerDesk } from '../../src/ports/worker-desk.ts';

/** Questions and answers in memory; what goes in and out is copied. */
export function createFakeWorkerDesk(): WorkerDesk {
  const asks = new Map<string, Ask[]>();
  const asked = new Set<string>();
  const answers = new Map<string, Answer>();
  const of = (target: string): Ask[] => asks.get(target) ?? [];
  return {
    async ask(target, ask) {
      if (asked.has(ask.id)) return;
      asked.add(ask.id);
      asks.set(target, [...of(target), structuredClone(ask)]);
    },
    async withdraw(target, ask) {
      const left = of(target).filter(({ id }) => id !== ask.id);
      const wasThere = left.length < of(target).length;
      asks.set(target, left);
      if (wasThere) asked.delete(ask.id);
      return wasThere;
    },
    async take(target) {
      const [first, ...rest] = of(target);
      asks.set(target, rest);
      return first ?? null;
    },
    async answer(id, answer) {
      answers.set(id, structuredClone(answer));
    },
    answerTo: async (id) => structuredClone(answers.get(id) ?? null),
  };
}
