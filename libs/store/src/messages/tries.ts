/** So often a message is tried at the very most, with its one id: those count, too, that ended with the connection, or with
 * the process. After that only evidence, or a person, says what became of it. Over a connection that stays it is less. */
export const mostTries = 10;
