import { createHash, scrypt } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';

import { leafHash, verifyInclusion } from '#libs/economics';
import { assert } from '#libs/kernel';

import type { WorkloadSpec } from './driver.js';

/**
 * Work that takes much memory with much bandwidth, as GPUs have it: a chain of rounds that each fill a data set on every GPU and have so many lanes read it, each read from where the one
 * before led. A round's digest is the root of the tree of all lanes' results; a few of them can be reckoned again from what the round began with.
 */
export interface GpuWork {
  /** 32 bytes, in hexadecimal digits: the first round begins with them, each other with the root of the one before. */
  seed: string;
  /** A power of two: so many GPUs do it at once, each a part of each round. */
  gpus: number;
  /** What a round fills on each, in MiB: a multiple of four, since it is held in four parts. */
  mib: number;
  /** On each; a power of two of two and more. */
  lanes: number;
  /** Of each lane and round, 64 bytes each. */
  reads: number;
  rounds: number;
}

/** What a round is: `opencl`, or in simulated clusters, where nothing is computed, a mere hash: `simulated`. */
export const gpuFunctions = ['opencl', 'simulated'] as const;
export type GpuFunction = (typeof gpuFunctions)[number];

/** Of each round: its root and the paths to it of the lanes that it opens, in hexadecimal digits. */
export type GpuAnswer = readonly { root: string; paths: readonly string[] }[];

/** Lanes that a round opens. */
const OPENED_LANES = 16;
/** ChaCha20 blocks that make an item of the data: to make one anew is dearer than to read it. */
const CHAINED_BLOCKS = 4;
/** RFC 7914: 16 MiB and some ten milliseconds for each root of which the lanes that are opened are drawn, so that nobody tries many. */
const DRAW = { N: 16_384, r: 8, p: 1, maxmem: 67_108_864 } as const;
const DRAW_SALT = 'lanes';

const HASH_DIGITS = 64;
const ITEM_WORDS = 16;
const ITEMS_PER_MIB = 16_384;
const USER = 1_000;

/** An item is the key stream's block of its number, then of the key, counter and nonce that the block before begins with; a lane begins with the block of its number under another nonce. */
const kernels = `
#define Q(a, b, c, d) a += b; d = rotate(d ^ a, 16u); c += d; b = rotate(b ^ c, 12u); a += b; d = rotate(d ^ a, 8u); c += d; b = rotate(b ^ c, 7u);
void rounds(uint *x, int count) {
  for (int i = 0; i < count; i++) {
    Q(x[0], x[4], x[8], x[12]) Q(x[1], x[5], x[9], x[13]) Q(x[2], x[6], x[10], x[14]) Q(x[3], x[7], x[11], x[15])
    Q(x[0], x[5], x[10], x[15]) Q(x[1], x[6], x[11], x[12]) Q(x[2], x[7], x[8], x[13]) Q(x[3], x[4], x[9], x[14])
  }
}
void block(uint *x) {
  uint s[16];
  x[0] = 0x61707865u; x[1] = 0x3320646eu; x[2] = 0x79622d32u; x[3] = 0x6b206574u;
  for (int i = 0; i < 16; i++) s[i] = x[i];
  rounds(x, 10);
  for (int i = 0; i < 16; i++) x[i] += s[i];
}
void begin(uint *x, __constant uint *key, uint number, uint nonce) {
  for (int i = 0; i < 8; i++) x[4 + i] = key[i];
  x[12] = number; x[13] = nonce; x[14] = 0; x[15] = 0;
  block(x);
}
__kernel void fill(__constant uint *key, uint first, __global uint16 *part) {
  uint x[16];
  begin(x, key, first + (uint)get_global_id(0), 0);
  for (int more = 1; more < ${CHAINED_BLOCKS}; more++) {
    for (int i = 11; i >= 0; i--) x[4 + i] = x[i];
    block(x);
  }
  part[get_global_id(0)] = vload16(0, x);
}
__kernel void walk(__constant uint *key, uint first, uint reads, uint size, __global const uint16 *a, __global const uint16 *b, __global const uint16 *c, __global const uint16 *d, __global uint16 *out) {
  uint x[16];
  begin(x, key, first + (uint)get_global_id(0), 1);
  for (uint i = 0; i < reads; i++) {
    uint at = x[0] % (4 * size), part = at / size;
    vstore16(vload16(0, x) ^ (part < 2 ? (part == 0 ? a : b) : (part == 2 ? c : d))[at % size], 0, x);
    rounds(x, 1);
  }
  out[get_global_id(0)] = vload16(0, x);
}`;

