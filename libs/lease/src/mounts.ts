import { type LeaseVolume } from './lease.js';

/** What an image and its machine need for themselves, with all that is in it. */
const reserved = ['/bin', '/boot', '/dev', '/etc', '/lib', '/lib64', '/proc', '/run', '/sbin', '/sys', '/var/run'];
/** These hold more than one thing: a volume may be in them, but not be them. */
const shared = ['/', '/tmp', '/usr', '/var'];
const LONGEST = 255;
const normalised = /^(\/(?!\.{1,2}(\/|$))[A-Za-z0-9._-]+)+$/;

/** Where a volume is found in the replica. */
export function mountPathOf({ name, mountPath }: Pick<LeaseVolume, 'name' | 'mountPath'>): string {
  return mountPath ?? `/volumes/${name}`;
}

/** What is wrong with a mount path, for a person; undefined when nothing is. */
export function mountPathFault(path: string): string | undefined {
  if (path.length > LONGEST) return `too long: expected at most ${LONGEST} characters`;
  if (shared.includes(path)) return `${path} cannot be a volume: name a folder in it`;
  if (!normalised.test(path)) return 'expected an absolute path of letters, digits, dots, dashes and underscores, without "//", ".", ".." or a slash at its end';
  const taken = reserved.find((folder) => contains(folder, path));
  return taken === undefined ? undefined : `${taken} belongs to the image and its machine`;
}

/** Index of the first volume that another one covers, or that covers another; -1 when there is none. */
export function overlappingVolume(volumes: readonly Pick<LeaseVolume, 'name' | 'mountPath'>[]): number {
  const paths = volumes.map(mountPathOf);
  return paths.findIndex((path, index) => paths.slice(0, index).some((other) => contains(path, other) || contains(other, path)));
}

function contains(folder: string, path: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}
