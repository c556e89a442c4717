const BARS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;

/** A line of small bars on a scale from 0 to `max`; a missing value is a dot, never a zero. */
export function sparkline(values: readonly (number | null)[], max: number): string {
  return values
    .map((value) => {
      if (value === null) return '·';
      const step = max <= 0 ? 0 : Math.round((value / max) * (BARS.length - 1));
      return BARS[Math.min(BARS.length - 1, Math.max(0, step))];
    })
    .join('');
}
