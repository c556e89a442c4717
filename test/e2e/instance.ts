import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { callLab } from '../../src/adapters/lab/lab-call.ts';
import type { LabState } from '../../src/adapters/lab/lab-state.ts';
import type { Topology } from '../../src/domain/topology.ts';
import type { Holding } from '../../src/ports/target-guard.ts';
import { type Control, createControl } from './control.ts';
import { freePort } from './host.ts';
import { newFolder, type Program, startProgram } from './program.ts';
import { followStory, type Story } from './story.ts';
import { until } from './until.ts';

/** A run that is over soon. */
export const SHORT = 'interval=250ms warmup=500ms observe=5s';

const START_MS = 55_000;

/** What `npm start` starts, on ports and with a state of its own. */
export interface Instance extends Program {
  ports: { workspace: number; labNode: number };
  state: string;
  control: Control;
  story: Story;
  /** What a command of alice is answered to her alone; '' where it is not. */
  answer(text: string): Promise<string>;
  /** The lab as its own socket shows it. */
  topology(): Promise<Topology>;
  holding(): Promise<Holding | null>;
  /** What the lab keeps in its file, which can be asked of a dead lab too. */
  kept(): LabState;
}

/** Starts an instance and resolves when its bot is connected. */
export async function startInstance(
  options: { env?: Record<string, string>; folder?: string } = {},
): Promise<Instance> {
  const folder = options.folder ?? newFolder();
  const state = join(folder, 'state');
  const ports = { workspace: await freePort(), labNode: await freePort() };
  const program = startProgram('start', [], {
    folder,
    env: {
      WORKSPACE_PORT: String(ports.workspace),
      LAB_NODE_PORT: String(ports.labNode),
      NLB_STATE: state,
      ...options.env,
    },
  });
  const url = `http://127.0.0.1:${ports.workspace}`;
  const control = createControl(url);
  const dead = program.ended.then((how) => {
    throw new Error(`the instance ended at its start (${how}): ${program.complaints().join(' | ')}`);
  });
  await Promise.race([dead, until('the bot', () => program.stdout().includes(url) && control.isHealthy(), START_MS)]);
  dead.catch(() => undefined);
  const story = await followStory(url, control);
  const socket = join(state, 'lab.sock');
  return {
    ...program,
    ports,
    state,
    control,
    story,
    answer: async (text) => (await control.type(text)).response?.text ?? '',
    topology: () => callLab<Topology>(socket, 'GET /topology', null),
    holding: () => callLab<Holding | null>(socket, 'GET /holding', null),
    kept: () => JSON.parse(readFileSync(join(state, 'lab.json'), 'utf8')) as LabState,
    async discard() {
      story.close();
      await program.discard();
    },
  };
}
