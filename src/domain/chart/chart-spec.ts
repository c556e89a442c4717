import type { Language } from '../language.ts';
import type { PathChart } from './path-spec.ts';

/** A line of a time chart: one Pod, or the expected total. */
export interface LineSeries {
  /** The Pod's uid, or `expected`. */
  id: string;
  /** The Pod's place in the run's order of Pods: it decides colour, dash and marker, the same in every chart of a run. */
  slot: number;
  /** Short name for the direct label. */
  label: string;
  /** Whether the line needs its label; the others would only crowd the chart. */
  labelled: boolean;
  /** [seconds from the run's start, connections]; null y is a gap. */
  points: [number, number | null][];
  /** `expected` is drawn as a thin grey dashed step line. */
  role: 'pod' | 'expected';
}

/** A band behind the lines: one arm. */
export interface Band {
  label: string;
  from_s: number;
  to_s: number;
}

/** A thin labelled vertical line: something that happened. */
export interface Mark {
  at_s: number;
  label: string;
}

/** Connections per Pod over the whole run. */
export interface TimeChart {
  kind: 'time';
  title: string;
  subtitle: string;
  footer: string;
  alt: string;
  /** Of its keys; left out for English. */
  language?: Language;
  x_title: string;
  y_title: string;
  /** Generation by generation, in each the fullest Pod first; the expected total is last. */
  series: LineSeries[];
  bands: Band[];
  marks: Mark[];
  to_s: number;
}

/** One Pod's share of an arm's connections, between 0 and 1; `slot` as in {@link LineSeries}. */
export interface ShareBar {
  id: string;
  slot: number;
  label: string;
  share: number;
  count: number;
  /** The share that the run's own timeline predicts, and the central 95 % band of one Pod's share around it. */
  predicted: { share: number; low: number; high: number } | null;
}

/** One group of bars: an arm with one evidence, one bar a Pod. */
export interface ShareGroup {
  label: string;
  /** e.g. `20 connections held`. */
  evidence: string;
  bars: ShareBar[];
  /** The even share and the central 95 % band of one Pod's share under the even null. */
  even: { share: number; low: number; high: number };
}

/** Share of each Pod against the even share, arm beside arm. */
export interface ShareChart {
  kind: 'share';
  title: string;
  subtitle: string;
  footer: string;
  alt: string;
  /** Of its keys; left out for English. */
  language?: Language;
  y_title: string;
  groups: ShareGroup[];
}

/** One of two runs in a chart of both: the share of each Pod in its order of readiness. */
export interface PairedRun {
  /** `A` or `B`, as the bars are marked. */
  mark: string;
  /** e.g. `A r-7f3c: max_connection_duration 1s, 301 new connections`. */
  label: string;
  bars: { share: number; count: number }[];
  /** As in {@link ShareGroup}. */
  even: { share: number; low: number; high: number };
}

/** Two runs bar beside bar, Pod by Pod in the order of readiness. */
export interface PairChart {
  kind: 'pair';
  title: string;
  subtitle: string;
  footer: string;
  alt: string;
  /** Of its keys; left out for English. */
  language?: Language;
  y_title: string;
  runs: [PairedRun, PairedRun];
  /** Names of the places, `1st Ready` and so on; as many as the run with more Pods has. */
  places: string[];
}

/** One setting of a sweep. */
export interface TradeoffPoint {
  label: string;
  /** Reconnects per second. */
  price_per_s: number;
  /** No later than this connections are even again, in seconds. */
  within_s: number;
  /** When they were, in each try, in seconds. */
  measured_s: number[];
  /** `beaten`: another one is both cheaper and sooner. */
  role: 'recommended' | 'efficient' | 'beaten' | 'unfit';
}

/** Price against time to balance, a point a setting. */
export interface TradeoffChart {
  kind: 'tradeoff';
  title: string;
  subtitle: string;
  footer: string;
  alt: string;
  /** Of its keys; left out for English. */
  language?: Language;
  x_title: string;
  y_title: string;
  points: TradeoffPoint[];
  /** The longest time that was asked for, in seconds; null when none was. */
  goal_s: number | null;
  /** Settings without a price or a time. */
  not_drawn: string[];
}

export type ChartSpec = TimeChart | ShareChart | PairChart | TradeoffChart | PathChart;
