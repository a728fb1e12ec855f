/** How a word looks at a glance: all is well, something is under way, nobody can say, somebody is wanted, nothing runs. */
export type Tone = 'good' | 'busy' | 'unsure' | 'bad' | 'idle';
