import { units } from './units.ts';

/** A run that waits or goes on. */
export const going = {
  title: (run: string, target: string) => `*${run}* on ${target}`,
  titleAndId: (run: string, target: string, id: string) => `*${run}* on ${target} (${id})`,
  run: (id: string) => `run ${id}`,
  approvedBy: (person: string) => `approved by ${person}`,
  schedule: (id: string) => `schedule ${id}`,
  queued: (title: string, where: string) => `:hourglass: ${title} - ${where}`,
  waits: () => 'waits',
  startsNow: () => 'starts now',
  next: () => 'next in the queue',
  nth: (place: number) => `${units.ordinal(place)} in the queue`,
  startsIn: (where: string, time: string) => `${where}, starts in about ${time}`,
  starting: (title: string) => `:large_blue_circle: ${title} - starting`,
  running: (title: string, phase: string) => `:large_blue_circle: ${title} - ${phase}`,
  restoring: (title: string, now: string) => `:leftwards_arrow_with_hook: ${title} - ${now}`,
  puttingBack: (target: string) => `Putting ${target} back as it was ...`,
  notBack: (target: string) => `*${target} is not restored.* Writing the report ...`,
  isBack: (target: string) => `${target} is back as it was; writing the report ...`,
  nothingToPutBack: () => 'Nothing had to be put back; writing the report ...',
  cancelledAt: (person: string, time: string) => `Cancelled by ${person} at ${time}.`,
  complete: () => 'The measurement is complete.',
  endedEarly: (why: string) => `Ended early: ${why}`,
  phases: {
    preflight: 'checking the target, nothing is touched',
    'warm-up': 'clients connect and speak, nothing is touched',
    change: 'changing it',
    observe: 'observing',
    restore: 'putting everything back',
    report: 'writing the report',
  },
  /** What a change does at this moment. */
  doing: {
    prepare: 'preparing',
    restart: 'restarting',
    reconnect: 'every client reconnects',
    'scale-out': 'scaling out',
    'pod-kill': 'killing a Pod',
  },
  phase: (x: { arm: string | null; phase: string; elapsed: string; total: string; left: string | null }) =>
    `${x.arm === null ? '' : `${x.arm}: `}${x.phase} · ${x.elapsed} of about ${x.total}${x.left === null ? '' : `, ${x.left} left`}`,
  /** A step by its name in the record. */
  step: (name: string) => name,
  moreSteps: (n: number) => `… ${n} more`,
  moreBefore: (n: number) => `${n} more before`,
  moreToCome: (n: number) => `${n} more to come`,
  atStep: (at: number, of: number, name: string) => ` step ${at} of ${of}: ${name}`,
  stepEndedEarly: () => 'ended early',
  unread: () => 'unread',
  noPodYet: () => 'no Pod is read yet',
  andPods: (n: number) => ` and ${n} more ${n === 1 ? 'Pod' : 'Pods'}`,
  connections: (connections: string, picks: number, errors: number) =>
    `Connections now: ${connections} · ${units.count(picks, 'pick')} · ${units.count(errors, 'error')}`,
  waitsForApproval: (title: string) => `:lock: ${title} waits for an approval; nothing is touched until then.`,
  needsWord: (title: string, need: 'confirm' | 'second-person', until: string, effect: string) =>
    `:lock: ${title} needs ${need === 'second-person' ? 'a second person' : 'a confirmation'} until ${until}: it ${effect}.`,
  untouchedBefore: () => 'Nothing is touched before that. The exact diff is in the thread.',
  // What the status lists.
  nothing: (target: string) =>
    `Nothing runs and nothing waits on ${target}. Start with \`/nlb run max-connection-duration\`.`,
  counts: (running: number, waiting: number, target: string) =>
    `*${running === 0 ? 'Nothing runs' : `${running} running`}, ${waiting === 0 ? 'nothing waits' : `${waiting} waiting`} on ${target}*`,
  hasEnded: (id: string, state: string) => `Run ${id} has ended (${state}):`,
  untold: (title: string, id: string, command: string) =>
    `• ${id} ${title} has ended, and its thread does not say so yet: \`${command}\``,
  isStarting: () => 'starting',
  awaits: () => 'waits for an approval',
  states: {
    queued: 'queued',
    awaiting_approval: 'awaiting_approval',
    running: 'running',
    restoring: 'restoring',
    done: 'done',
    failed: 'failed',
    cancelled: 'cancelled',
    interrupted: 'interrupted',
  },
  // What a run does at this moment, for whoever asks why.
  notYet: (title: string, where: 'approval' | 'queue' | 'starting') =>
    `${title} ${NOT_YET[where]}: nothing was touched, so no connection has moved because of it.`,
  now: (title: string, phase: string) => `${title} - ${phase}`,
  toldLater: () => 'How it went is told in this thread once it has ended.',
  lookedAt: (target: string) => `${target} is looked at. Nothing is touched, so no connection moves.`,
  warmingUp: (target: string) =>
    `The clients connect and speak. Nothing on ${target} is touched: each connection stays on the Pod that it reached when it was opened.`,
  replacing: (setting: string | null) =>
    `The Pods are replaced${setting === null ? '' : ` with ${setting}`}. Each Pod that ends closes its connections, and each client that had one there picks anew among the Pods that are Ready at that moment.`,
  killing: (setting: string | null) =>
    `${setting === null ? '' : `The Pods are restarted with ${setting}, then one is killed. `}A killed Pod says no GOAWAY: its clients lose their connections and what they had under way, and pick among the Pods that are left. Another Pod takes its place.`,
  scaling: (from: number, to: number, setting: string | null) =>
    `The Pods are restarted as ${from}${setting === null ? '' : ` with ${setting}`}, and once every client is there the Deployment grows to ${to}. A new Pod only takes connections that are opened after it is Ready.`,
  preparing: () => 'The arm is made ready: what it has otherwise than found is set, and no connection moves yet.',
  reconnecting: () =>
    'The Pods stay. Every client closes its connection and opens another, which goes the way that the arm has.',
  adding: (pods: number) =>
    `${units.count(pods, 'Pod')} more ${pods === 1 ? 'comes' : 'come'} while every client stays connected. A new Pod only takes connections that are opened after it is Ready.`,
  observingAlone: () =>
    'Nothing is changed and nothing closes an open connection, so each stays where its last pick put it.',
  gettingBack: (target: string) =>
    `${target} gets its own configuration back. Where that restarts Pods, their connections close and are picked anew once more; none of it is counted.`,
  reporting: () => 'Measurement and restore are over. Charts and report are being made.',
  observingIdle: (field: string, value: string) =>
    `Nothing is changed. ${field} closes what was idle for ${value}; a client whose connection was closed picks anew with its next request, and one that speaks more often keeps its connection.`,
  observingRequests: (field: string, requests: number) =>
    `Nothing is changed. ${field} asks each connection to leave with ${requests === 1 ? 'its first request' : `its ${units.ordinal(requests)} request`} (GOAWAY); its client's next request opens one that picks its Pod anew.`,
  observingAge: (field: string, life: string) =>
    `Nothing is changed. ${field} asks each connection to leave ${life} after it was opened (GOAWAY); its client's next request opens one that picks its Pod anew.`,
};

const NOT_YET = {
  approval: 'waits for an approval',
  queue: 'waits in the queue',
  starting: 'is starting',
} as const;

/** The buttons of a run and what they ask. */
export const buttons = {
  labels: {
    approve: 'Approve',
    cancel: 'Cancel and restore',
    rerun: 'Run again',
    change: 'Change and run',
    compare: 'Compare with previous',
    explain: 'Explain',
    raw: 'Raw data',
  },
  reject: 'Reject',
  cancelQueued: 'Cancel',
  approveTitle: (run: string) => `Approve ${run}?`,
  approveText: 'It changes the target exactly as the plan in its thread says, and puts it back.',
  approveDeny: 'Not yet',
  rejectTitle: (run: string) => `Reject ${run}?`,
  cancelTitle: (run: string) => `Cancel ${run}?`,
  cancelWaiting: 'It does not start; nothing was touched yet.',
  cancelRunning: 'The run ends now and the target is put back.',
  letWait: 'Let it wait',
  letRun: 'Let it run',
};
