/** What a command was to do cannot be done; the message says why, to a person. */
export class CommandFailed extends Error {
  override name = 'CommandFailed';
}
