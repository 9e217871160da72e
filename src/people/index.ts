export { createPeopleBlocks, peopleIndexes } from './people.blocks.js';
