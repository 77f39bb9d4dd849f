-- CreateTable
CREATE TABLE "challenge_transfers" (
    "challenge_id" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "host_id" TEXT NOT NULL,
    "function" TEXT NOT NULL,
    "begun_at" BIGINT NOT NULL,
    "bytes" BIGINT,
    "millis" INTEGER,
    "busy_percent" INTEGER,
    "outcome" TEXT NOT NULL DEFAULT 'open',
    "reason" TEXT,

    CONSTRAINT "challenge_transfers_pkey" PRIMARY KEY ("challenge_id","number")
);

alter table challenge_transfers
  add constraint challenge_transfers_outcome_is_one check (outcome in ('open', 'fast', 'slow', 'wrong', 'void')),
  add constraint challenge_transfers_are_measured check (outcome not in ('fast', 'slow', 'wrong') or (bytes > 0 and millis > 0 and busy_percent >= 0));
-- One at a time: two would share the platform's own way.
create unique index challenge_transfers_one_open on challenge_transfers ((true)) where outcome = 'open';
-- Whether any host was as fast lately.
create index challenge_transfers_fast on challenge_transfers (function, begun_at) where outcome = 'fast';

-- How simulated hosts send.
alter table simulated_conduct add column network text not null default 'honest';
alter table simulated_conduct add constraint simulated_conduct_of_networks_is_one check (network in ('honest', 'slow_network', 'garbled'));
