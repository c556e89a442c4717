/** What `nlb` was asked for. */
export interface ShellArguments {
  gate: boolean;
  /** null: `out/RUN`. */
  out: string | null;
  text: string;
  /** The text by words; what was one argument is one word, unless the whole text was. */
  words: readonly string[];
}

/** The shell's own commands and flags; what follows them is in the help of the bot. */
export const SHELL_USAGE = `nlb [--gate] [--out DIR] COMMAND   runs one /nlb command, such as: nlb run idle-timeout; nlb help lists them
nlb compare A B                    compares two runs, each a folder such as out/r-7f3c, or an id
nlb verify DIR                     computes DIR/record.json again from DIR/raw
nlb targets add --from-outputs FILE [--name eks] [--config nlb.config.yaml] [--inside] [--overwrite] [--print]
                                   adds the cluster whose outputs \`cdk deploy --outputs-file FILE\` wrote

  --gate   end by the verdict: 0 BALANCED, 10 IMBALANCED, 11 INCONCLUSIVE, 12 INVALID;
           a sweep: 0 with a recommended value, else 11;
           with compare: 10 when B is shown to be less even than A, 12 when nothing was tested, else 0
  --out    where record, thread, charts and raw files go; default out/RUN;
           with explain: where the picture of the path goes

  --name       of the target; default eks
  --config     the file to add it to; default nlb.config.yaml
  --inside     for a bot in that cluster: with its Pod's own role instead of one that it assumes
  --overwrite  write over a target of that name that has other values; its other keys stay
  --print      print the YAML, and write nothing`;

/** Reads the shell's own flags, which stand before the command. Gives a sentence for a mistake. */
export function readArguments(args: readonly string[]): ShellArguments | string {
  const read: ShellArguments = { gate: false, out: null, text: '', words: [] };
  let index = 0;
  for (; index < args.length && args[index]?.startsWith('--'); index++) {
    const flag = args[index];
    if (flag === '--gate') read.gate = true;
    else if (flag === '--out') {
      index += 1;
      const folder = args[index];
      if (folder === undefined || folder === '' || folder.startsWith('--')) {
        return '--out needs a directory: nlb --out out/mine run baseline';
      }
      read.out = folder;
    } else return `There is no flag ${flag}.\n${SHELL_USAGE}`;
  }
  const rest = args.slice(index);
  read.text = rest.join(' ');
  read.words = rest.length === 1 ? read.text.trim().split(/[ \t]+/) : rest;
  return read;
}
