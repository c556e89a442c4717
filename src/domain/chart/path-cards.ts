import type { PathPod, PathView } from '../path/path-view.ts';
import { podLabel } from '../text/pod-label.ts';
import type { Words } from '../text/words.ts';
import type { PathCard } from './path-spec.ts';

/** With more Pods each gets a line less. */
const ROOMY_PODS = 4;

/** A Pod with its address, node, share and connections. */
export function podCard(pod: PathPod, view: PathView, path: Words['path']): PathCard {
  const node = shortName(pod.node);
  const now = pod.ready ? heldText(pod.held, view, path) : path.notReady();
  const where: PathCard['lines'] =
    view.pods.length <= ROOMY_PODS
      ? [
          { text: node, style: 'muted' },
          { text: now, style: 'plain' },
        ]
      : [{ text: `${node} · ${now}`, style: 'plain' }];
  return {
    title: podLabel(pod.name),
    value: path.percent(pod.share),
    lines: [...(pod.address === '' ? [] : [{ text: pod.address, style: 'address' as const }]), ...where],
    slot: pod.slot,
    isIdle: pod.share === 0,
  };
}

/** What a Pod holds now, or its part of what was counted. */
export function heldText(held: number | null, { counted }: PathView, path: Words['path']): string {
  return counted === undefined ? path.openNow(held) : path.countOf(held ?? 0, counted.total);
}

/** One card for all that have none; none where there are no others. */
export function restCard(
  title: string,
  rest: readonly unknown[],
  value: string | null,
  lines: PathCard['lines'],
): PathCard[] {
  return rest.length === 0 ? [] : [{ title, value, lines, slot: null, isIdle: false }];
}

/** A node's name as far as it tells it apart: a cloud appends its domain. An address is left whole. */
export function shortName(name: string): string {
  return /^[\d.]+$/.test(name) ? name : (name.split('.')[0] ?? name);
}
