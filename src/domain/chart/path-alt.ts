import type { Language } from '../language.ts';
import type { PathView } from '../path/path-view.ts';
import { podLabel } from '../text/pod-label.ts';
import { wordsIn } from '../text/words.ts';
import { altText } from './chart-caption.ts';
import { balancerOf } from './path-title.ts';

/** What the picture of a path shows, in words: each hop with its whole name, address and share. */
export function pathAlt(view: PathView, title: string, target: string, language: Language): string {
  const { path, units } = wordsIn(language);
  const balancer = balancerOf(view);
  return altText([
    `${title}${units.stop}`,
    path.alt(view.service.name, target),
    ...(balancer === null ? [] : [path.altBalancer(balancer, view.service.address)]),
    ...view.nodes.map(({ name, zone, address, share }) => path.altNode(name, zone, address, path.percent(share))),
    ...view.pods.map((pod) => {
      const share = path.percent(pod.share);
      const named = { name: podLabel(pod.name), node: pod.node, share };
      if (view.counted !== undefined) return path.altCounted(named, path.countOf(pod.held ?? 0, view.counted.total));
      return path.altPod({
        ...named,
        address: pod.address,
        held: pod.ready ? path.openNow(pod.held) : path.notReady(),
      });
    }),
  ]);
}
