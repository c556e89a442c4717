/**
 * Okabe and Ito's palette, which people with every common kind of colour vision can tell apart, without its yellow,
 * which is lost on white. Source: Okabe and Ito, "Color Universal Design", 2008.
 */
const COLOURS = ['#0072B2', '#D55E00', '#009E73', '#CC79A7', '#E69F00', '#56B4E9', '#000000'] as const;

const DASHES: readonly number[][] = [[], [9, 3], [3, 2], [12, 3, 3, 3]];

const MARKERS = ['circle', 'triangle', 'rect', 'rectRot', 'crossRot'] as const;

/** How a Pod is drawn in every chart of a run. */
export interface PodStyle {
  colour: string;
  dash: number[];
  marker: (typeof MARKERS)[number];
}

/**
 * The style of the Pod at this place in the run's order of Pods. Colour, dash and marker go round at different
 * lengths, so that the first 140 Pods all differ and Pods of one generation differ in every one of the three.
 */
export function podStyle(slot: number): PodStyle {
  return {
    colour: COLOURS[slot % COLOURS.length] ?? COLOURS[0],
    dash: DASHES[slot % DASHES.length] ?? [],
    marker: MARKERS[slot % MARKERS.length] ?? MARKERS[0],
  };
}
