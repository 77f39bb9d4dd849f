-- What a lease may be placed by instead of what was asked for first, in order, and the one that it was placed by.
alter table leases add column fallbacks jsonb not null default '[]';
alter table leases add column fallback integer;
