-- Each page of a tenant's leases sums what all of them cost an hour, to say how long the wallet lasts: not by a look at everybody's.
CREATE INDEX "lease_settlements_tenant" ON "lease_settlements" (tenant_id) WHERE final_at IS NULL;
