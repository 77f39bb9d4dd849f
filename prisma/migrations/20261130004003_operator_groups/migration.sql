-- Operators that belong together count as one where placement divides work; and how concentrated a pool's claims may be.
alter table operators add column group_id text constraint operators_group_is_named check (group_id <> '');
alter table pools add column concentration_cap_bps integer not null default 10000
  constraint pools_concentration_cap_is_a_share check (concentration_cap_bps between 1 and 10000);
