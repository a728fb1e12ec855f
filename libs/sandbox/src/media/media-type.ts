const mib = 1024 * 1024;
/** Real WhatsApp takes documents of 2 GB; ours are held in memory, so they end here. */
const longestDocument = 100 * mib;

/** Each kind of media: the folder of the host it is uploaded to, and what its keys are derived for. */
export const mediaTypes = {
  image: { folder: 'mms/image', info: 'WhatsApp Image Keys' },
  video: { folder: 'mms/video', info: 'WhatsApp Video Keys' },
  audio: { folder: 'mms/audio', info: 'WhatsApp Audio Keys' },
  document: { folder: 'mms/document', info: 'WhatsApp Document Keys' },
  sticker: { folder: 'mms/image', info: 'WhatsApp Image Keys' },
  'thumbnail-link': { folder: 'mms/image', info: 'WhatsApp Link Thumbnail Keys' },
  'md-msg-hist': { folder: 'mms/md-app-state', info: 'WhatsApp History Keys' },
  'md-app-state': { folder: 'mms/md-app-state', info: 'WhatsApp App State Keys' },
} as const;
export type MediaType = keyof typeof mediaTypes;

/** Where uploads go, and how many bytes each folder takes. What is sold and a business's cover lie there as they are;
 * everything else is encrypted by whoever uploads it. */
const folders = {
  'mms/image': 16 * mib,
  'mms/video': 16 * mib,
  'mms/audio': 16 * mib,
  'mms/document': longestDocument,
  'mms/md-app-state': longestDocument,
  'product/image': 16 * mib,
  'pps/biz-cover-photo': 16 * mib,
} as const;
export type MediaFolder = keyof typeof folders;

/** Encryption adds a block of padding at most, and a code of ten bytes. */
const longestOverhead = 16 + 10;

export const isMediaFolder = (name: string): name is MediaFolder => Object.hasOwn(folders, name);

export const longestUpload = (folder: MediaFolder): number => folders[folder] + longestOverhead;

/** How faults name a folder: `image`, `document`, `md-app-state`. */
export const nameOf = (folder: MediaFolder): string => (folder === 'product/image' ? 'product' : folder.slice(4));
