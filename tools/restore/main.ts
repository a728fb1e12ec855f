import { endBy, runWhileStopped } from '../start/while-stopped.ts';

// `npm run restore -- <file> [--replace]`

await endBy(runWhileStopped('apps/api/dist/restore.js'));
