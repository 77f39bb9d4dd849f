-- CreateTable
CREATE TABLE "challenge_draws" (
    "pool_id" TEXT NOT NULL,
    "hour" BIGINT NOT NULL,
    "number" INTEGER NOT NULL,
    "secret" TEXT NOT NULL,
    "commitment" TEXT NOT NULL,
    "start_at" BIGINT NOT NULL,
    "made_at" BIGINT NOT NULL,
    "rules_version" INTEGER NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'drawn',
    "sequence" BIGSERIAL NOT NULL,

    CONSTRAINT "challenge_draws_pkey" PRIMARY KEY ("pool_id","hour","number")
);

-- CreateTable
CREATE TABLE "challenges" (
    "id" TEXT NOT NULL,
    "pool_id" TEXT NOT NULL,
    "hour" BIGINT NOT NULL,
    "number" INTEGER NOT NULL,
    "operator_id" TEXT NOT NULL,
    "host_id" TEXT NOT NULL,
    "lease_id" TEXT NOT NULL,
    "candidates" INTEGER NOT NULL,
    "units" JSONB NOT NULL,
    "work" JSONB NOT NULL,
    "rules_version" INTEGER NOT NULL,
    "begun_at" BIGINT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'running',

    CONSTRAINT "challenges_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "challenge_verdicts" (
    "challenge_id" TEXT NOT NULL,
    "operator_id" TEXT NOT NULL,
    "pool_id" TEXT NOT NULL,
    "host_id" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "ready_at" BIGINT,
    "deadline_at" BIGINT,
    "answered_at" BIGINT,
    "at" BIGINT NOT NULL,
    "sequence" BIGSERIAL NOT NULL,

    CONSTRAINT "challenge_verdicts_pkey" PRIMARY KEY ("challenge_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "challenge_draws_sequence_key" ON "challenge_draws"("sequence");

-- CreateIndex
CREATE UNIQUE INDEX "challenges_lease_id_key" ON "challenges"("lease_id");

-- CreateIndex
CREATE INDEX "challenges_host_id_idx" ON "challenges"("host_id");

-- CreateIndex
CREATE UNIQUE INDEX "challenges_pool_id_hour_number_key" ON "challenges"("pool_id", "hour", "number");

-- CreateIndex
CREATE UNIQUE INDEX "challenge_verdicts_sequence_key" ON "challenge_verdicts"("sequence");

-- CreateIndex
CREATE INDEX "challenge_verdicts_operator_id_pool_id_sequence_idx" ON "challenge_verdicts"("operator_id", "pool_id", "sequence");

-- CreateIndex
CREATE INDEX "challenge_verdicts_host_id_at_idx" ON "challenge_verdicts"("host_id", "at");

alter table challenge_draws
  add constraint challenge_draws_state_is_one check (state in ('drawn', 'begun', 'skipped')),
  add constraint challenge_draws_are_of_an_hour check (hour % 3600000 = 0 and start_at >= hour and start_at < hour + 3600000),
  add constraint challenge_draws_commit check (commitment = encode(sha256(decode(secret, 'hex')), 'hex'));
alter table challenges
  add constraint challenges_state_is_one check (state in ('running', 'passed', 'failed', 'void'));
alter table challenge_verdicts
  add constraint challenge_verdicts_outcome_is_one check (outcome in ('passed', 'failed', 'void')),
  add constraint challenge_verdicts_answer_what_passed check (outcome <> 'passed' or (answered_at is not null and deadline_at is not null));

-- What is due, and what runs: few among all that ever were.
create index challenge_draws_due on challenge_draws (start_at) where state = 'drawn';
create index challenges_running on challenges (begun_at) where state = 'running';

-- How a challenge ended is never changed.
create trigger append_only before update or delete on challenge_verdicts for each row execute function refuse_change();

-- Draws and verdicts are leaves of the log.
insert into log_cursors (kind) values ('draw'), ('challenge');

-- The platform is a tenant of its own, once.
alter table tenants add column house boolean not null default false;
create unique index tenants_one_house on tenants (house) where house;

-- Leases that nobody pays for: what they hold is not demand.
create index leases_unbilled on leases (pool_id) where pricing->>'unbilled' is not null and state not in ('closed', 'failed');
