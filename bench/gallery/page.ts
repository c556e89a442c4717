import { noiseChart } from '../../src/domain/chart/noise-chart.ts';
import { shareChart } from '../../src/domain/chart/share-chart.ts';
import { timeChart } from '../../src/domain/chart/time-chart.ts';
import type { RunRecord } from '../../src/domain/record.ts';
import { probeTable } from '../../src/domain/text/custom-text.ts';
import type { TablePart } from '../../src/domain/text/message.ts';
import { reportTables } from '../../src/domain/text/report-table.ts';
import { doneLines } from '../../src/domain/text/root-message.ts';
import { whyPart } from '../../src/domain/text/why-part.ts';
import {
  type ChartName,
  chartFile,
  commandOf,
  ENTRIES,
  type GalleryEntry,
  PLACES,
  type Place,
  recordFile,
} from './entries.ts';

/** What is said of each place. */
const TITLES: Record<Place, string> = {
  lab: 'on the embedded lab',
  kubernetes: 'on a Kubernetes cluster of two nodes',
};

const HEAD = `# Gallery

Every scenario as it was run: the command, the answer that stood in the channel, the charts, the report and the reason.
The runs are real and nothing of the page is written by hand but the sentence under each title: \`npm run gallery\` makes the
runs again, on the lab and, where KUBECONFIG is set, on the target \`kubernetes\` (apply \`manifests/base\` there first), and
\`npm run gallery -- --page\` makes the page again from the records in the folder \`docs/gallery\`. The cluster has
two nodes, three Envoy Pods and a stand-in for the NLB; nothing of it was run on AWS. A run with a failed gate is made again and
not shown. Three entries have more clients than at first, because earlier runs could not tell: the rolling restart, three Pods to
six, and SIGTERM alone, of which two of four earlier runs on the lab were undecided. So their p-values are not those of a first try.`;

const CHART_OF: Record<ChartName, (record: RunRecord) => { alt: string } | null> = {
  connections: timeChart,
  share: shareChart,
  foreign: noiseChart,
};

/** The page, Markdown, from the records by their file; an entry without a record on a place has no part there. */
export function galleryPage(records: ReadonlyMap<string, RunRecord>): string {
  const index = ENTRIES.map((entry) => {
    const cells = PLACES.map((place) => indexCell(entry, place, records.get(recordFile(entry, place))));
    return `| ${[`[${entry.title}](#${anchor(entry.title)})`, `\`${entry.scenario}\``, ...cells].join(' | ')} |`;
  });
  const table = ['| what | scenario | lab | cluster |', '|---|---|---|---|', ...index].join('\n');
  const parts = ENTRIES.map((entry) => {
    const runs = PLACES.flatMap((place) => {
      const record = records.get(recordFile(entry, place));
      return record === undefined ? [] : [runPart(entry, place, record)];
    });
    const only = entry.labOnly === undefined ? [] : [`On the lab alone: ${entry.labOnly}`];
    return [`## ${entry.title}`, entry.look, ...only, ...runs].join('\n\n');
  });
  return `${[HEAD, table, ...parts].join('\n\n')}\n`;
}

function indexCell({ title, labOnly }: GalleryEntry, place: Place, record: RunRecord | undefined): string {
  if (record === undefined) return place === 'kubernetes' && labOnly !== undefined ? 'the lab alone' : '';
  const [line = ''] = doneLines(record);
  // The first sentence: a point inside a number has no space after it.
  const [answer = ''] = toMarkdown(line)
    .replaceAll('**', '')
    .replaceAll('|', '\\|')
    .split(/(?<=\.) /);
  return `${answer} ([run](#${anchor(partTitle(title, place))}))`;
}

function runPart(entry: GalleryEntry, place: Place, record: RunRecord): string {
  const charts = entry.charts.map((chart) => {
    const alt = CHART_OF[chart](record)?.alt ?? '';
    return `![${alt.replaceAll(/[[\]]/g, '')}](gallery/${chartFile(entry, place, chart)})`;
  });
  const why = whyPart(record, null);
  const probes = probeTable(record);
  const tables = [...reportTables(record), ...(probes === null ? [] : [probes])];
  const { versions, started_at } = record;
  const software = [
    `Envoy ${versions.envoy}`,
    `grpc-js ${versions.grpc_js}`,
    ...(versions.kubernetes === undefined ? [] : [`Kubernetes ${versions.kubernetes}`]),
  ];
  return [
    `### ${partTitle(entry.title, place)}`,
    `    /nlb ${commandOf(entry, place)}`,
    doneLines(record)
      .map((line) => `> ${toMarkdown(line)}`)
      .join('\n>\n'),
    ...charts,
    ...(why.kind === 'text' ? [toMarkdown(why.text)] : []),
    `<details><summary>The report</summary>\n\n${tables.map(markdownTable).join('\n\n')}\n\n</details>`,
    `${started_at.slice(0, 10)}, ${software.join(', ')}; [record](gallery/${recordFile(entry, place)}).`,
  ].join('\n\n');
}

function partTitle(title: string, place: Place): string {
  return `${title}, ${TITLES[place]}`;
}

/** How a heading is linked to, as GitHub makes it. */
function anchor(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}_ -]/gu, '')
    .replaceAll(' ', '-');
}

function markdownTable({ caption, columns, rows, note }: TablePart): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  const table = [
    line(columns.map(({ title }) => title)),
    line(columns.map(({ align }) => (align === 'right' ? '--:' : ':--'))),
    ...rows.map(line),
  ];
  return [`**${caption}**`, table.join('\n'), ...(note === null ? [] : [toMarkdown(note)])].join('\n\n');
}

/** Slack's mrkdwn as Markdown: bold is doubled, names of emoji go, lines stay lines. */
function toMarkdown(text: string): string {
  return text
    .replaceAll(/:[a-z_]+: ?/g, '')
    .replaceAll(/\*([^*\n]+)\*/g, '**$1**')
    .replaceAll('\n', '  \n');
}
