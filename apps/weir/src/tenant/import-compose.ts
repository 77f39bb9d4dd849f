import { readFile } from 'node:fs/promises';
import { parse, stringify } from 'yaml';

import { CommandFailed } from '../command-failed.js';

/** A Compose file's service, as much of it as a lease can say. */
interface Service {
  image?: string;
  build?: unknown;
  command?: string | string[];
  entrypoint?: string | string[];
  environment?: Record<string, string | number | boolean | null> | string[];
  ports?: (string | number | { target: number; protocol?: string })[];
  volumes?: (string | { type?: string; source?: string; target?: string })[];
  user?: string | number;
  read_only?: boolean;
  scale?: number;
  cpus?: string | number;
  mem_limit?: string | number;
  deploy?: { replicas?: number; resources?: { limits?: { cpus?: string | number; memory?: string | number } } };
  [field: string]: unknown;
}

export interface ImportOptions {
  pool: string;
  storageClass: string;
  /** By service: what is to run in place of the file's image, or where it has none. */
  image?: Readonly<Record<string, string>>;
  json?: boolean;
}

export interface Imported {
  /** Of each service, in the order of the file. */
  leases: Record<string, unknown>[];
  /** What was assumed, or could not be said. */
  remarks: string[];
  /** Services that have no image, and so are no leases yet. */
  left: string[];
}

/** Taken where a service names no limit, since a lease pays for what it holds. */
const ASSUMED = { cpuMillis: 500, memoryMib: 512, volumeGib: 10 };
const KNOWN = new Set(['image', 'build', 'command', 'entrypoint', 'environment', 'ports', 'volumes', 'user', 'read_only', 'scale', 'cpus', 'mem_limit', 'deploy', 'restart', 'container_name']);
const UNITS: Record<string, number> = { '': 1, b: 1, k: 1_024, kb: 1_024, m: 1_048_576, mb: 1_048_576, g: 1_073_741_824, gb: 1_073_741_824 };
const BYTES_PER_MIB = 1_048_576;

/**
 * Prints lease files for the services of a Compose file; what was assumed, and which services were left out, goes to standard error.
 * @returns 1 when some were left out. @throws CommandFailed when the file is none, or none of its services can be a lease.
 */
export async function importCompose(file: string, options: ImportOptions): Promise<0 | 1> {
  const { leases, remarks, left } = leasesOf(await readServices(file), options);
  const howTo = left.length === 0 ? '' : `${left.join(', ')} ${left.length === 1 ? 'has' : 'have'} no image, and nothing is built here: build, push to a registry, and say what to run: ${left.map((name) => `--image ${name}=registry.example/${name}:1`).join(' ')}`;
  if (leases.length === 0) throw new CommandFailed(howTo || `${file}: its \`services\` are empty`);
  for (const remark of remarks) console.error(`# ${remark}`);
  if (left.length > 0) console.error(`# left out: ${howTo}`);
  console.log(options.json ? JSON.stringify(leases) : leases.map((lease) => stringify(lease)).join('---\n'));
  return left.length > 0 ? 1 : 0;
}

