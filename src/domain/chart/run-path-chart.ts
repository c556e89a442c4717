import type { Language } from '../language.ts';
import { runPath } from '../path/run-path.ts';
import type { RunRecord } from '../record.ts';
import { wordsIn } from '../text/words.ts';
import { chartFinding } from './chart-finding.ts';
import { pathChart } from './path-chart.ts';
import type { PathChart } from './path-spec.ts';

/** Where the connections of a run's judged arm ended, on its target's path; null where there is none to draw. */
export function runPathChart(record: RunRecord, language: Language = 'en'): PathChart | null {
  const view = runPath(record);
  if (view === null) return null;
  const { id, target, started_at, versions } = record;
  const about = {
    target: target.name,
    at: started_at,
    title: chartFinding(record, language),
    run: wordsIn(language).charts.run(id),
    versions: [
      ...(versions.kubernetes === undefined ? [] : [`Kubernetes ${versions.kubernetes}`]),
      `Envoy ${versions.envoy}`,
    ],
  };
  return pathChart(view, about, language);
}
