import { runByHand } from '../start/run-by-hand.ts';

// `npm run whatsapp-version -- <version>`

runByHand('apps/worker/dist/set-whatsapp-version.js');
