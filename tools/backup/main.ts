import { runByHand } from '../start/run-by-hand.ts';

// `npm run backup -- <file>`

runByHand('apps/api/dist/backup.js');
