-- A lease that may wait to be placed up to a time: then it closes, and nothing of it is charged.
alter table leases add column wait_until bigint;
create index leases_that_wait on leases (wait_until) where wait_until is not null and state in ('requested', 'blocked');
