import { startRealLab } from './real-lab.ts';

// Run by lab-end.test.ts: starts a lab, says which processes it has, and waits to be killed.
const lab = await startRealLab();
const pids = [...lab.started.values()].map(({ pid }) => pid);
process.stdout.write(`${JSON.stringify({ stateDir: lab.stateDir, pids })}\n`);
