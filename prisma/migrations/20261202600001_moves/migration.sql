-- A replica that is to move to another host, as if its own drained, until a time; and how many of a pool may at once without being asked for.
alter table claims add column moves_to text, add column moves_by bigint;
create index claims_on_the_move on claims (pool_id) where moves_to is not null and state = 'held';
alter table pools add column rebalance_moves integer not null default 0;
