import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { realpathSync, statSync } from 'node:fs';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { isAbsolute, relative, sep } from 'node:path';

/** Ends processes and removes directories when this process ends, in whatever way, kill -9 included. */
export interface Guard {
  /**
   * From now on the process does not outlive this one.
   *
   * @throws Error for what cannot be a child's process id, and after `close`.
   */
  ward(pid: number): void;
  /** The process has ended, or may outlive this one. */
  release(pid: number): void;
  /**
   * The directory is removed once the wards have ended.
   *
   * @throws Error unless it is an absolute path, without a newline, of an existing directory below a root; and after
   *   `close`.
   */
  removeAfter(dir: string): void;
  /**
   * Ends every ward, removes the directories, and resolves when that is done (3 s at most for the wards).
   *
   * @throws Error, saying what is left, when the guard's own shell was killed three times at it.
   */
  close(): Promise<void>;
}

/** How many shells `close` uses, should each be killed at its work. */
const closeAttempts = 3;

/**
 * Reads orders until the pipe ends, which the kernel sees to when the writer dies; then cleans up.
 *
 * Wards get TERM, and KILL after 2 s. Directories are the shell's positional parameters, so that no character of
 * theirs is ever read as shell text; removing is tried again for the files a dying process still writes.
 */
const script = `
trap '' INT TERM HUP QUIT
wards=
set -f
while IFS= read -r line; do
  case $line in
    '+ '*) wards="$wards \${line#??}" ;;
    '- '*) kept=; for p in $wards; do [ "$p" = "\${line#??}" ] || kept="$kept $p"; done; wards=$kept ;;
    'd '*) set -- "$@" "\${line#??}" ;;
  esac
done
send() { for p in $wards; do kill -s "$1" "$p" 2>/dev/null; done; }
alive() { kept=; for p in $wards; do kill -0 "$p" 2>/dev/null && kept="$kept $p"; done; wards=$kept; [ -n "$wards" ]; }
gone_within() { n=0; while alive; do [ $n -lt "$1" ] || return 1; n=$((n+1)); sleep 0.05; done; }
send TERM
gone_within 40 || { send KILL; gone_within 20; }
[ $# -eq 0 ] || for n in 1 2 3 4 5; do rm -rf -- "$@" 2>/dev/null && break; sleep 0.1; done
exit 0
`;

/**
 * A guard: one small shell, in a session of its own, that lives until this process ends or closes it.
 *
 * It does not keep this process running. Should the shell itself be killed, the next call starts another with all that
 * was entrusted to the first.
 *
 * @param options.roots the directories below which `removeAfter` may remove; by default the system's temporary one.
 */
export function createGuard(options: { readonly roots?: readonly string[] } = {}): Guard {
  const roots = options.roots ?? [tmpdir()];
  const wards = new Set<number>();
  const dirs = new Set<string>();
  let closing: Promise<void> | undefined;
  let shell = startShell();

  const renewShell = () => {
    if (!hasEnded(shell)) return;
    shell = startShell();
    for (const pid of wards) shell.stdin?.write(`+ ${pid}\n`);
    for (const dir of dirs) shell.stdin?.write(`d ${dir}\n`);
  };
  const order = (line: string) => {
    renewShell();
    shell.stdin?.write(`${line}\n`);
  };
  const refuseWhenClosed = () => {
    if (closing !== undefined) throw new Error('the guard is closed: make a new one');
  };
  const cleanUp = async () => {
    for (let attempt = 1; attempt <= closeAttempts; attempt += 1) {
      renewShell();
      shell.ref();
      shell.stdin?.end();
      if (!hasEnded(shell)) await once(shell, 'exit');
      if (shell.exitCode === 0) return;
    }
    throw new Error(
      `the guard's shell was killed ${closeAttempts} times: end the processes ${[...wards].join(', ') || '(none)'} and ` +
        `remove the directories ${[...dirs].join(', ') || '(none)'} by hand`,
    );
  };

  return {
    ward(pid) {
      refuseWhenClosed();
      if (!Number.isSafeInteger(pid) || pid <= 1 || pid === process.pid) {
        throw new Error(`${pid} is not the process id of a child: pass the pid of a started process`);
      }
      order(`+ ${pid}`);
      wards.add(pid);
    },
    release(pid) {
      if (!wards.delete(pid) || closing !== undefined) return;
      order(`- ${pid}`);
    },
    removeAfter(dir) {
      refuseWhenClosed();
      const path = removablePath(dir, roots);
      order(`d ${path}`);
      dirs.add(path);
    },
    close() {
      closing ??= cleanUp();
      return closing;
    },
  };
}

function startShell(): ChildProcess {
  // Detached means setsid: a terminal's Ctrl-C and hang-up go to this process's session and not to the shell.
  const shell = spawn('/bin/sh', ['-c', script], { cwd: '/', detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  if (shell.pid === undefined) {
    shell.on('error', () => undefined);
    throw new Error('the guard needs the shell /bin/sh, which could not be started: install one');
  }
  shell.unref();
  if (shell.stdin instanceof Socket) shell.stdin.unref();
  // Writing to a shell that was killed fails, and its end is found by the next order.
  shell.stdin?.on('error', () => undefined);
  return shell;
}

function hasEnded(shell: ChildProcess): boolean {
  return shell.exitCode !== null || shell.signalCode !== null;
}

/** Links are followed before the comparison, so that no link leads out of a root. */
function removablePath(dir: string, roots: readonly string[]): string {
  const refuse = (why: string, cause?: unknown) =>
    new Error(`the guard does not remove ${JSON.stringify(dir)}: ${why}`, { cause });
  if (!isAbsolute(dir)) throw refuse('the path is not absolute');
  let path: string;
  try {
    path = realpathSync(dir);
    if (!statSync(path).isDirectory()) throw new Error('not a directory');
  } catch (cause) {
    throw refuse('it is not an existing directory', cause);
  }
  if (path.includes('\n')) throw refuse('the path has a newline');
  if (!roots.some((root) => isBelow(path, realpathSync(root)))) {
    throw refuse(`it is not below ${roots.join(' or ')}`);
  }
  return path;
}

function isBelow(path: string, root: string): boolean {
  const way = relative(root, path);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
