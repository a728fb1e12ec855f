import { env } from '../env.ts';
import { lockfile } from './lockfile.ts';

// `npm run repair-lock`, after every `npm install` that changed something.

process.chdir(env.root);
await lockfile.write?.();
