import type { PlanDeps } from '../app/plan-run.ts';
import { AppError } from '../domain/errors.ts';
import type { Config, TargetProfile } from './config.ts';
import { fleetPlace } from './open-fleet.ts';
import { type OpenDeps, type OpenTarget, openTarget } from './open-target.ts';

/** The targets of the configuration by name. Each throws AppError `target_unknown` for a name of an older one. */
export interface BotTargets {
  opened(name: string): OpenTarget;
  profileOf(name: string): TargetProfile;
  planDeps(name: string): PlanDeps;
}

/** Opens every target, for reading alone. */
export function openBotTargets({ targets }: Pick<Config, 'targets'>, deps: OpenDeps): BotTargets {
  const all = new Map(targets.map((profile) => [profile.name, { profile, target: openTarget(profile, deps) }]));
  const known = (name: string): { profile: TargetProfile; target: OpenTarget } => {
    const found = all.get(name);
    if (found !== undefined) return found;
    throw new AppError('target_unknown', `There is no target ${name} in this configuration any more.`);
  };
  return {
    opened: (name) => known(name).target,
    profileOf: (name) => known(name).profile,
    planDeps(name) {
      const { profile, target } = known(name);
      return { ...target, place: fleetPlace(profile), need: profile.approval };
    },
  };
}
