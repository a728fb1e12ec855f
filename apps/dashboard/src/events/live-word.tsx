/** Said only while live updates are away. What is shown may be old then. */
export const LiveWord = ({ isLive }: { isLive: boolean }) => (
  <output className={isLive ? 'unseen' : 'live-word'}>
    {!isLive && 'Live updates are away; trying again. What you see may be out of date.'}
  </output>
);
