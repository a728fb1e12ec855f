import { fieldErrors } from '../api/field-errors.ts';
import type { Trouble } from '../api/call.ts';
import { TextField } from '../ui/text-field.tsx';

type Props = { problem: Trouble | null; value: string; onChange: (value: string) => void };

export const ProxyField = ({ problem, value, onChange }: Props) => (
  <TextField
    name="proxy"
    label="Proxy"
    hint="Optional. The way to WhatsApp for this device alone. The user and password in it are kept sealed and never shown again."
    errors={fieldErrors(problem, 'proxy')}
    value={value}
    onChange={onChange}
    input={{ type: 'url', maxLength: 500, spellCheck: false, placeholder: 'socks5://user:password@host:1080' }}
  />
);
