import type { Words } from '../en/en.ts';

export const moves: Words['moves'] = {
  after: {
    none: '',
    restart: '再起動後の ',
    reconnect: '',
    'scale-out': 'スケールアウト後の ',
    'pod-kill': 'Pod の強制終了後の ',
  },
  title: {
    none: '',
    restart: '再起動後、',
    reconnect: '',
    'scale-out': 'スケールアウト後、',
    'pod-kill': 'Pod の強制終了後、',
  },
  without: {
    none: '設定なしでは',
    restart: '設定なしで再起動したときは',
    reconnect: '設定なしでは',
    'scale-out': '設定なしでスケールアウトしたときは',
    'pod-kill': '設定なしで Pod を強制終了したときは',
  },
  stayed: {
    none: '元の Pod',
    restart: '再起動後の Pod',
    reconnect: '接続した Pod',
    'scale-out': '以前からあった Pod',
    'pod-kill': '残った Pod',
  },
  scale: (from, to) => `${from} から ${to}`,
  scaled: (from, to) => `${from} から ${to} にスケール`,
};
