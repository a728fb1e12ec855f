import { z } from 'zod';

/** A day of a calendar, as somebody asks for it. Postgres knows no year 0, and of us there was nothing before this one. */
export const day = z.iso.date().refine((date) => isAskable(date), 'must be 1970-01-01 or later');

export const isAskable = (date: string): boolean => date >= '1970';
