import { type Command, Option } from 'commander';

/** Which challenges are asked for; none: those of processors and memory. */
export interface KindOptions {
  devices?: boolean;
  network?: boolean;
  gpu?: boolean;
}

/** Lets a command be told which: one kind at the most. */
export function withKinds(command: Command): Command {
  return command.addOption(new Option('--devices', 'those of volumes').conflicts(['network', 'gpu'])).addOption(new Option('--network', 'those of networks').conflicts('gpu')).option('--gpu', 'those of GPUs');
}

/** What the API calls those that are asked for. */
export function challengesOf({ devices, network, gpu }: KindOptions): string {
  if (gpu) return 'gpu-challenges';
  if (network) return 'network-challenges';
  return devices ? 'device-challenges' : 'challenges';
}
