# Everything is installed once, the pages are built, and the dev dependencies are removed again.
FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts
COPY . .
RUN npm run build:pages && npm run build:bundle && npm prune --omit=dev --ignore-scripts
# Source maps and types of packages are more than half of what is installed, and nothing runs them.
RUN find node_modules -type f \( -name "*.map" -o -name "*.ts" -o -name "*.mts" -o -name "*.cts" \) -delete

FROM node:24-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3978
WORKDIR /app
COPY --from=build --chown=node:node /app/package.json ./
COPY --from=build --chown=node:node /app/bin ./bin
COPY --from=build --chown=node:node /app/node_modules ./node_modules
COPY --from=build --chown=node:node /app/src ./src
COPY --from=build --chown=node:node /app/dialogs ./dialogs
COPY --from=build --chown=node:node /app/knowledge ./knowledge
COPY --from=build --chown=node:node /app/dist/pages ./dist/pages
COPY --from=build --chown=node:node /app/dist/bundle ./dist/bundle
# The embedded database lies here when no other is set: mount a volume on it, or it goes with the container.
RUN mkdir -p data dist/compiled && chown node:node data dist/compiled
USER node
# What Node makes of the sources is part of the image, or every container would make it anew.
RUN node src/cli/warm-compile-cache.ts
EXPOSE 3978
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# As `npm start` does it, but not by npm: it would keep SIGTERM to itself.
CMD ["node", "--max-semi-space-size=16", "bin/assistant.mjs", "start"]
