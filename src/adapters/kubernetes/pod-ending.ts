import { stringify } from 'yaml';
import { AppError } from '../../domain/errors.ts';
import { type FoundShutdown, type PodEnding, SHUTDOWNS, type Shutdown } from '../../domain/shutdown.ts';
import type { Container, PodTemplate } from './kube-objects.ts';

/** Until every node has let go of a Pod; kube-proxy programs its rules within about a second or two. */
const SLEEP_S = 5;
/** terminationGracePeriodSeconds where a template has none (Kubernetes, "Pod Lifecycle"). */
const DEFAULT_GRACE_S = 30;
/** The first minor version of Kubernetes 1 whose preStop hooks can sleep without a feature gate of one's own (KEP-3960). */
const SLEEP_SINCE = 30;

/** The first argument of the bot's role that drains Envoy beside it, and the option that says with which call. */
const DRAIN_ROLE = 'drain';
const HOW = '--how';

/** How the Pods of a template end, and how they could end instead. `version` is the API server's, e.g. `v1.34.4`. */
export function podEnding(template: PodTemplate, version: string): PodEnding {
  const found = shutdownOf(template);
  const can = SHUTDOWNS.filter((way) => way === found || isPossible(template, way, version)).map((way) => [
    way,
    hooksText(endingBy(template, way)),
  ]);
  return { found, hooks: hooksText(template), can: Object.fromEntries(can) };
}

/**
 * A template whose Pods end in that way: its preStop hooks, and the option of the sidecar that drains, as they must be for
 * it; everything else as `now` has it. `own` is how `found`, which both come from, has it.
 * @throws AppError `target_unfit` where the template has no container for it
 */
export function withEnding(now: PodTemplate, found: PodTemplate, way: FoundShutdown): PodTemplate {
  const wanted = way === shutdownOf(found) ? found : endingBy(found, way === 'own' ? shutdownOf(found) : way);
  const byName = new Map(containersOf(wanted).map((container) => [container.name, container]));
  return eachContainer(now, (container) => {
    const model = byName.get(container.name);
    if (model === undefined) return container;
    const { args: _args, lifecycle: _lifecycle, ...rest } = container;
    return {
      ...rest,
      ...(model.args === undefined ? {} : { args: model.args }),
      ...(model.lifecycle === undefined ? {} : { lifecycle: model.lifecycle }),
    };
  });
}

function shutdownOf(template: PodTemplate): FoundShutdown {
  const hooks = containersOf(template).filter(({ lifecycle }) => lifecycle?.preStop !== undefined);
  if (hooks.length === 0) return 'sigterm';
  const sidecar = hooks.find(isDrainer);
  if (sidecar !== undefined) return howOf(sidecar);
  const text = hooks.map(({ lifecycle }) => JSON.stringify(lifecycle?.preStop)).join(' ');
  if (text.includes('healthcheck/fail')) return 'healthcheck-fail';
  if (text.includes('drain_listeners')) return 'drain';
  return hooks.every(({ lifecycle }) => isSleep(lifecycle?.preStop)) ? 'sleep' : 'own';
}

/** A hook that waits and does nothing else, as Kubernetes' own or as a command. */
function isSleep(hook: unknown): boolean {
  if (typeof hook !== 'object' || hook === null) return false;
  if ('sleep' in hook) return true;
  const command = 'exec' in hook ? (hook.exec as { command?: string[] }).command : undefined;
  return /^(?:\S*sh -c )?(?:\S*\/)?sleep \d+[a-z]*$/.test((command ?? []).join(' '));
}

function isPossible(template: PodTemplate, way: Shutdown, version: string): boolean {
  if (way === 'sigterm') return true;
  if (way !== 'sleep')
    return containersOf(template).some((one) => isDrainer(one) && one.lifecycle?.preStop !== undefined);
  const minor = Number(/^v?1\.(\d+)/.exec(version)?.[1] ?? 0);
  return minor >= SLEEP_SINCE && (template.spec.terminationGracePeriodSeconds ?? DEFAULT_GRACE_S) > SLEEP_S;
}

function endingBy(template: PodTemplate, way: FoundShutdown): PodTemplate {
  if (way === shutdownOf(template)) return template;
  switch (way) {
    case 'sigterm':
      return eachContainer(template, (container) => withHook(container, undefined));
    case 'sleep': {
      const inMain = new Set(template.spec.containers.map(({ name }) => name));
      const hook = { sleep: { seconds: SLEEP_S } };
      return eachContainer(template, (one) =>
        withHook(one, inMain.has(one.name) && !isDrainer(one) ? hook : undefined),
      );
    }
    case 'drain':
    case 'healthcheck-fail':
      if (containersOf(template).some(isDrainer)) return eachContainer(template, (one) => drainingBy(one, way));
      break;
    case 'own':
  }
  throw new AppError('target_unfit', `The Pods' template has no container that could end them by ${way}.`);
}

function drainingBy(container: Container, way: 'drain' | 'healthcheck-fail'): Container {
  if (!isDrainer(container)) return container;
  const { args = [] } = container;
  const at = args.indexOf(HOW);
  const others = at < 0 ? args : args.toSpliced(at, 2);
  return { ...container, args: way === 'drain' ? others : [...others, HOW, way] };
}

function isDrainer({ args = [] }: Container): boolean {
  return args[0] === DRAIN_ROLE;
}

function howOf({ args = [] }: Container): 'drain' | 'healthcheck-fail' {
  return args[args.indexOf(HOW) + 1] === 'healthcheck-fail' ? 'healthcheck-fail' : 'drain';
}

function withHook(container: Container, preStop: object | undefined): Container {
  const { lifecycle = {}, ...rest } = container;
  const { preStop: _preStop, ...others } = lifecycle;
  const next = { ...others, ...(preStop === undefined ? {} : { preStop }) };
  return Object.keys(next).length === 0 ? rest : { ...rest, lifecycle: next };
}

/** Each container that has a part in the Pod's end, as a person reads it in a template. */
function hooksText(template: PodTemplate): string {
  const parts = containersOf(template)
    .filter((container) => container.lifecycle?.preStop !== undefined || isDrainer(container))
    .map((container) => ({
      name: container.name,
      ...(isDrainer(container) ? { args: container.args } : {}),
      ...(container.lifecycle === undefined ? {} : { lifecycle: container.lifecycle }),
    }));
  return parts.length === 0 ? '' : stringify(parts, { lineWidth: 0 });
}

function containersOf({ spec }: PodTemplate): Container[] {
  return [...(spec.initContainers ?? []), ...spec.containers];
}

function eachContainer(template: PodTemplate, change: (container: Container) => Container): PodTemplate {
  const { initContainers, containers } = template.spec;
  return {
    ...template,
    spec: {
      ...template.spec,
      ...(initContainers === undefined ? {} : { initContainers: initContainers.map(change) }),
      containers: containers.map(change),
    },
  };
}
