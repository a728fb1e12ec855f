export type ActWords = {
  /** What the button says. */
  name: string;
  /** What it is for, beside the button. */
  sentence: string;
  /** What it does, and what it does not, before it is done. */
  does: string;
  doesNot: string;
  isDangerous: boolean;
};

export const restartWords: ActWords = {
  name: 'Restart',
  sentence: 'Hang up, and connect again.',
  does: 'It hangs up, if it is connected, and connects again. That takes some seconds.',
  doesNot: 'It stays linked: there is nothing to do on the phone.',
  isDangerous: false,
};

export const stopWords: ActWords = {
  name: 'Stop',
  sentence: 'Hang up, and stay away until you restart it.',
  does: 'It hangs up. Nothing is sent or received with it until you restart it.',
  doesNot: 'It stays linked, and stays in the list on the phone.',
  isDangerous: false,
};

export const unlinkWords: ActWords = {
  name: 'Unlink',
  sentence: 'Leave the list on the phone. The device stays here.',
  does: 'It leaves the list of linked devices on the phone, and its keys are forgotten here. To use it again you link it anew.',
  doesNot: 'The device keeps its name and its settings here, and the chats on the phone stay as they are.',
  isDangerous: true,
};

export const deleteWords: ActWords = {
  name: 'Delete',
  sentence: 'Unlink it, and forget it with its keys and settings.',
  does: 'It is gone here with its keys, its settings and its log, and leaves the list on the phone. This cannot be undone.',
  doesNot: 'The WhatsApp account and its chats on the phone stay as they are.',
  isDangerous: true,
};
