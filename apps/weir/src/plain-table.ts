import Table from 'cli-table3';

/** A table for people, the same in a terminal and in a file: no colours, no lines between rows. */
export function plainTable(head: string[]): InstanceType<typeof Table> {
  return new Table({ head, style: { head: [], border: [], compact: true } });
}
