# syntax=docker/dockerfile:1
FROM node:22-bookworm-slim AS base
WORKDIR /app
COPY package.json package-lock.json .npmrc ./

FROM base AS build
RUN npm ci --ignore-scripts
COPY . .
# What is read at run time stands beside the compiled code, where the code looks for it.
RUN npm run build \
  && cp -r flows dist/ \
  && node node_modules/vite/bin/vite.js build admin --logLevel warn \
  && mkdir -p dist/admin && cp -r admin/dist dist/admin/ \
  && find src adapters -type f ! -name '*.ts' ! -name '*.tsx' ! -path 'src/setup/*' -exec cp --parents {} dist/ \;

FROM base AS packages
RUN npm ci --ignore-scripts --omit=dev

FROM node:22-bookworm-slim
ENV NODE_ENV=production SIMULATOR=off PORT=8080
WORKDIR /app
COPY --from=packages /app/package.json ./
COPY --from=packages /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY --from=build /app/flows flows
USER node
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/live`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# Node itself is the first process: it gets the signal and closes the house in order.
STOPSIGNAL SIGTERM
CMD ["node", "--enable-source-maps", "dist/src/main.js"]
