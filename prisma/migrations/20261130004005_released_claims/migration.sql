-- What of a pool became free lately, for how long others are expected to wait.
create index claims_released_lately on claims (pool_id, released_at desc) where state = 'released';
create index claims_held_pool on claims (pool_id) where state = 'held';
