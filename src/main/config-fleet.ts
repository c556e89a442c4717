import { z } from 'zod';
import { text, wholeNumber } from './config-fields.ts';

const MAX_AGENTS = 50;
const writeAddress = 'write HOST:PORT, such as `envoy.example.com:8080`';

/** Where the clients of a target run, as the file has it. */
export const fleetProfile = z.strictObject({
  mode: z.enum(['worker', 'job'], 'write worker or job').default('worker'),
  agents: wholeNumber(1, MAX_AGENTS).optional(),
  image: text.optional(),
  namespace: text.optional(),
  kubeconfig: text.optional(),
  context: text.optional(),
  address: z
    .string(writeAddress)
    .regex(/^(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\]):\d{1,5}$/, writeAddress)
    .optional(),
});

/** What is wrong with where the clients of a target of that kind run, by key. */
export function fleetProblems(kind: string, fleet: z.infer<typeof fleetProfile>): [string, string][] {
  const { mode, ...others } = fleet;
  if (mode === 'worker') {
    return Object.keys(others).map((key) => [
      key,
      'belongs to clients in a Job: write `mode: job` beside it, or leave it out',
    ]);
  }
  if (kind === 'lab') return [['mode', 'write `worker`: the lab is on loopback, where no Pod reaches it']];
  if (fleet.image !== undefined) return [];
  return [['mode', "write `image` beside it: the bot's own image, as the cluster pulls it, such as `nlb-bot:dev`"]];
}
