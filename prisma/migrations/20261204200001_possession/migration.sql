-- Challenges of more than one kind.
alter table challenge_draws add column kind text not null default 'compute';
alter table challenges add column kind text not null default 'compute';
alter table challenge_draws add constraint challenge_draws_kind_is_one check (kind in ('compute', 'possession', 'disk', 'network', 'gpu'));
alter table challenges add constraint challenges_kind_is_one check (kind in ('compute', 'possession', 'disk', 'network', 'gpu'));

-- CreateTable
CREATE TABLE "challenge_stores" (
    "challenge_id" TEXT NOT NULL,
    "leaves" INTEGER NOT NULL,
    "no_room" BOOLEAN NOT NULL DEFAULT false,
    "at" BIGINT NOT NULL,

    CONSTRAINT "challenge_stores_pkey" PRIMARY KEY ("challenge_id")
);

-- CreateTable
CREATE TABLE "challenge_periods" (
    "challenge_id" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "deadline_at" BIGINT NOT NULL,
    "asks_at" BIGINT NOT NULL,
    "seed" TEXT,
    "asked_at" BIGINT,
    "tried_at" BIGINT,
    "tried" TEXT,
    "proofs" JSONB,
    "outcome" TEXT NOT NULL DEFAULT 'open',
    "reason" TEXT,
    "answered_at" BIGINT,

    CONSTRAINT "challenge_periods_pkey" PRIMARY KEY ("challenge_id","number")
);

alter table challenge_periods
  add constraint challenge_periods_outcome_is_one check (outcome in ('open', 'proven', 'missed', 'void')),
  add constraint challenge_periods_are_asked_late check (asks_at <= deadline_at and asked_at >= asks_at),
  add constraint challenge_periods_prove_what_is_asked check (outcome <> 'proven' or (seed is not null and answered_at <= deadline_at));
create unique index challenge_periods_one_open on challenge_periods (challenge_id) where outcome = 'open';

-- What simulated hosts keep: which data it is, and how.
alter table simulated_workloads add column data_key text, add column data_leaves int;
alter table simulated_conduct add column devices text not null default 'honest';
alter table simulated_conduct add constraint simulated_conduct_of_devices_is_one check (devices in ('honest', 'lossy', 'forgetful'));
