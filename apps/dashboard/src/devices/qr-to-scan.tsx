import { UsableFor } from './usable-for.tsx';

export const QrToScan = ({ png, expiresAt }: { png: string; expiresAt: string }) => (
  <div className="to-link">
    <img className="qr" src={png} alt="QR code to scan with WhatsApp" width="264" height="264" />
    <div className="told">
      <ol>
        <li>Open WhatsApp on the phone with the number you link.</li>
        <li>
          Android: tap the three dots, then <strong>Linked devices</strong>. iPhone: tap <strong>Settings</strong>, then{' '}
          <strong>Linked devices</strong>.
        </li>
        <li>
          Tap <strong>Link a device</strong> and point the phone at this picture.
        </li>
      </ol>
      <UsableFor expiresAt={expiresAt} />
    </div>
  </div>
);
