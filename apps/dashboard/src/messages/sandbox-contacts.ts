/** Some of the sandbox's contacts with a meaning: enough to see each way in which a message can end. */
export const sandboxContacts = [
  { phone: '+12025550100', name: 'Reads at once' },
  { phone: '+12025550101', name: 'Never reads' },
  { phone: '+12025550102', name: 'Switched off' },
  { phone: '+12025550103', name: 'Not on WhatsApp' },
  { phone: '+12025550105', name: 'Refuses messages' },
  { phone: '+12025550106', name: 'Acknowledged late' },
  { phone: '+12025550110', name: 'Echo' },
] as const;
