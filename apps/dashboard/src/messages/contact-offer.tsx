import { sandboxContacts } from './sandbox-contacts.ts';

type Props = { chosen: string; onChoose: (phone: string) => void };

/** Numbers of the sandbox that say how a message to them ends. */
export const ContactOffer = ({ chosen, onChoose }: Props) => (
  <fieldset className="contact-offer">
    <legend>Contacts of the sandbox</legend>
    <p className="faint says">Nobody real is behind them. What each is called is what it does with your message.</p>
    <div className="chips">
      {sandboxContacts.map(({ phone, name }) => (
        <button
          key={phone}
          type="button"
          className="quiet chip"
          aria-pressed={chosen === phone}
          onClick={() => onChoose(phone)}
        >
          <strong>{name}</strong>
          <span className="faint">{phone}</span>
        </button>
      ))}
    </div>
  </fieldset>
);
