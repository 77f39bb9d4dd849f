import type { components } from '@weir/client';

import { nanoTokensOf } from '../format.js';

export type QuoteRequest = components['schemas']['QuoteRequest'];
export type LeaseRequest = components['schemas']['LeaseRequest'];
type Resources = components['schemas']['LeaseResources'];
type Constraints = components['schemas']['LeaseConstraints'];
type Pricing = NonNullable<LeaseRequest['pricing']>;

/** What stands in the form: text as it was written, so that nobody's typing is corrected under their hands. */
export interface LeaseDraft {
  name: string;
  pool: string;
  replicas: string;
  cpus: string;
  memoryGib: string;
  gpus: string;
  gpuModels: string;
  ephemeralGib: string;
  egressMbps: string;
  volumeGib: string;
  volumeClass: string;
  volumePath: string;
  image: string;
  command: string;
  environment: string;
  port: string;
  isPublic: boolean;
  jurisdictions: string[];
  requiredTraits: string;
  spreadOver: 'none' | 'operator' | 'site' | 'host' | 'jurisdiction';
  /** How many replicas one of those may hold. */
  spreadMost: string;
  mode: 'on-demand' | 'spot' | 'reserved';
  maximumTokensPerHour: string;
  termMillis: string;
  hours: string;
}

export const newDraft: LeaseDraft = {
  name: '', pool: '', replicas: '1', cpus: '1', memoryGib: '1', gpus: '', gpuModels: '', ephemeralGib: '', egressMbps: '', volumeGib: '', volumeClass: 'nvme', volumePath: '/data', image: 'nginx:1.29', command: '',
  environment: '', port: '80', isPublic: true, jurisdictions: [], requiredTraits: '', spreadOver: 'none', spreadMost: '1', mode: 'on-demand', maximumTokensPerHour: '', termMillis: '', hours: '',
};

const HOUR_MILLIS = 3_600_000;
const MILLI = 1_000;
const MIB_PER_GIB = 1_024;

/** What is to be quoted, or which fields (by the pointer that they set) say nothing that could be asked. */
export function toQuoteRequest(draft: LeaseDraft): { request: QuoteRequest } | { wrong: Record<string, string> } {
  const wrong: Record<string, string> = {};
  const number = (pointer: string, text: string, scale = 1): number | undefined => {
    if (text.trim() === '') return undefined;
    const value = Number(text.replace(',', '.')) * scale;
    if (Number.isFinite(value) && Math.round(value) > 0) return Math.round(value);
    wrong[pointer] = 'A number above zero.';
    return undefined;
  };
  const needed = (pointer: string, text: string, scale = 1): number => {
    if (text.trim() === '') wrong[pointer] = 'Needed.';
    return number(pointer, text, scale) ?? 0;
  };
  const gpus = number('/resources/gpu/count', draft.gpus);
  const volumeGib = number('/resources/volumes/0/gib', draft.volumeGib);
  const hours = number('/durationMillis', draft.hours, HOUR_MILLIS);
  const resources: Resources = {
    cpuMillis: needed('/resources/cpuMillis', draft.cpus, MILLI),
    memoryMib: needed('/resources/memoryMib', draft.memoryGib, MIB_PER_GIB),
    ...(gpus && { gpu: { count: gpus, ...(listOf(draft.gpuModels).length > 0 && { models: listOf(draft.gpuModels) }) } }),
    ...optional('ephemeralGib', number('/resources/ephemeralGib', draft.ephemeralGib)),
    ...optional('egressMbps', number('/resources/egressMbps', draft.egressMbps)),
    ...(volumeGib && { volumes: [{ name: 'data', storageClass: draft.volumeClass, gib: volumeGib, mountPath: draft.volumePath }] }),
  };
  const replicas = needed('/replicas', draft.replicas);
  const spreadMost = draft.spreadOver === 'none' ? 0 : needed('/constraints/spread/maximum', draft.spreadMost);
  const pricing = pricingOf(draft, wrong);
  if (!draft.pool) wrong['/pool'] = 'Choose a pool.';
  if (Object.keys(wrong).length > 0) return { wrong };
  return { request: { pool: draft.pool, replicas, resources, ...constraintsOf(draft, spreadMost), pricing, ...optional('durationMillis', hours) } };
}

