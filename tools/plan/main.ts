import { runByHand } from '../start/run-by-hand.ts';

// `npm run plan -- <tenant> <plan>`

runByHand('apps/api/dist/set-plan.js');
