import { useQueryClient } from '@tanstack/react-query';
import { answer, type components, idempotent } from '@weir/client';
import { type ReactNode, useState } from 'react';

import { weir } from '../api.js';
import { className, quantity, words } from '../format.js';
import { Choice } from '../parts/choice.js';
import { Ask } from '../parts/dialog.js';
import { Field } from '../parts/fields.js';
import { Head, Panel, Read, State, useTitle, When } from '../parts/layout.js';
import { useSearched } from '../parts/search.js';
import type { FirstReads, ListRead, OneRead } from '../parts/reads.js';
import { List, usePages } from '../parts/table.js';

type Key = components['schemas']['Key'];
type Member = components['schemas']['Member'];
type Project = components['schemas']['Project'];
type Quota = components['schemas']['Quota'];
type MemberRole = components['schemas']['MemberInput']['role'];

const roles = [
  { id: 'owner', label: 'Owner', detail: 'Everything, and who belongs here' }, { id: 'admin', label: 'Admin', detail: 'Everything but the owners' },
  { id: 'developer', label: 'Developer', detail: 'Leases and webhooks' }, { id: 'billing-viewer', label: 'Billing viewer', detail: 'Sees money, changes nothing' },
] as const;

const keysBy = (search?: string): ListRead<Key> => ({ queryKey: ['keys', search], readPage: async (cursor) => answer(weir.GET('/v1/keys', { params: { query: { cursor, limit: 50, search } } })) });
const membersBy = (search?: string): ListRead<Member> => ({ queryKey: ['members', search], readPage: async (cursor) => answer(weir.GET('/v1/members', { params: { query: { cursor, limit: 50, search } } })) });
const projectsBy = (search?: string): ListRead<Project> => ({ queryKey: ['projects', search], readPage: async (cursor) => answer(weir.GET('/v1/projects', { params: { query: { cursor, limit: 50, search } } })) });
const quotasRead: OneRead<{ items: Quota[] }> = { queryKey: ['quotas'], read: async () => answer(weir.GET('/v1/quotas')) };
export const firstReads = (): FirstReads => [keysBy(), membersBy(), projectsBy(), quotasRead];

/** Who and what may act for this tenant, and how much each project may claim. */
export function AccessPage(): ReactNode {
  useTitle('Access');
  return (
    <>
      <Head title="Access" about="Keys for machines, members for people, and how much each project may claim." />
      <div className="grid"><Keys /><Members /><Projects /><Quotas /></div>
    </>
  );
}

function Keys(): ReactNode {
  const { search, field } = useSearched('Search keys', 'part of a name, or what a key begins with');
  const pages = usePages(keysBy(search));
  return (
    <Panel title="API keys" actions={<NewKey />}>
      {field}
      <List label="API keys" pages={pages} keyOf={({ id }) => id} empty={search ? 'No such key.' : 'No key yet.'} columns={[
        { title: 'Name', isHeader: true, cell: ({ name }) => name },
        { title: 'Begins with', cell: ({ prefix }) => <code>{prefix}…</code> },
        { title: 'Role', cell: ({ role }) => words(role) },
        { title: 'Last used', cell: ({ lastUsedAt }) => (lastUsedAt ? <When at={lastUsedAt} /> : 'never') },
        { title: 'State', cell: ({ revokedAt, expiresAt }) => (revokedAt ? <State of="revoked" /> : expiresAt ? <>expires <When at={expiresAt} /></> : <State of="enabled" text="Valid" />) },
        { title: '', isNumber: true, cell: (key) => !key.revokedAt && <Revoke item={key} /> },
      ]} />
    </Panel>
  );
}

function NewKey(): ReactNode {
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const [role, setRole] = useState<MemberRole>('developer');
  const [secret, setSecret] = useState<string>();
  const create = async (): Promise<void> => {
    const key = await answer(weir.POST('/v1/keys', { body: { name, role }, params: { header: idempotent() } }));
    setSecret(key.secret);
    await queries.invalidateQueries({ queryKey: ['keys'] });
  };
  return (
    <Ask label="New key" title="New API key" doLabel="Make it" onDo={create} onOpen={() => setSecret(undefined)} after={() => <><p>Copy it now: it is shown this once.</p><code className="secret">{secret ?? 'It was shown before.'}</code></>}>
      <Field label="Name" name="/name" value={name} onChange={setName} isRequired autoFocus hint="What it is for." />
      <Choice label="Role" name="/role" value={role} options={roles} onChange={(value) => setRole(value as MemberRole)} />
    </Ask>
  );
}

function Revoke({ item: { id, name } }: { item: Key }): ReactNode {
  const queries = useQueryClient();
  const revoke = async (): Promise<void> => {
    await weir.DELETE('/v1/keys/{keyId}', { params: { path: { keyId: id } } });
    await queries.invalidateQueries({ queryKey: ['keys'] });
  };
  return <Ask label="Revoke" isDanger title={`Revoke ${name}?`} onDo={revoke}><p>Whatever uses it is refused from now on. This cannot be undone.</p></Ask>;
}

function Members(): ReactNode {
  const { search, field } = useSearched('Search members', 'part of an address');
  const pages = usePages(membersBy(search));
  return (
    <Panel title="Members" className="half" actions={<NewMember />}>
      {field}
      <List label="Members" pages={pages} keyOf={({ id }) => id} empty={search ? 'Nobody of that address.' : 'Nobody yet.'} columns={[
        { title: 'Address', isHeader: true, cell: ({ email }) => email },
        { title: 'Role', cell: ({ role }) => words(role) },
        { title: '', isNumber: true, cell: (member) => <span className="actions"><ChangeMember member={member} /><RemoveMember member={member} /></span> },
      ]} />
    </Panel>
  );
}

