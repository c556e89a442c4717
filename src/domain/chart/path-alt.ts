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
    ...view.pods.map(({ name, node, address, share, held, ready }) => {
      const now = ready ? path.openNow(held) : path.notReady();
      return path.altPod({ name: podLabel(name), node, address, share: path.percent(share), held: now });
    }),
  ]);
}
