-- What administrators tell everybody of a pool: it is down, or will be worked on.
create table incidents (
  id text not null,
  pool_id text not null,
  kind text not null,
  title text not null,
  starts_at bigint not null,
  ends_at bigint,
  created_at bigint not null,
  constraint incidents_pkey primary key (id),
  constraint incidents_pool_exists foreign key (pool_id) references pools (id),
  constraint incidents_end_after_start check (ends_at >= starts_at)
);
create index incidents_pool_id_starts_at_idx on incidents (pool_id, starts_at);