/** What runs, told the kernels: of each round its root, and the paths of the lanes that it opens; and then it waits to be removed as any service does. It takes GPUs where there are any, else whatever there is; why it cannot go on is a line like any other. Copies are `held` until all GPUs are through: one whose event nobody has is waited for, and the next GPU would begin after it. */
const program = `import hashlib, os, sys, tempfile, time
os.environ.update(HOME=tempfile.gettempdir(), PYOPENCL_NO_CACHE='1')
kernels, seed = sys.argv[1:3]
gpus, mib, lanes, reads, rounds = map(int, sys.argv[3:8])
sha = lambda data: hashlib.sha256(data).digest()
def work():
    import numpy, pyopencl as cl
    found = [device for platform in cl.get_platforms() for device in platform.get_devices()]
    found = [device for device in found if device.type & cl.device_type.GPU] or found
    if len(found) < gpus:
        raise RuntimeError('%d devices, not %d' % (len(found), gpus))
    size, u32, flags = mib * ${ITEMS_PER_MIB / 4}, numpy.uint32, cl.mem_flags
    each = []
    for number, device in enumerate(found[:gpus]):
        context = cl.Context([device])
        built = cl.Program(context, kernels).build()
        parts = [cl.Buffer(context, flags.READ_WRITE, size * 64) for _ in range(4)]
        each.append((context, cl.CommandQueue(context), cl.Kernel(built, 'fill'), cl.Kernel(built, 'walk'), parts, cl.Buffer(context, flags.WRITE_ONLY, lanes * 64), number * lanes))
    results = numpy.empty(gpus * lanes * 16, '<u4')
    given = bytes.fromhex(seed)
    for turn in range(rounds):
        held = []
        for context, queue, fill, walk, parts, out, first in each:
            key = cl.Buffer(context, flags.READ_ONLY | flags.COPY_HOST_PTR, hostbuf=numpy.frombuffer(given, '<u4'))
            held.append(key)
            for number, part in enumerate(parts):
                fill(queue, (size,), None, key, u32(number * size), part)
            walk(queue, (lanes,), None, key, u32(first), u32(reads), u32(size), *parts, out)
            held.append(cl.enqueue_copy(queue, results[first * 16:(first + lanes) * 16], out, is_blocking=False))
            queue.flush()
        for _, queue, *_ in each:
            queue.finish()
        data = results.tobytes()
        levels = [[sha(b'\\0' + data[at:at + 64]) for at in range(0, len(data), 64)]]
        while len(levels[-1]) > 1:
            last = levels[-1]
            levels.append([sha(b'\\1' + last[at] + last[at + 1]) for at in range(0, len(last), 2)])
        given = levels[-1][0]
        drawn = hashlib.scrypt(given, salt=b'${DRAW_SALT}', n=${DRAW.N}, r=${DRAW.r}, p=${DRAW.p}, maxmem=${DRAW.maxmem}, dklen=${4 * OPENED_LANES})
        for number in range(${OPENED_LANES}):
            lane = int.from_bytes(drawn[4 * number:4 * number + 4], 'big') % (gpus * lanes)
            print(turn, number, b''.join(level[(lane >> depth) ^ 1] for depth, level in enumerate(levels[:-1])).hex())
        print(turn, given.hex(), flush=True)
try:
    work()
except Exception as error:
    print('cannot go on:', error, flush=True)
while True:
    time.sleep(60)`;

/** The workload that does it, as any tenant could ask for it. The image must have OpenCL for the GPUs, and Python 3 with pyopencl. */
export function gpuWorkload({ seed, gpus, mib, lanes, reads, rounds }: GpuWork, image: string): Pick<WorkloadSpec, 'image' | 'command' | 'runAsUser'> {
  return { image, command: ['python3', '-c', program, kernels, seed, ...[gpus, mib, lanes, reads, rounds].map(String)], runAsUser: USER };
}

