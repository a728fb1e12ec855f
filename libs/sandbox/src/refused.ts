/** A control call that asks for something that cannot be done; its words are for whoever called. */
export class Refused extends Error {}

/** A control call about somebody or something that is not on the network. */
export class NotFound extends Error {}
