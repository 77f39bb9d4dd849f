-- How a pool packs, by name, and how much that counts beside spreading and cheaper asks.
alter table pools add column pack_score text not null default 'expected-fill';
alter table pools add column pack_weight_bps integer not null default 0;

-- What was asked for lately in a pool: placement learns from it.
create index leases_pool_id_created_at_id_idx on leases (pool_id, created_at, id);
