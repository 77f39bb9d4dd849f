import { randomBytes, scrypt, type ScryptOptions, timingSafeEqual } from 'node:crypto';

import { commonProblems } from '#libs/kernel';

/** With an N of 32,768 as OWASP has it for scrypt: 32 MiB and three passes, a tenth of a second or two. */
const COST = { r: 8, p: 3 } as const;
const MEMORY_BYTES = 64 * 1_024 * 1_024;
const KEY_BYTES = 32;
const SALT_BYTES = 16;
/** Of one process at once: each takes a thread and 32 MiB. */
const MOST_AT_ONCE = 2;
const MOST_WAITING = 50;

let running = 0;
const waiting: (() => void)[] = [];

/** What is kept of a password: `scrypt$N$r$p$salt$key`. @throws Problem `unavailable` when too many wait. */
export async function hashPassword(password: string, N: number): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const key = await derive(password, salt, { N, ...COST });
  return ['scrypt', N, COST.r, COST.p, salt.toString('base64url'), key.toString('base64url')].join('$');
}

/** Whether it is the password. Takes as long when there is none, so that nobody learns by the time whether there is. @throws Problem `unavailable` when too many wait. */
export async function isPassword(password: string, kept: string | null | undefined, N: number): Promise<boolean> {
  const [, keptN, r, p, salt, key] = (kept ?? '').split('$');
  if (key === undefined) {
    await derive(password, randomBytes(SALT_BYTES), { N, ...COST });
    return false;
  }
  const found = await derive(password, Buffer.from(salt!, 'base64url'), { N: Number(keptN), r: Number(r), p: Number(p) });
  return timingSafeEqual(found, Buffer.from(key, 'base64url'));
}

async function derive(password: string, salt: Buffer, cost: ScryptOptions): Promise<Buffer> {
  if (running >= MOST_AT_ONCE) {
    if (waiting.length >= MOST_WAITING) throw commonProblems.unavailable('Too many sign in at once; try again.', { retryAfterSeconds: 5 });
    await new Promise<void>((resolve) => waiting.push(resolve));
  }
  running += 1;
  try {
    return await new Promise((resolve, reject) => {
      scrypt(password.normalize('NFKC'), salt, KEY_BYTES, { ...cost, maxmem: MEMORY_BYTES }, (error, key) => (error ? reject(error) : resolve(key)));
    });
  } finally {
    running -= 1;
    waiting.shift()?.();
  }
}
