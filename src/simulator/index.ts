export { createSimulator, type Simulator, type SimulatorDeps, type SimulatorStandIns } from './simulator.js';
