export { apiIndexes } from './answers.model.js';
export { createApi, type Api, type ApiDeps } from './api.js';
export { createApiPanelRoutes } from './panel.routes.js';
export { createApiKeys, type ApiKeys } from './api-keys.service.js';
export { SCOPES } from './api-keys.model.js';
export { problemOf } from './problems.js';
export type { OpenApiDocument } from './document.js';
