export { createSlackOperator, type SlackDeps } from './operator.js';
