/** What the list is told, in the browser's history, by the page of a device that was deleted. */
export const toldDeleted = (name: string) => ({ deleted: name });

export const deletedName = (told: unknown): string | null =>
  typeof told === 'object' && told !== null && 'deleted' in told && typeof told.deleted === 'string'
    ? told.deleted
    : null;
