import type { Language } from '../language.ts';

/** One line of a card; an address is written in a font whose characters are equally wide. */
export interface PathLine {
  text: string;
  style: 'plain' | 'address' | 'muted';
}

/** A thing on the way: a balancer, a node, a Pod, or several that are only counted. */
export interface PathCard {
  title: string;
  /** At the right end of the title, e.g. `33 %`; null for none. */
  value: string | null;
  lines: PathLine[];
  /** The place of a Pod in the order of the target's Pods, which gives its colour; null for anything else. */
  slot: number | null;
  /** Whether nothing is sent there. */
  isIdle: boolean;
}

/** Traffic from a card of the column before to one of this column, both by their index. */
export interface PathArrow {
  from: number;
  to: number;
  /** Share of all new connections, between 0 and 1: how thick it is. */
  share: number;
  /** Empty where another text says the same. */
  label: string;
  slot: number | null;
}

/** One hop of the way. */
export interface PathColumn {
  kind: 'client' | 'balancer' | 'node' | 'pod';
  head: string;
  /** What it does with a new connection; a line break where one reads well. */
  caption: string;
  cards: PathCard[];
  arrows: PathArrow[];
}

/** The way of a new connection through a target, hop by hop from left to right. */
export interface PathChart {
  kind: 'path';
  title: string;
  subtitle: string;
  footer: string;
  alt: string;
  /** Of its keys; left out for English. */
  language?: Language;
  columns: PathColumn[];
}
