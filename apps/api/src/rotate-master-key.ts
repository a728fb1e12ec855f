import { bootOrExit } from '@parley/runtime';
import { endWith, rotateMasterKey } from '@parley/store';
import { readRotationSettings } from './env.ts';

// `node apps/api/dist/rotate-master-key.js`, for whoever runs the installation, while its processes are stopped.
// docs/runbooks/rotate-the-master-key.md says when and how.
await bootOrExit(async () => endWith(await rotateMasterKey(readRotationSettings())));
