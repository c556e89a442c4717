# One image for every role of the project: `docker run IMAGE ROLE [ARGUMENT...]`.

# The compiled program, laid out as in the repository, so that every path that the code resolves is the same in both.
FROM node:24-bookworm-slim AS build
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY jobs jobs
COPY src src
RUN npm run build && cp -r src/adapters/workspace/page dist/src/adapters/workspace/

# Envoy checks configurations and is the lab; Valkey is the lab's queue. Both are pinned by their SHA-256 in the source.
FROM node:24-bookworm-slim AS programs
RUN apt-get update && apt-get install -y --no-install-recommends python3-pip && rm -rf /var/lib/apt/lists/*
WORKDIR /build
COPY package.json ./
COPY src/domain/error-message.ts src/domain/errors.ts src/domain/
COPY src/adapters/system src/adapters/system
RUN printf '%s\n' \
      "import { copyFileSync } from 'node:fs';" \
      "import { findEnvoy } from './src/adapters/system/find-envoy.ts';" \
      "import { findValkey } from './src/adapters/system/find-valkey.ts';" \
      "const options = { env: process.env, cacheDir: '/build/.cache', onProgress: console.log };" \
      "copyFileSync((await findEnvoy(options)).path, '/usr/local/bin/envoy');" \
      "copyFileSync((await findValkey(options)).path, '/usr/local/bin/valkey-server');" > fetch.ts \
    && node fetch.ts && rm -rf .cache

FROM node:24-bookworm-slim AS dependencies
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund

FROM node:24-bookworm-slim
# A user with a name, because the shell signs its runs with it; the same number as in Envoy's distroless image.
RUN groupadd --gid 65532 nonroot \
    && useradd --uid 65532 --gid 65532 --create-home --shell /usr/sbin/nologin nonroot \
    && install -d -o 65532 -g 65532 /data
ENV NODE_ENV=production
COPY --from=programs /usr/local/bin/envoy /usr/local/bin/valkey-server /usr/local/bin/
WORKDIR /app
COPY --from=dependencies /build/node_modules node_modules
COPY package.json ./
COPY proto proto
COPY manifests/base/config manifests/base/config
COPY --from=build /build/dist ./
COPY --chmod=755 src/main/entrypoint.sh /usr/local/bin/nlb-bot
USER 65532:65532
# The working directory is where `nlb.config.yaml` is read and `out/` is written; only it and /tmp need be writable.
WORKDIR /data
ENTRYPOINT ["nlb-bot"]