/** The work with GPUs that a workload does, if it does any. */
export function gpuWorkOf({ command = [] }: Pick<WorkloadSpec, 'command'>): GpuWork | undefined {
  const [, , does, , seed = '', ...numbers] = command;
  const [gpus = 0, mib = 0, lanes = 0, reads = 0, rounds = 0] = numbers.map(Number);
  return does === program ? { seed, gpus, mib, lanes, reads, rounds } : undefined;
}

/** More lines than this no answer has. */
export function mostGpuLines({ rounds }: Pick<GpuWork, 'rounds'>): number {
  return rounds * (1 + OPENED_LANES);
}

/** The answer that lines give: the last of each counts, other lines do not. Undefined while a root, or outside of simulated clusters a path, is missing. */
export function readGpuAnswer(kind: GpuFunction, lines: Iterable<string>, { gpus, lanes, rounds }: Pick<GpuWork, 'gpus' | 'lanes' | 'rounds'>): GpuAnswer | undefined {
  const digits = HASH_DIGITS * Math.log2(gpus * lanes);
  const answer = Array.from({ length: rounds }, () => ({ root: '', paths: kind === 'simulated' ? [] : Array.from({ length: OPENED_LANES }, () => '') }));
  for (const line of lines) {
    const [, round, number, hashes = ''] = /^(\d{1,2}) (?:(\d{1,2}) )?([0-9a-f]+)$/.exec(line) ?? [];
    const of = answer[Number(round)];
    if (!of) continue;
    if (number === undefined && hashes.length === HASH_DIGITS) of.root = hashes;
    if (number !== undefined && Number(number) < of.paths.length && hashes.length === digits) of.paths[Number(number)] = hashes;
  }
  return answer.every(({ root, paths }) => root !== '' && !paths.includes('')) ? answer : undefined;
}

/** Reckons the lanes that a round of an answer opens again, from what the answer says the round before gave: `reads` × 80 ChaCha20 blocks, lane by lane, so that whoever else wants the processor gets it. */
export async function isGpuRoundRight(kind: GpuFunction, work: GpuWork, answer: GpuAnswer, round: number): Promise<boolean> {
  assert(round < work.rounds, 'a round of the work');
  const given = round === 0 ? work.seed : answer[round - 1]!.root;
  const { root, paths } = answer[round]!;
  if (kind === 'simulated') return root === simulatedRoot(given);
  const [key, size] = [wordsOf(given), work.gpus * work.lanes];
  for (const [number, index] of (await lanesOpenedBy(root, size)).entries()) {
    await setImmediate();
    const proof = hashesOf(paths[number]!);
    if (!verifyInclusion({ index, size, leafHash: leafHash(laneResult(key, index, work)), proof }, Buffer.from(root, 'hex'))) return false;
  }
  return true;
}

/** Which lanes a round opens: they follow from its root, so from all results, and whoever wants others has to change one and draw again. */
async function lanesOpenedBy(root: string, size: number): Promise<number[]> {
  const drawn = await new Promise<Buffer>((resolve, reject) => {
    scrypt(Buffer.from(root, 'hex'), DRAW_SALT, 4 * OPENED_LANES, DRAW, (error, key) => (error ? reject(error) : resolve(key)));
  });
  return Array.from({ length: OPENED_LANES }, (_, number) => drawn.readUInt32BE(4 * number) % size);
}

/** What a lane ends with: 64 bytes. */
export function laneResult(key: Uint32Array, lane: number, { mib, reads }: Pick<GpuWork, 'mib' | 'reads'>): Buffer {
  const [lanes, item, items] = [new Uint32Array(ITEM_WORDS), new Uint32Array(ITEM_WORDS), mib * ITEMS_PER_MIB];
  beginBlock(lanes, key, lane, 1);
  for (let read = 0; read < reads; read += 1) {
    itemInto(item, key, lanes[0]! % items);
    for (let word = 0; word < ITEM_WORDS; word += 1) lanes[word]! ^= item[word]!;
    doubleRounds(lanes, 1);
  }
  return bytesOf(lanes);
}

/** An item of the data: 64 bytes. */
export function itemOf(key: Uint32Array, number: number): Buffer {
  const item = new Uint32Array(ITEM_WORDS);
  itemInto(item, key, number);
  return bytesOf(item);
}

function itemInto(item: Uint32Array, key: Uint32Array, number: number): void {
  beginBlock(item, key, number, 0);
  for (let more = 1; more < CHAINED_BLOCKS; more += 1) {
    item.copyWithin(4, 0, 12);
    block(item);
  }
}

