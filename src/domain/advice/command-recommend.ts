import { quote } from '../quote.ts';
import type { WrongPair } from '../read-pair.ts';
import { findScenario } from '../scenarios.ts';
import { type AskedAdvice, completeAdvice, readAdvicePair } from './workload-keys.ts';

export interface RecommendCommand {
  name: 'recommend';
  asked: AskedAdvice;
  /** Whether anything was said; else everything is the default, and the questions are shown. */
  said: boolean;
  target: string | null;
}

const TARGET = /^[a-z0-9][a-z0-9-]{0,40}$/;

/** Reads the pairs of `recommend` one by one; gives the first mistake, or the command. */
export function createRecommendReader(): {
  read(pair: string): WrongPair | null;
  command(): RecommendCommand;
} {
  const asked = new Map<string, number>();
  let target: string | null = null;
  return {
    read(pair) {
      const [key = '', value = ''] = pair.split('=', 2);
      if (!pair.includes('=') && findScenario(key) !== undefined) {
        return { message: '`recommend` takes no setting: it says which value to set for your clients.', instead: null };
      }
      if (key.toLowerCase() !== 'on') return readAdvicePair(pair, asked);
      const name = value.toLowerCase().replaceAll('_', '-');
      if (target !== null) return { message: '`on` is given twice.', instead: null };
      if (!TARGET.test(name)) return { message: `${quote(value)} is no target's name.`, instead: 'on=lab' };
      target = name;
      return null;
    },
    command: () => ({ name: 'recommend', asked: completeAdvice(asked), said: asked.size > 0, target }),
  };
}
