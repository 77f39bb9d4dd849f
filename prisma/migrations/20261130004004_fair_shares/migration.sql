-- How much a tenant may have of a pool that is short, beside others.
alter table tenants add column placement_weight integer not null default 1
  constraint tenants_placement_weight_is_positive check (placement_weight between 1 and 1000);
