-- People who sign in, and their sessions. What a person may do is found by the address, in `members`.
create table people (
  id text not null,
  email text not null,
  name text not null,
  password_hash text,
  issuer text,
  subject text,
  created_at bigint not null,
  constraint people_pkey primary key (id),
  constraint people_identity_whole check ((issuer is null) = (subject is null)),
  constraint people_email_lower check (email = lower(email))
);
create unique index people_email_key on people (email);

create table sessions (
  hash text not null,
  person_id text not null,
  created_at bigint not null,
  seen_at bigint not null,
  expires_at bigint not null,
  constraint sessions_pkey primary key (hash),
  constraint sessions_person_exists foreign key (person_id) references people (id) on delete cascade
);
create index sessions_person_id_created_at_idx on sessions (person_id, created_at);
create index sessions_expires_at_idx on sessions (expires_at);

-- Roles are looked up by address with each request of a session.
create index members_email_idx on members (email);
