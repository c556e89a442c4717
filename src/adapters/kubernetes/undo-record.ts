import type { Undo } from '../../domain/undo.ts';
import type { Snapshot } from './deployment-image.ts';
import type { KubeConfigMap } from './kube-objects.ts';
import type { ServiceImage } from './service-image.ts';

/** The Deployment as a run found it, whole. */
export interface PreImage extends Snapshot {
  uid: string;
  /** Who owned which field (server-side apply), so that a restore gives ownership back too. */
  managed_fields: unknown[];
  /** The ConfigMaps it mounted, by name, with the hash of their content. */
  config_maps: Record<string, string | null>;
  /** Null where there was no Service; left out of records that were kept before runs could change it. */
  service?: (ServiceImage & { uid: string; managed_fields: unknown[] }) | null;
}

/** What runs have written since; noted before it is written, so that it is recognised whoever looks. */
export interface Written {
  /** Hashes of the snapshots that may be found on the cluster. */
  snapshots: string[];
  /** Hashes of the Pod templates, to find their ReplicaSets. */
  templates: string[];
  /** Names of the ConfigMaps. */
  config_maps: string[];
  /** The last snapshot, to tell what a stranger changed. */
  last: Snapshot;
  /** What the Service may be like, the last one last; left out until a run changes it. */
  services?: ServiceImage[];
}

export interface UndoRecord {
  undo: Undo;
  pre: PreImage;
  written: Written;
}

/** The record in its ConfigMap, null when there is none. */
export function recordIn(found: KubeConfigMap | null): UndoRecord | null {
  const data = found?.data ?? {};
  const undo = data['undo.json'];
  const pre = data['pre-image.json'];
  const written = data['written.json'];
  if (undo === undefined || pre === undefined || written === undefined) return null;
  return {
    undo: JSON.parse(undo) as Undo,
    pre: JSON.parse(pre) as PreImage,
    written: JSON.parse(written) as Written,
  };
}
