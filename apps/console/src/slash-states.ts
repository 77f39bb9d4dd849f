/** What a slash may be in, in the order in which it becomes so. */
export const slashStates = ['pending', 'appealed', 'carried_out', 'forgiven', 'closed'] as const;
export type SlashState = (typeof slashStates)[number];

/** Whether an address names a state of slashes. */
export const isSlashState = (text: unknown): text is SlashState => slashStates.includes(text as SlashState);
