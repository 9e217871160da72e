/** What an editor does to a script, as pure operations on its text. Browser-safe. */
export { edit, type Draft, type Edited, type Layout, type Operation } from './operations.js';
export { beginHistory, perform, redo, undo, type History } from './history.js';
export { danglingWithout } from './references.js';
