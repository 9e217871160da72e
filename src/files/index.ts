export { createContactCards, type ContactCards } from './contact-cards.js';
export { createFileLinks, type FileLinks } from './file-links.js';
export { fileIndexes } from './files.model.js';
export { createFiles, FileNotFetchedError, type Files } from './files.service.js';
export { createBuiltInScanner, type Scanner } from './scanner.js';
export { createUploadLinks, type UploadLinks } from './upload-links.js';
export { uploadLinkLabel } from './upload.page.js';
export { createUploadRoutes } from './upload.routes.js';
