import type { Language } from '../language.ts';
import type { PathView } from '../path/path-view.ts';
import { maxOverMean, sum } from '../statistics/evenness.ts';
import { multinomialTest } from '../statistics/multinomial-test.ts';
import { podLabel } from '../text/pod-label.ts';
import { wordsIn } from '../text/words.ts';

/** From here on connections that are held are worth calling skewed, as in a verdict. */
const ALPHA = 0.05;
const EFFECT = 1.25;
/** Shares that differ by less are the same. */
const SAME = 1e-9;

/** What stands in front of the nodes: an NLB, as the lab has one too, another load balancer, or nothing (null). */
export function balancerOf({ entry, service, isLab }: PathView): 'nlb' | 'other' | null {
  if (entry !== 'nlb') return null;
  return isLab || /\.elb\.[a-z0-9.-]*amazonaws\.com/.test(service.address) ? 'nlb' : 'other';
}

/** What the picture shows, in one line: what is wrong with the way first, then how connections lie, then who chooses. */
export function pathTitle(view: PathView, language: Language): string {
  const { path } = wordsIn(language);
  const ready = view.pods.filter((pod) => pod.ready);
  if (ready.length === 0) return path.noneReady(view.service.name);
  const dropping = view.nodes.find(({ share, eligible }) => share > 0 && !eligible);
  if (dropping !== undefined) return path.dropped(dropping.name);
  const [first] = ready;
  if (ready.length === 1 && first !== undefined) return path.onlyPod(podLabel(first.name));
  const shares = ready.map(({ share }) => share);
  const [least, most] = [Math.min(...shares), Math.max(...shares)];
  if (most - least > SAME) {
    const why = view.service.traffic_policy === 'Local' && view.nodes.length > 0 ? 'Local' : 'zones';
    return path.uneven(path.percent(least), path.percent(most), why);
  }
  const skewed = skewOf(ready.map(({ held }) => held));
  if (skewed !== null) return path.heldOnFew(skewed.most, skewed.total);
  const each = path.percent(most);
  const balancer = balancerOf(view);
  if (view.nodes.length > 0) return path.viaNodes(balancer, each);
  return balancer === null ? path.viaClusterIp(each) : path.viaBalancer(balancer, each);
}

/** Counts that are uneven beyond chance, as the fullest Pod's and the total; null where they are not, or were not read. */
function skewOf(held: readonly (number | null)[]): { most: number; total: number } | null {
  const counts = held.flatMap((count) => count ?? []);
  if (counts.length < held.length || (maxOverMean(counts) ?? 0) < EFFECT) return null;
  if (multinomialTest(counts, { seed: 1 }).p >= ALPHA) return null;
  return { most: Math.max(...counts), total: sum(counts) };
}
