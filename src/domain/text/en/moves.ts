import type { Movement } from '../../scenario.ts';

/** What made connections move, where other sentences tell of it. */
export const moves = {
  /** After what has been found. */
  after: {
    none: '',
    restart: ' after the restart',
    reconnect: '',
    'scale-out': ' after the scale-out',
    'pod-kill': ' after a Pod was killed',
  } as Record<Movement, string>,
  /** The same in a title, of something that was not told of before. */
  title: {
    none: '',
    restart: ' after a restart',
    reconnect: '',
    'scale-out': ' after a scale-out',
    'pod-kill': ' after a Pod was killed',
  } as Record<Movement, string>,
  /** Before what was found without the setting. */
  without: {
    none: 'Without it',
    restart: 'After a restart without it',
    reconnect: 'Without it',
    'scale-out': 'After the scale-out without it',
    'pod-kill': 'After a Pod was killed without it',
  } as Record<Movement, string>,
  /** Where connections stayed. */
  stayed: {
    none: 'where they were',
    restart: 'where the restart put them',
    reconnect: 'where they were opened',
    'scale-out': 'on the Pods that were there before',
    'pod-kill': 'on the Pods that were left',
  } as Record<Movement, string>,
  scale: (from: number, to: number) => `${from} to ${to}`,
  scaled: (from: number, to: number) => `scale ${from} to ${to}`,
};
