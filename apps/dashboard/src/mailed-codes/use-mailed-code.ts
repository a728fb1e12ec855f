import { useEffect, useState } from 'react';

/**
 * The code of the mailed link that led here. It stood behind the `#`, which no server sees; it leaves the address bar
 * at once and lives on in this page's memory alone, so a look over the shoulder or at the history finds nothing.
 */
export const useMailedCode = (): string | null => {
  const [code, setCode] = useState(read);
  useEffect(() => {
    const take = () => {
      const found = read();
      if (found === null) return;
      setCode(found);
      history.replaceState(history.state, '', location.pathname);
    };
    take();
    // A second link opened in the same window changes nothing but what stands behind the `#`.
    addEventListener('hashchange', take);
    return () => removeEventListener('hashchange', take);
  }, []);
  return code;
};

const read = (): string | null => location.hash.slice(1) || null;
