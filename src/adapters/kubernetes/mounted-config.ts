import type { PodTemplate, Volume } from './kube-objects.ts';

/** One ConfigMap of a Pod template, as a volume takes it. */
interface Source {
  volume: string;
  configMap: { name?: string; items?: { key: string; path: string }[] };
}

/** Names of the ConfigMaps that the template's volumes take, each once. */
export function mountedConfigMaps(template: PodTemplate): string[] {
  return [...new Set(sources(template).map((source) => source.configMap.name ?? ''))].filter((name) => name !== '');
}

/** Names of the Secrets that the template's volumes take. */
export function mountedSecrets(template: PodTemplate): string[] {
  return (template.spec.volumes ?? []).flatMap((volume) => [
    ...(volume.secret?.secretName === undefined ? [] : [volume.secret.secretName]),
    ...(volume.projected?.sources ?? []).flatMap((source) => source.secret?.name ?? []),
  ]);
}

/** The template with every mount of one ConfigMap pointed at another. */
export function pointedAt(template: PodTemplate, from: string, to: string): PodTemplate {
  if (from === to) return template;
  const rename = <T extends { configMap?: { name?: string } }>(taker: T): T =>
    taker.configMap?.name === from ? { ...taker, configMap: { ...taker.configMap, name: to } } : taker;
  const volumes = (template.spec.volumes ?? []).map((volume): Volume => {
    const renamed = rename(volume);
    if (volume.projected?.sources === undefined) return renamed;
    return { ...renamed, projected: { ...volume.projected, sources: volume.projected.sources.map(rename) } };
  });
  return { ...template, spec: { ...template.spec, volumes } };
}

/** Paths inside the containers where a key of a ConfigMap appears as a file. */
export function filesOf(template: PodTemplate, name: string, key: string): string[] {
  const volumes = sources(template).filter((source) => source.configMap.name === name);
  const mounts = template.spec.containers.flatMap((container) => container.volumeMounts ?? []);
  return volumes.flatMap(({ volume, configMap }) => {
    const items = configMap.items ?? [{ key, path: key }];
    const paths = items.filter((item) => item.key === key).map((item) => item.path);
    return mounts
      .filter((mount) => mount.name === volume)
      .flatMap((mount) =>
        paths.flatMap((path) => {
          if (mount.subPath === undefined) return [`${mount.mountPath.replace(/\/$/, '')}/${path}`];
          return mount.subPath === path ? [mount.mountPath] : [];
        }),
      );
  });
}

/** What Envoy is told to read: the value of `-c` or `--config-path`. */
export function configPaths(template: PodTemplate): string[] {
  return template.spec.containers.flatMap((container) => {
    const words = [...(container.command ?? []), ...(container.args ?? [])];
    return words.flatMap((word, index) => {
      if (word === '-c' || word === '--config-path') return words[index + 1] ?? [];
      return /^--config-path=(.+)$/.exec(word)?.[1] ?? [];
    });
  });
}

/** Whether Envoy's configuration is written in its arguments. */
export function hasConfigInArguments(template: PodTemplate): boolean {
  return template.spec.containers.some((container) =>
    [...(container.command ?? []), ...(container.args ?? [])].some((word) => word.startsWith('--config-yaml')),
  );
}

function sources(template: PodTemplate): Source[] {
  return (template.spec.volumes ?? []).flatMap((volume) => [
    ...(volume.configMap === undefined ? [] : [{ volume: volume.name, configMap: volume.configMap }]),
    ...(volume.projected?.sources ?? []).flatMap((source) =>
      source.configMap === undefined ? [] : [{ volume: volume.name, configMap: source.configMap }],
    ),
  ]);
}
