/** Why a run is ended before its time; the reason of its abort signal. */
export class RunAborted extends Error {
  readonly state: 'cancelled' | 'interrupted';

  constructor(state: 'cancelled' | 'interrupted', message: string) {
    super(message);
    this.name = 'RunAborted';
    this.state = state;
  }
}