function NewMember(): ReactNode {
  const queries = useQueryClient();
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<MemberRole>('developer');
  const add = async (): Promise<void> => {
    await answer(weir.POST('/v1/members', { body: { email, role }, params: { header: idempotent() } }));
    await queries.invalidateQueries({ queryKey: ['members'] });
  };
  return (
    <Ask label="Add a member" title="Add a member" doLabel="Add" onDo={add}>
      <Field label="Mail address" name="/email" type="email" value={email} onChange={setEmail} isRequired autoFocus />
      <Choice label="Role" name="/role" value={role} options={roles} onChange={(value) => setRole(value as MemberRole)} />
    </Ask>
  );
}

function ChangeMember({ member: { id, email, role: now } }: { member: Member }): ReactNode {
  const queries = useQueryClient();
  const [role, setRole] = useState(now);
  const change = async (): Promise<void> => {
    await answer(weir.PATCH('/v1/members/{memberId}', { params: { path: { memberId: id } }, body: { role: role as MemberRole } }));
    await queries.invalidateQueries({ queryKey: ['members'] });
  };
  return <Ask label="Change" title={`Role of ${email}`} doLabel="Save" onDo={change}><Choice label="Role" name="/role" value={role} options={roles} onChange={setRole} /></Ask>;
}

function RemoveMember({ member: { id, email } }: { member: Member }): ReactNode {
  const queries = useQueryClient();
  const remove = async (): Promise<void> => {
    await weir.DELETE('/v1/members/{memberId}', { params: { path: { memberId: id } } });
    await queries.invalidateQueries({ queryKey: ['members'] });
  };
  return <Ask label="Remove" isDanger title={`Remove ${email}?`} onDo={remove}><p>They can no longer act for this tenant.</p></Ask>;
}

function Projects(): ReactNode {
  const { search, field } = useSearched('Search projects', 'part of a name, or an id');
  const pages = usePages(projectsBy(search));
  return (
    <Panel title="Projects" className="half" actions={<NewProject />}>
      {field}
      <List label="Projects" pages={pages} keyOf={({ id }) => id} empty={search ? 'No such project.' : 'None yet.'} columns={[
        { title: 'Name', isHeader: true, cell: ({ name }) => name },
        { title: 'Id', cell: ({ id }) => <span className="id">{id}</span> },
      ]} />
    </Panel>
  );
}

function NewProject(): ReactNode {
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const create = async (): Promise<void> => {
    await answer(weir.POST('/v1/projects', { body: { name }, params: { header: idempotent() } }));
    await queries.invalidateQueries({ queryKey: ['projects'] });
  };
  return <Ask label="New project" title="New project" doLabel="Make it" onDo={create}><Field label="Name" name="/name" value={name} onChange={setName} isRequired autoFocus /></Ask>;
}

function Quotas(): ReactNode {
  return (
    <Panel title="Quotas" actions={<SetQuota />}>
      <Read {...quotasRead}>
        {({ items }) => items.length === 0 ? <p className="quiet-text">None: projects may claim whatever there is and the wallet pays for.</p> : <ul className="plain findings">{items.map((quota) => <li key={quota.projectId + quota.resourceClass}><OneQuota quota={quota} /></li>)}</ul>}
      </Read>
    </Panel>
  );
}

function OneQuota({ quota: { projectId, resourceClass, limit } }: { quota: Quota }): ReactNode {
  const queries = useQueryClient();
  const remove = async (): Promise<void> => {
    await weir.DELETE('/v1/quotas/{projectId}/{resourceClass}', { params: { path: { projectId, resourceClass } } });
    await queries.invalidateQueries({ queryKey: ['quotas'] });
  };
  return <div className="actions"><span>At most {quantity(resourceClass, limit)} {className(resourceClass, '')} in <span className="id">{projectId}</span></span><Ask label="Remove" isDanger title="Remove this quota?" onDo={remove}><p>The project may then claim without this limit.</p></Ask></div>;
}

const classes = [{ id: 'CPU_MILLI', label: 'CPU, thousandths' }, { id: 'MEMORY_MIB', label: 'Memory, MiB' }, { id: 'GPU_MILLI', label: 'GPU, thousandths' }, { id: 'STORAGE_GIB', label: 'Storage, GiB' }, { id: 'EGRESS_MBPS', label: 'Egress, Mbit/s' }] as const;

function SetQuota(): ReactNode {
  const queries = useQueryClient();
  const [project, setProject] = useState('');
  const [resourceClass, setClass] = useState<string>('CPU_MILLI');
  const [limit, setLimit] = useState('');
  const set = async (): Promise<void> => {
    await answer(weir.PUT('/v1/quotas/{projectId}/{resourceClass}', { params: { path: { projectId: project, resourceClass } }, body: { limit: Number(limit) } }));
    await queries.invalidateQueries({ queryKey: ['quotas'] });
  };
  return (
    <Ask label="Set a quota" title="Set a quota" doLabel="Set" onDo={set}>
      <Read queryKey={['projects', 'all']} read={async () => answer(weir.GET('/v1/projects', { params: { query: { limit: 100 } } }))}>
        {({ items }) => <Choice label="Project" value={project} options={items.map(({ id, name }) => ({ id, label: name, detail: id }))} onChange={setProject} />}
      </Read>
      <Choice label="Of what" value={resourceClass} options={classes} onChange={setClass} />
      <Field label="At most" name="/limit" inputMode="numeric" value={limit} onChange={setLimit} isRequired />
    </Ask>
  );
}
