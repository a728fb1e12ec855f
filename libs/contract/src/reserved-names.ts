/** Whether a tenant may never be called so: it would pass for us, or for something on every host. */
export const isReserved = (name: string): boolean => reserved.has(name) || /^xn--|^par[-_]/.test(name);

export const reservedNames: readonly string[] = [
  // Ourselves, and what we serve or may come to serve.
  'parley whatsgate docs doc mcp api apis rest www www1 www2 web app apps admin admins administrator auth oauth oidc sso',
  'login logout signin signout signup register registration account accounts profile user users member members tenant',
  'tenants dashboard console panel portal home start demo sandbox live playground try test tests testing stage staging',
  'dev develop development prod production preview beta alpha canary internal intern local localhost local-host host',
  'hostname installation operator operators owner root system sys sysadmin superuser moderator staff team official',
  'billing bill pay payment payments pricing plans plan checkout invoice invoices shop store sale sales buy upgrade',
  'help support contact about info abuse security legal terms privacy policy imprint impressum gdpr dmca compliance',
  'status health healthz readyz metrics monitor monitoring uptime stats statistics analytics report reports log logs',
  'static assets asset cdn media files file images image img upload uploads download downloads public share',
  'webhook webhooks hook hooks event events socket wss stream streams graphql grpc rpc openapi swagger well-known',
  'bridge worker workers gateway proxy relay router edge node nodes cluster shard queue jobs cron redis postgres',
  'database sql cache bucket backup backups vault key keys token tokens secret secrets certificate certs ssl tls',
  // Names that mail, name servers and clients look for by themselves.
  'mail email smtp imap pop pop3 mx1 mx2 webmail mailer mailer-daemon postmaster hostmaster webmaster noreply',
  'no-reply reply bounce bounces newsletter autoconfig autodiscover ns1 ns2 ns3 ns4 dns dns1 dns2 wpad isatap ftp',
  'sftp ssh vpn ntp ldap git svn build builds repo npm registry docker',
  // What people would take for somebody they trust.
  'whatsapp whats-app meta facebook instagram messenger signal telegram stripe paypal google apple microsoft amazon',
  'aws azure openai chatgpt anthropic claude gemini copilot bank police government blog news community forum wiki',
  'careers jobs-at press brand marketing partner partners affiliate affiliates developer developers',
  'null undefined none nobody anonymous guest everyone all any self this true false new edit delete default example',
].flatMap((line) => line.split(' '));

const reserved = new Set(reservedNames);
