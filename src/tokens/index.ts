export { tokenIndexes } from './token.model.js';
export { createTokenBlocks, presentTokens } from './tokens.blocks.js';
export { tokenJobs } from './tokens.jobs.js';
export { createTokens, type Balance, type TokenDesk, type Tokens, type TokensDeps } from './tokens.service.js';
