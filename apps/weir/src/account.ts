import { randomBytes } from 'node:crypto';

import { apiCall, ApiRefusal } from './api-call.js';
import type { Credentials } from './credentials.js';
import { listAll } from './pages.js';

/** Whoever started the product first. */
const EMAIL = 'admin@weir.local';

/** Makes a local account, a member of everything that there are keys of. One that was cut off is finished by running it again, with a new password. */
export async function makeAccount(credentials: Credentials): Promise<NonNullable<Credentials['account']>> {
  const account = { email: EMAIL, password: randomBytes(15).toString('base64url') };
  const admin = apiCall(credentials.apiUrl, credentials.adminKey);
  await joinAll(credentials);
  if (await unlessThere(admin('POST', '/v1/admin/people', { ...account, name: 'Administrator' }))) return account;
  const people = await listAll<{ id: string; email: string }>(admin, '/v1/admin/people');
  await admin('PUT', `/v1/admin/people/${people.find(({ email }) => email === EMAIL)!.id}/password`, { password: account.password });
  return account;
}

/** Makes it a member of whatever it is none of yet. */
export async function joinAll({ apiUrl, adminKey, operatorKeys, tenantKey }: Credentials): Promise<void> {
  await unlessThere(apiCall(apiUrl, adminKey)('POST', '/v1/admin/members', { email: EMAIL, role: 'administrator' }));
  if (tenantKey !== undefined) await unlessThere(apiCall(apiUrl, tenantKey)('POST', '/v1/members', { email: EMAIL, role: 'owner' }));
  for (const key of Object.values(operatorKeys)) await unlessThere(apiCall(apiUrl, key)('POST', '/v1/operator/members', { email: EMAIL, role: 'owner' }));
}

/** Whether it was made just now. */
async function unlessThere(making: Promise<unknown>): Promise<boolean> {
  try {
    await making;
    return true;
  } catch (error) {
    if (error instanceof ApiRefusal && (error.code === 'person_exists' || error.code === 'member_exists')) return false;
    throw error;
  }
}
