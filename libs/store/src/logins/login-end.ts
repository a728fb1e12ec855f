/** A login ends when nobody was seen for so long, and however busy it was after so long. */
const idleDays = 7;
export const absoluteDays = 30;

/** In SQL, about a row of `logins`. */
export const isOver = `logins.last_seen_at < now() - interval '${idleDays} days'
  or logins.created_at < now() - interval '${absoluteDays} days'`;
