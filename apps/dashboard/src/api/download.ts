import { type Operation, type RequestOf, toRequest } from '@parley/contract';
import { requestHeaders, type Trouble } from './call.ts';
import { tenantBase } from './tenant-base.ts';

/** Saves what an operation answers as a file, as a browser does. A link could not: only our pages may ask by cookie. */
export const download = async <O extends Operation>(
  operation: O,
  input: RequestOf<O>,
  file: string,
): Promise<Trouble | null> => {
  const { path } = toRequest(operation, input);
  const response = await fetch(`${tenantBase(location).url}${path}`, {
    headers: requestHeaders,
    credentials: 'same-origin',
  }).catch(() => null);
  const content = response?.ok ? await response.blob().catch(() => null) : null;
  if (content === null) return { message: 'The file could not be fetched.', action: 'Try again in a few seconds.' };
  const address = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = address;
  link.download = file;
  link.click();
  URL.revokeObjectURL(address);
  return null;
};
