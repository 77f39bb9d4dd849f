-- Found in every round of placement: the open leases of a project that say where they are to be by where others are.
create index leases_with_affinity on leases (project_id) where jsonb_exists(constraints, 'affinity') and state not in ('closing', 'closed', 'failed');