/** What is to be leased, at the price of a quote. */
export function toLeaseRequest(draft: LeaseDraft, quoted: QuoteRequest, quoteId: string | undefined): LeaseRequest {
  const environment = Object.fromEntries(draft.environment.split('\n').map((line) => line.trim()).filter(Boolean).map((line) => {
    const [name = '', ...value] = line.split('=');
    return [name.trim(), value.join('=')];
  }));
  const command = wordsOf(draft.command);
  return {
    ...quoted,
    ...(draft.name.trim() && { name: draft.name.trim() }),
    pricing: { ...(quoted.pricing ?? { mode: 'on-demand' }), ...(quoteId && { quoteId }) },
    workload: {
      image: draft.image.trim(),
      ...(command.length > 0 && { command }),
      ...(Object.keys(environment).length > 0 && { environment }),
      ...(draft.port.trim() && { ports: [{ name: 'web', port: Number(draft.port), protocol: 'tcp' as const, public: draft.isPublic }] }),
    },
  };
}

/** The draft with what an alternative proposes to change. */
export function withChange(draft: LeaseDraft, change: { replicas?: number; resources?: Resources; constraints?: Constraints }): LeaseDraft {
  const { resources, constraints } = change;
  return {
    ...draft,
    ...(change.replicas !== undefined && { replicas: String(change.replicas) }),
    ...(resources && {
      cpus: String(resources.cpuMillis / MILLI),
      memoryGib: String(resources.memoryMib / MIB_PER_GIB),
      gpus: String(resources.gpu?.count ?? ''),
      gpuModels: resources.gpu?.models?.join(', ') ?? '',
      ephemeralGib: String(resources.ephemeralGib ?? ''),
      egressMbps: String(resources.egressMbps ?? ''),
      volumeGib: String(resources.volumes?.[0]?.gib ?? ''),
      volumeClass: resources.volumes?.[0]?.storageClass ?? draft.volumeClass,
    }),
    ...(constraints && {
      jurisdictions: [...(constraints.jurisdictions ?? [])],
      requiredTraits: constraints.requiredTraits?.join(', ') ?? '',
      spreadOver: constraints.spread?.over ?? 'none',
      spreadMost: String(constraints.spread?.maximum ?? 1),
    }),
  };
}

function constraintsOf(draft: LeaseDraft, maximum: number): { constraints?: Constraints } {
  const requiredTraits = listOf(draft.requiredTraits);
  const constraints: Constraints = {
    ...(draft.jurisdictions.length > 0 && { jurisdictions: draft.jurisdictions }),
    ...(requiredTraits.length > 0 && { requiredTraits }),
    ...(draft.spreadOver !== 'none' && { spread: { over: draft.spreadOver, maximum } }),
  };
  return Object.keys(constraints).length > 0 ? { constraints } : {};
}

function pricingOf(draft: LeaseDraft, wrong: Record<string, string>): Pricing {
  const text = draft.maximumTokensPerHour.trim();
  const maximum = text ? nanoTokensOf(text) : undefined;
  const pointer = '/pricing/maximumNanoTokensPerHour';
  if (text && maximum === undefined) wrong[pointer] = 'Tokens an hour, such as 0.25.';
  if (draft.mode === 'spot') {
    if (!text) wrong[pointer] = 'The most that you would pay.';
    return { mode: 'spot', maximumNanoTokensPerHour: maximum ?? '0' };
  }
  const limit = maximum === undefined ? {} : { maximumNanoTokensPerHour: maximum };
  if (draft.mode === 'on-demand') return { mode: 'on-demand', ...limit };
  if (!draft.termMillis) wrong['/pricing/termMillis'] = 'Choose a term.';
  return { mode: 'reserved', termMillis: Number(draft.termMillis), ...limit };
}

const listOf = (text: string): string[] => text.split(/[\s,]+/).filter(Boolean);

/** Words as a shell divides them, by blanks outside of quotes. */
const wordsOf = (text: string): string[] => [...text.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, double, single, bare]) => double ?? single ?? bare ?? '');

function optional<K extends string>(key: K, value: number | undefined): Partial<Record<K, number>> {
  return value === undefined ? {} : { [key]: value } as Partial<Record<K, number>>;
}
