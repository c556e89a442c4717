/** Which target a command without `on=` means. */
export interface ChannelTargets {
  defaultTarget: string;
  /** By the id of the channel where it is typed; {@link ChannelTargets.defaultTarget} elsewhere. */
  channelTargets: ReadonlyMap<string, string>;
  /** Whether the person sits at a shell, whose channel is nobody's. */
  isShell: boolean;
}

/** The same with the default target of a channel. */
export function inChannel<Deps extends ChannelTargets>(deps: Deps, channel: string): Deps {
  const own = deps.isShell ? undefined : deps.channelTargets.get(channel);
  return own === undefined ? deps : { ...deps, defaultTarget: own };
}