async function readServices(file: string): Promise<Record<string, Service>> {
  let found: unknown;
  try {
    found = parse(await readFile(file, 'utf8'), { merge: true });
  } catch (error) {
    throw new CommandFailed(`${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
  const services = (found as { services?: unknown } | null)?.services;
  if (typeof services !== 'object' || services === null || Array.isArray(services)) throw new CommandFailed(`${file}: it has no \`services\`, so it is no Compose file`);
  return services as Record<string, Service>;
}

/** What services are as leases: each by itself, as it would run here. @throws CommandFailed for a service that cannot be one. */
export function leasesOf(services: Readonly<Record<string, Service>>, options: ImportOptions): Imported {
  const { image: images = {} } = options;
  const unknown = Object.keys(images).filter((name) => !Object.hasOwn(services, name));
  if (unknown.length > 0) throw new CommandFailed(`no service is called ${unknown.join(' or ')}; there are ${Object.keys(services).join(', ')}`);
  const remarks: string[] = [];
  const left: string[] = [];
  const leases = Object.entries(services).flatMap(([name, service]) => {
    const image = Object.hasOwn(images, name) ? images[name] : (service as Service | null)?.image;
    if (image !== undefined) return [leaseOf(name, { ...service, image }, options, (remark) => remarks.push(`${name}: ${remark}`))];
    left.push(name);
    return [];
  });
  return { leases, remarks, left };
}

function leaseOf(name: string, service: Service & { image: string }, { pool, storageClass }: ImportOptions, remark: (text: string) => void): Record<string, unknown> {
  for (const field of Object.keys(service)) if (!KNOWN.has(field)) remark(`${field} has no counterpart and is left out`);
  const limits = service.deploy?.resources?.limits ?? {};
  const [cpus, memory] = [limits.cpus ?? service.cpus, limits.memory ?? service.mem_limit];
  if (cpus === undefined || memory === undefined) remark(`no limit of ${[cpus === undefined ? 'cpus' : '', memory === undefined ? 'memory' : ''].filter(Boolean).join(' and ')}: ${ASSUMED.cpuMillis} thousandths of a vCPU and ${ASSUMED.memoryMib} MiB are assumed`);
  const volumes = volumesOf(service, storageClass, remark);
  const ports = portsOf(service);
  const environment = environmentOf(service, remark);
  const [entrypoint, command] = [wordsOf(service.entrypoint), wordsOf(service.command)];
  const user = service.user === undefined ? undefined : Number(String(service.user).split(':')[0]);
  if (user !== undefined && !(Number.isInteger(user) && user > 0)) remark(`user ${String(service.user)} is no number above 0 and is left out: nothing runs as root`);
  return {
    name,
    pool,
    replicas: service.deploy?.replicas ?? service.scale ?? 1,
    resources: {
      cpuMillis: cpus === undefined ? ASSUMED.cpuMillis : Math.max(1, Math.ceil(Number(cpus) * 1_000)),
      memoryMib: memory === undefined ? ASSUMED.memoryMib : Math.max(1, Math.ceil(bytesOf(memory, name) / BYTES_PER_MIB)),
      ...(volumes.length > 0 ? { volumes } : {}),
    },
    workload: {
      image: service.image,
      ...(entrypoint ? { command: entrypoint } : {}),
      ...(command ? { args: command } : {}),
      ...(environment ? { environment } : {}),
      ...(ports.length > 0 ? { ports } : {}),
      ...(user !== undefined && Number.isInteger(user) && user > 0 ? { runAsUser: user } : {}),
      ...(service.read_only ? {} : { writableRoot: true }),
    },
  };
}

function bytesOf(amount: string | number, name: string): number {
  const [, digits, unit = ''] = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(String(amount).trim()) ?? [];
  const factor = UNITS[unit.toLowerCase()];
  if (digits === undefined || factor === undefined) throw new CommandFailed(`${name}: memory is a number and b, k, m or g, such as 512m; it is ${amount}`);
  return Number(digits) * factor;
}

/** A command as words; one that is a line goes to a shell, as Compose has it. */
function wordsOf(command: string | string[] | undefined): string[] | undefined {
  if (command === undefined) return undefined;
  return Array.isArray(command) ? command.map(String) : ['/bin/sh', '-c', command];
}

function environmentOf({ environment }: Service, remark: (text: string) => void): Record<string, string> | undefined {
  if (environment === undefined) return undefined;
  const pairs = Array.isArray(environment)
    ? environment.map((pair) => [pair.split('=')[0]!, pair.includes('=') ? pair.slice(pair.indexOf('=') + 1) : null] as const)
    : Object.entries(environment);
  for (const [name, value] of pairs) if (value === null) remark(`the value of ${name} comes from the machine that Compose runs on: write it into the file`);
  return Object.fromEntries(pairs.filter(([, value]) => value !== null).map(([name, value]) => [name, String(value)]));
}

/** Published ports are public; which port they are published on is the gateway's. */
function portsOf({ ports = [] }: Service): { name: string; port: number; protocol: string; public?: true }[] {
  return ports.map((port) => {
    const [target, protocol = 'tcp'] = typeof port === 'object' ? [port.target, port.protocol] : String(port).split(':').at(-1)!.split('/');
    const number = Number(target);
    return { name: `p${number}`, port: number, protocol, ...(protocol === 'tcp' ? { public: true as const } : {}) };
  });
}

function volumesOf({ volumes = [] }: Service, storageClass: string, remark: (text: string) => void): { name: string; storageClass: string; gib: number; mountPath: string }[] {
  return volumes.flatMap((volume) => {
    const [source, mountPath] = typeof volume === 'string' ? volume.split(':') : [volume.source, volume.target];
    if (source === undefined || mountPath === undefined || !/^[a-z0-9][a-z0-9_-]*$/i.test(source)) {
      remark(`volume ${typeof volume === 'string' ? volume : JSON.stringify(volume)} is a path of a machine, or has no name, and is left out`);
      return [];
    }
    remark(`volume ${source}: ${ASSUMED.volumeGib} GiB of ${storageClass} are assumed`);
    return [{ name: source.toLowerCase().replaceAll('_', '-'), storageClass, gib: ASSUMED.volumeGib, mountPath }];
  });
}
