import type { HealthChecks, NlbSettings } from '../../../domain/nlb/nlb-settings.ts';
import type { TargetState } from '../../../domain/nlb/route-flow.ts';
import type { Clock } from '../../../ports/clock.ts';
import { checkHealth } from './check-health.ts';

/** A target as the cluster names it to the balancer. */
export interface NlbTarget {
  /** HOST:PORT. */
  address: string;
  zone: string;
  /** URL of its health on a port of its own. */
  health: string;
  /** Whether a connection to it would reach a Pod; what the balancer goes by while it makes no checks. */
  isReady: boolean;
}

/** A target that the balancer has registered. */
export interface RegisteredTarget extends NlbTarget {
  state: TargetState;
  /** Checks of it since it was registered. */
  checked: number;
}

/** The targets that a balancer has, with their health. */
export interface TargetGroup {
  targets(): readonly RegisteredTarget[];
  /** Registers what is new and deregisters what is gone. */
  set(targets: readonly NlbTarget[]): void;
  /** Makes checks anew after the settings have changed. */
  checkAnew(): void;
  stop(): void;
}

export interface TargetGroupDeps {
  clock: Clock;
  settings: () => NlbSettings;
  /** Checks have found a target unhealthy while another is healthy. */
  onUnhealthy: (address: string) => void;
  /** A deregistered target's delay has passed. */
  onDrained: (address: string) => void;
}

interface Member extends RegisteredTarget {
  /** Passes in a row, or failures as a negative number. */
  streak: number;
  /** Ends what goes on for the member: its checks, or the wait of its deregistration. */
  life: AbortController;
}

/** Registers targets, checks them, and lets them drain once they are deregistered. */
export function createTargetGroup(deps: TargetGroupDeps): TargetGroup {
  const { clock, settings } = deps;
  const members = new Map<string, Member>();
  const arriving = new Map<string, { target: NlbTarget; wait: AbortController }>();

  function register(target: NlbTarget): void {
    arriving.delete(target.address);
    members.get(target.address)?.life.abort();
    const member = {
      ...target,
      state: firstState(target, settings()),
      checked: 0,
      streak: 0,
      life: new AbortController(),
    };
    members.set(target.address, member);
    startChecks(member);
  }

  function arrive(target: NlbTarget): void {
    const { registrationDelayMs } = settings();
    if (registrationDelayMs === 0) {
      register(target);
      return;
    }
    const arrival = { target, wait: new AbortController() };
    arriving.set(target.address, arrival);
    clock.sleep(registrationDelayMs, arrival.wait.signal).then(
      () => register(arrival.target),
      () => undefined,
    );
  }

  function deregister(member: Member): void {
    member.life.abort();
    member.life = new AbortController();
    member.state = 'draining';
    clock.sleep(settings().deregistrationDelayMs, member.life.signal).then(
      () => {
        members.delete(member.address);
        deps.onDrained(member.address);
      },
      () => undefined,
    );
  }

  function update(member: Member, { zone, health, isReady }: NlbTarget): void {
    Object.assign(member, { zone, health, isReady });
    if (settings().healthChecks === null) member.state = stateOf(isReady);
  }

  /** Lets go of every target that is not named any more. */
  function leave(named: ReadonlySet<string>): void {
    for (const [address, { wait }] of arriving) {
      if (named.has(address)) continue;
      wait.abort();
      arriving.delete(address);
    }
    for (const member of members.values()) {
      if (member.state !== 'draining' && !named.has(member.address)) deregister(member);
    }
  }

  function meet(target: NlbTarget): void {
    const member = members.get(target.address);
    const arrival = arriving.get(target.address);
    if (arrival !== undefined) arrival.target = target;
    else if (member === undefined || member.state === 'draining') arrive(target);
    else update(member, target);
  }

  function startChecks(member: Member): void {
    const { healthChecks } = settings();
    if (healthChecks !== null) void checkAgain(member, healthChecks, member.life.signal);
  }

  async function checkAgain(member: Member, checks: HealthChecks, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const passed = await checkHealth(member, checks, signal);
      if (signal.aborted) return;
      note(member, checks, passed);
      await clock.sleep(checks.intervalMs, signal).catch(() => undefined);
    }
  }

  function note(member: Member, checks: HealthChecks, passed: boolean): void {
    member.checked += 1;
    member.streak = passed ? Math.max(member.streak, 0) + 1 : Math.min(member.streak, 0) - 1;
    const needed = member.state === 'initial' ? 1 : checks.healthyThreshold;
    if (member.state !== 'healthy' && member.streak >= needed) member.state = 'healthy';
    if (member.state === 'unhealthy' || -member.streak < checks.unhealthyThreshold) return;
    member.state = 'unhealthy';
    if ([...members.values()].some(({ state }) => state === 'healthy')) deps.onUnhealthy(member.address);
  }

  return {
    targets: () => [...members.values()].map(shown),
    set(wanted) {
      leave(new Set(wanted.map(({ address }) => address)));
      for (const target of wanted) meet(target);
    },
    checkAnew() {
      for (const member of members.values()) {
        if (member.state === 'draining') continue;
        member.life.abort();
        member.life = new AbortController();
        member.streak = 0;
        if (settings().healthChecks === null) member.state = stateOf(member.isReady);
        else startChecks(member);
      }
    },
    stop() {
      for (const { wait } of arriving.values()) wait.abort();
      for (const { life } of members.values()) life.abort();
    },
  };
}

function shown({ address, zone, health, isReady, state, checked }: Member): RegisteredTarget {
  return { address, zone, health, isReady, state, checked };
}

function firstState({ isReady }: NlbTarget, { healthChecks }: NlbSettings): TargetState {
  return healthChecks === null ? stateOf(isReady) : 'initial';
}

function stateOf(isReady: boolean): TargetState {
  return isReady ? 'healthy' : 'unhealthy';
}
