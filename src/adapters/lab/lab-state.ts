import { createHash } from 'node:crypto';
import { open, readFile, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Undo } from '../../domain/undo.ts';
import type { Template } from './deployment.ts';
import { type LabServiceSettings, SERVICE_DEFAULTS } from './lab-service.ts';

/** Who holds the lab; kept with its fencing token, which only ever grows. */
export interface LeaseState {
  holder: string;
  /** Process id of the holder: the lab runs on the holder's host, so that a dead holder is known at once. */
  pid: number;
  token: number;
  /** Epoch milliseconds: the lease outlives a restart of the lab, which a monotonic time does not. */
  expires: number;
}

/** What the lab remembers over its own end: configuration, the Service's settings, lease, undo record. */
export interface LabState {
  template: Template;
  service: LabServiceSettings;
  lastToken: number;
  lease: LeaseState | null;
  undo: Undo | null;
}

/** Keeps {@link LabState} in one file; a change is on the disk before it counts. */
export interface StateFile {
  current(): LabState;
  /**
   * Changes the state to what `change` makes of it, one change after the other, so that nothing comes between what
   * it looks at and what it writes. When it throws, nothing changes and the error is passed on.
   */
  update(change: (state: LabState) => Partial<LabState>): Promise<LabState>;
}

/** Opens the state of a lab, or begins one with the template given. */
export async function openState(folder: string, initial: Template): Promise<StateFile> {
  const file = join(folder, 'lab.json');
  let state: LabState = { template: initial, service: SERVICE_DEFAULTS, lastToken: 0, lease: null, undo: null };
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text !== null) state = { ...state, ...(JSON.parse(text) as LabState) };
  // A state that was kept before Pods could end in several ways says nothing of it.
  state = { ...state, template: { ...state.template, shutdown: state.template.shutdown ?? initial.shutdown } };
  let last: Promise<void> = Promise.resolve();
  return {
    current: () => state,
    update(change) {
      const next = last.then(async () => {
        const wanted = { ...state, ...change(state) };
        await writeDurably(file, JSON.stringify(wanted, null, 1));
        state = wanted;
        return wanted;
      });
      last = next.then(
        () => undefined,
        () => undefined,
      );
      return next;
    },
  };
}

async function writeDurably(file: string, text: string): Promise<void> {
  const handle = await open(`${file}.next`, 'w', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(`${file}.next`, file);
  // The new name is on the disk only once its folder is.
  const folder = await open(dirname(file), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** sha256 (hex) over what a restore must bring back. */
export function imageOf({ template, service }: Pick<LabState, 'template' | 'service'>): string {
  const { replicas, document, shutdown } = template;
  const { trafficPolicy, targetType, idleTimeoutMs, healthChecks } = service;
  const all = [replicas, document, shutdown, trafficPolicy, targetType, idleTimeoutMs, healthChecks?.port];
  return createHash('sha256').update(all.join('\n')).digest('hex');
}
