import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { WorkspaceState } from './workspace-state.ts';

const DEBOUNCE_MS = 250;

/** Writes the state after changes, at most every 250 ms; `flush` ends it with a last write. */
export interface SnapshotWriter {
  flush(): void;
}

/** Starts to keep `file` up to date with the state; each write replaces the file as a whole. */
export function startSnapshotWriter(file: string, state: WorkspaceState, log: (line: string) => void): SnapshotWriter {
  let timer: NodeJS.Timeout | undefined;
  const write = () => {
    clearTimeout(timer);
    timer = undefined;
    const snapshot = {
      schema: 1,
      credentials: state.credentials,
      messages: state.messages.all(),
      files: state.files.all().filter((record) => record.uploaded),
      homes: state.views.homes(),
    };
    try {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(`${file}.part`, JSON.stringify(snapshot), { mode: 0o600 });
      renameSync(`${file}.part`, file);
    } catch (error) {
      log(`workspace: cannot write ${file} (${String(error)}); messages will not survive a restart.`);
    }
  };
  const stop = state.feed.subscribe(() => {
    timer ??= setTimeout(write, DEBOUNCE_MS);
  });
  write();
  return {
    flush() {
      stop();
      write();
    },
  };
}
