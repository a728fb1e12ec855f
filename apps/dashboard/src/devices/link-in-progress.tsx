import type { Device } from '@parley/contract';
import type { ReactNode } from 'react';
import { More } from '../ui/more.tsx';
import { Waiting } from '../ui/waiting.tsx';
import { CodeToEnter } from './code-to-enter.tsx';
import { QrToScan } from './qr-to-scan.tsx';

/** While a device is being linked: the picture or the code, as long as each can be used, and what to do with it. */
export const LinkInProgress = ({ device: { link, network }, otherWay }: { device: Device; otherWay: ReactNode }) => {
  if (link === undefined) {
    return (
      <>
        <p>One moment: WhatsApp is asked for what links the device.</p>
        <Waiting />
      </>
    );
  }
  return (
    <>
      {link.qr_png !== null && <QrToScan png={link.qr_png} expiresAt={link.expires_at} />}
      {link.code !== null && <CodeToEnter code={link.code} expiresAt={link.expires_at} />}
      {network === 'sandbox' && (
        <p className="faint">No real phone can link a device of the sandbox; one of its own can.</p>
      )}
      <More summary="Link it in another way" isNeeded={false}>
        {otherWay}
      </More>
    </>
  );
};
