type Props = { isLoading: boolean; onMore: () => Promise<unknown> };

/** At the end of a list of which there is more. */
export const ShowMore = ({ isLoading, onMore }: Props) => (
  <button type="button" className="quiet" aria-disabled={isLoading} onClick={() => !isLoading && void onMore()}>
    {isLoading ? 'One moment …' : 'Show more'}
  </button>
);