function beginBlock(words: Uint32Array, key: Uint32Array, number: number, nonce: number): void {
  words.set(key, 4);
  [words[12], words[13], words[14], words[15]] = [number, nonce, 0, 0];
  block(words);
}

const before = new Uint32Array(ITEM_WORDS);

/** A block of ChaCha20 (RFC 8439, 2.3), of key, counter and nonce in the last twelve words. */
function block(words: Uint32Array): void {
  [words[0], words[1], words[2], words[3]] = [0x6170_7865, 0x3320_646e, 0x7962_2d32, 0x6b20_6574];
  before.set(words);
  doubleRounds(words, 10);
  for (let word = 0; word < ITEM_WORDS; word += 1) words[word]! += before[word]!;
}

function doubleRounds(words: Uint32Array, count: number): void {
  for (let round = 0; round < count; round += 1) {
    quarterRound(words, 0, 4, 8, 12);
    quarterRound(words, 1, 5, 9, 13);
    quarterRound(words, 2, 6, 10, 14);
    quarterRound(words, 3, 7, 11, 15);
    quarterRound(words, 0, 5, 10, 15);
    quarterRound(words, 1, 6, 11, 12);
    quarterRound(words, 2, 7, 8, 13);
    quarterRound(words, 3, 4, 9, 14);
  }
}

function quarterRound(words: Uint32Array, a: number, b: number, c: number, d: number): void {
  let [first, second, third, fourth] = [words[a]! | 0, words[b]! | 0, words[c]! | 0, words[d]! | 0];
  first = (first + second) | 0; fourth = turned(fourth ^ first, 16);
  third = (third + fourth) | 0; second = turned(second ^ third, 12);
  first = (first + second) | 0; fourth = turned(fourth ^ first, 8);
  third = (third + fourth) | 0; second = turned(second ^ third, 7);
  words[a] = first; words[b] = second; words[c] = third; words[d] = fourth;
}

function turned(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by));
}

/** Little-endian words of hexadecimal digits. */
export function wordsOf(digits: string): Uint32Array {
  const bytes = Buffer.from(digits, 'hex');
  return Uint32Array.from({ length: bytes.length / 4 }, (_, word) => bytes.readUInt32LE(4 * word));
}

function bytesOf(words: Uint32Array): Buffer {
  const bytes = Buffer.alloc(4 * words.length);
  words.forEach((word, at) => bytes.writeUInt32LE(word, 4 * at));
  return bytes;
}

function hashesOf(digits: string): Buffer[] {
  return Array.from({ length: digits.length / HASH_DIGITS }, (_, at) => Buffer.from(digits.slice(HASH_DIGITS * at, HASH_DIGITS * (at + 1)), 'hex'));
}

function simulatedRoot(given: string): string {
  return createHash('sha256').update(`simulated gpu ${given}`).digest('hex');
}

/** How a simulated host does with its GPUs: as it should; as one that has none, which never answers; twenty times too slowly; or with roots that it makes up. */
export const gpuConducts = ['honest', 'no_gpu', 'slow_gpu', 'made_up_gpu'] as const;
export type GpuConduct = (typeof gpuConducts)[number];

/** An honest simulated GPU reads 100 GB a second. */
const SIMULATED_BYTES_PER_MILLI = 100_000_000;
const SLOW_TIMES = 20;

/** What a simulated host that is ready since a time has written of the work by another: no GPU is used for it. */
export function simulatedGpuAnswer({ seed, lanes, reads, rounds }: GpuWork, conduct: GpuConduct, since: number, now: number): { at: number; text: string }[] {
  if (conduct === 'no_gpu') return since <= now ? [{ at: since, text: 'cannot go on: no device' }] : [];
  const roundMillis = Math.ceil((lanes * reads * 4 * ITEM_WORDS * (conduct === 'slow_gpu' ? SLOW_TIMES : 1)) / SIMULATED_BYTES_PER_MILLI);
  let given = seed;
  const lines = Array.from({ length: rounds }, (_, round) => {
    given = simulatedRoot(conduct === 'made_up_gpu' ? `${given} made up` : given);
    return { at: since + (round + 1) * roundMillis, text: `${round} ${given}` };
  });
  return lines.filter(({ at }) => at <= now);
}
