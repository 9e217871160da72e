export { resolveChromium } from './chromium.js';
export { checkNodeVersion, installDependencies, isInstalled } from './dependencies.js';
export { startEmbeddedMongo } from './embedded-mongo.js';
export { launch } from './launch.js';
export { resolveMongod, resolveMongodBinary } from './mongod.js';
export { runProgram } from './program.js';
export { summarise } from './summary.js';
export { SetupError, findProgram } from './ways.js';
export { buildPanel } from './panel.js';
