import { unknownField } from '../domain/envoy-version.ts';
import { AppError } from '../domain/errors.ts';
import type { RunRequest } from '../domain/run.ts';
import type { Setting } from '../domain/setting.ts';
import type { Topology } from '../domain/topology.ts';

/** @throws AppError `target_unfit` when the target's Envoy would not start with the setting, or nobody can tell */
export function assertKnown(setting: Setting, topology: Topology, { target }: RunRequest): void {
  const problem = unknownField(setting, topology.envoy_version, target);
  if (problem !== null) throw new AppError('target_unfit', problem);
}
