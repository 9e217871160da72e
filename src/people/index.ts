export { createCodeBlocks, type CodeWays } from './codes.blocks.js';
export { codeIndexes } from './codes.model.js';
export { createCodes } from './codes.service.js';
export { consentIndexes, createConsents } from './consents.js';
export { createPeopleBlocks, peopleIndexes } from './people.blocks.js';
export { assetIndexes, createAssets } from './assets.js';
export { customerKeyOf, type CustomerContact } from './customer-key.js';
