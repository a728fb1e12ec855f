import { endBy } from '../start/while-stopped.ts';
import { rotate } from './rotate.ts';

// `npm run rotate-master-key`

await endBy(rotate());
