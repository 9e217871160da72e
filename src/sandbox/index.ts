export { createProver, type Proof, type ProofOutcome, type Prover, type ProverDeps } from './prove.service.js';
