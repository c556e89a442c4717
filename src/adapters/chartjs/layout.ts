/** Logical pixels; the image has {@link DENSITY} times as many in each direction. */
export const WIDTH = 800;
export const HEIGHT = 450;
export const DENSITY = 2;

/** Distance of everything from the image's edges. */
export const MARGIN = 14;

/** Logical sizes that stay readable when the chart is shown half as wide, on a phone. */
export const SIZE = { title: 23, smallTitle: 18, subtitle: 15, label: 14, tick: 14, footer: 13 } as const;

/** Dark enough on white, and on the light bands, for 4.5:1 (WCAG 2.2, 1.4.3); `grid` is decoration. */
export const COLOUR = {
  ink: '#1b1f24',
  muted: '#57606a',
  grid: '#e3e7eb',
  expected: '#6b7280',
  bands: ['#eaf1fa', '#fdf0e0'],
  evenBand: 'rgba(87, 96, 106, 0.22)',
} as const;
