export { createAccess, generatePassword, AdministratorExistsError, type Access } from './access.service.js';
export { createAccessRoutes, type AccessRoutes } from './access.routes.js';
export { accessIndexes, type Administrator } from './administrator.model.js';
