import { z } from 'zod';

const MAX_AGENTS = 50;
const writeText = 'write a text';
const writeAgents = `write a whole number from 1 to ${MAX_AGENTS}`;
const writeAddress = 'write HOST:PORT, such as `envoy.example.com:8080`';
const text = z.string(writeText).min(1, writeText);

/** Where the clients of a target run, as the file has it. */
export const fleetProfile = z.strictObject({
  mode: z.enum(['worker', 'job'], 'write worker or job').default('worker'),
  agents: z.int(writeAgents).min(1, writeAgents).max(MAX_AGENTS, writeAgents).optional(),
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
