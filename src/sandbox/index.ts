export { createProofs, type Proofs, type ProofsDeps } from './proofs.service.js';
export { proofIndexes, type ProofRow } from './proofs.model.js';
export { createProver, type Proof, type ProofOutcome, type Prover, type ProverDeps } from './prove.service.js';
export { sandboxJobs } from './sandbox.jobs.js';
