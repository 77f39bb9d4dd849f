-- Every step of every lease wrote an entry of it; who looks for open leases finds them by leases_running_idx, of the same rows.
drop index leases_open_idx;
