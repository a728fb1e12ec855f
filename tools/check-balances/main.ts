import { runByHand } from '../start/run-by-hand.ts';

// `npm run check-balances`

runByHand('apps/api/dist/check-balances.js');
