import { spawn } from 'node:child_process';
import { writeSync } from 'node:fs';
import { createGuard } from '../../../src/adapters/system/guard.ts';

// Run by guard.test.ts: wards one child, leaves another unwarded, entrusts the directories, and waits to be killed.
const guard = createGuard();
const warded = spawn('sh', ['-c', "trap '' TERM; while :; do sleep 0.05; done"], { stdio: 'ignore', detached: true });
const unwarded = spawn('sleep', ['60'], { stdio: 'ignore', detached: true });
const released = spawn('sleep', ['60'], { stdio: 'ignore', detached: true });
for (const child of [warded, released]) if (child.pid !== undefined) guard.ward(child.pid);
if (released.pid !== undefined) guard.release(released.pid);
for (const dir of process.argv.slice(2)) guard.removeAfter(dir);
// Written at once, and then killed by itself: nothing may wait in a buffer of this process.
writeSync(1, JSON.stringify({ warded: warded.pid, unwarded: unwarded.pid, released: released.pid }));
process.kill(process.pid, 'SIGKILL');
