/** What a ReplicaSet appends to a Deployment's name: its template's hash, then five characters for the Pod. */
const REPLICA_SET_NAME = /-[a-z0-9]{6,10}-([a-z0-9]{4,5})$/;

/** A Pod's short name for a person: its own suffix (`x7k2p` of `envoy-6d8f7c9b5-x7k2p`), or the name where it has none. */
export function podLabel(name: string): string {
  return REPLICA_SET_NAME.exec(name)?.[1] ?? name;
}
