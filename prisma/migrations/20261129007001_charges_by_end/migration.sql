-- A statement has the charges that end in its time: they are read lease by lease.
CREATE INDEX "charges_in_time_of_lease_idx" ON "charges"("lease_id", "ends_at") WHERE NOT "late";
