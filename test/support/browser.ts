import { expect } from 'vitest';
import supertest from 'supertest';

import type { OwnerType } from '#libs/kernel';
import { newId } from '#libs/kernel';

import type { TestApi } from './api.js';

export const PASSWORD = 'correct horse battery staple';

/** A person with a password, and a member of some owners; made by an administrator. */
export async function addPerson(api: TestApi, email: string, places: readonly { ownerType: OwnerType; ownerId: string; role: string }[] = []): Promise<string> {
  const admin = await api.admin();
  const { status, body } = await admin.post('/v1/admin/people', { email, name: 'Ada', password: PASSWORD });
  expect(status).toBe(201);
  for (const [index, place] of places.entries()) await api.database.client.member.create({ data: { id: newId('member'), email, createdAt: BigInt(api.clock.now() + index), ...place } });
  return body.id as string;
}

/** What a browser does with cookies: keeps them, sends them back, and says where its page is from. */
export class Browser {
  readonly cookies = new Map<string, string>();
  csrfToken: string | undefined;
  role: string | undefined;

  constructor(private readonly url: string, readonly origin = url) {}

  async send(method: 'get' | 'post' | 'put' | 'delete', path: string, body?: object, headers: Record<string, string> = {}): Promise<supertest.Response> {
    const request = supertest(this.url)[method](path).redirects(0);
    if (this.cookies.size > 0) request.set('cookie', [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '));
    if (method !== 'get') request.set('origin', this.origin);
    if (this.csrfToken !== undefined) request.set('x-weir-csrf', this.csrfToken);
    if (this.role !== undefined) request.set('x-weir-role', this.role);
    for (const [name, value] of Object.entries(headers)) request.set(name, value);
    const answer = await (body === undefined ? request : request.send(body));
    this.keep(answer);
    return answer;
  }

  async signIn(account: string, password = PASSWORD): Promise<supertest.Response> {
    const answer = await this.send('post', '/v1/session', { account, password });
    if (answer.status === 200) this.csrfToken = answer.body.csrfToken as string;
    return answer;
  }

  private keep(answer: supertest.Response): void {
    for (const line of (answer.headers['set-cookie'] ?? []) as unknown as string[]) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!;
      if (/max-age=0/i.test(line)) this.cookies.delete(name!);
      else this.cookies.set(name!, value!);
    }
  }
}
