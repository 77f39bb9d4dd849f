
-- CreateTable
CREATE TABLE "assessor_checkpoints" (
    "pool_id" TEXT NOT NULL,
    "assessor_id" TEXT NOT NULL,
    "at" BIGINT NOT NULL,
    "value" BIGINT NOT NULL,

    CONSTRAINT "assessor_checkpoints_pkey" PRIMARY KEY ("pool_id","assessor_id","at")
);

-- CreateTable
CREATE TABLE "assessor_exits" (
    "id" TEXT NOT NULL,
    "pool_id" TEXT NOT NULL,
    "assessor_id" TEXT NOT NULL,
    "amount" BIGINT NOT NULL,
    "asked_at" BIGINT NOT NULL,
    "due_at" BIGINT NOT NULL,
    "rules_version" INTEGER NOT NULL,
    "paid_at" BIGINT,

    CONSTRAINT "assessor_exits_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "cover_disputes" (
    "id" TEXT NOT NULL,
    "cover_id" TEXT NOT NULL,
    "pool_id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "starts_at" BIGINT NOT NULL,
    "ends_at" BIGINT NOT NULL,
    "recorded" BIGINT NOT NULL,
    "claimed" BIGINT NOT NULL,
    "asked" BIGINT NOT NULL,
    "reserved" BIGINT NOT NULL,
    "deposit" BIGINT NOT NULL,
    "reason" TEXT NOT NULL,
    "opened_at" BIGINT NOT NULL,
    "voting_ends_at" BIGINT NOT NULL,
    "decides_at" BIGINT NOT NULL,
    "quorum" BIGINT NOT NULL,
    "rules_version" INTEGER NOT NULL,
    "outcome" TEXT,
    "accept" BIGINT,
    "deny" BIGINT,
    "paid" BIGINT,
    "decided_at" BIGINT,

    CONSTRAINT "cover_disputes_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "cover_votes" (
    "dispute_id" TEXT NOT NULL,
    "assessor_id" TEXT NOT NULL,
    "vote" TEXT NOT NULL,
    "weight" BIGINT NOT NULL,
    "at" BIGINT NOT NULL,

    CONSTRAINT "cover_votes_pkey" PRIMARY KEY ("dispute_id","assessor_id")
);

-- CreateIndex
CREATE INDEX "assessor_exits_pool_id_assessor_id_idx" ON "assessor_exits"("pool_id", "assessor_id");

-- CreateIndex
CREATE INDEX "cover_disputes_pool_id_opened_at_id_idx" ON "cover_disputes"("pool_id", "opened_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "cover_disputes_cover_id_starts_at_key" ON "cover_disputes"("cover_id", "starts_at");

-- What was decided is decided once, and votes are cast once.
alter table cover_disputes
  add constraint cover_disputes_are_decided_whole check (num_nonnulls(outcome, accept, deny, paid, decided_at) in (0, 5)),
  add constraint cover_disputes_end_somehow check (outcome in ('accepted', 'denied', 'draw')),
  add constraint cover_disputes_pay_what_is_kept check (reserved > 0 and reserved <= asked and (paid is null or paid between 0 and reserved));
alter table cover_votes add constraint cover_votes_weigh check (weight > 0 and vote in ('accept', 'deny'));
alter table assessor_checkpoints add constraint assessor_checkpoints_not_negative check (value >= 0);
create trigger append_only before update or delete on cover_votes for each row execute function refuse_change();

create index cover_disputes_open on cover_disputes (decides_at) where decided_at is null;
create index cover_disputes_of_covers_open on cover_disputes (cover_id) where decided_at is null;
create index assessor_exits_due on assessor_exits (due_at) where paid_at is null;

create trigger cover_disputes_keep before delete or update of id, cover_id, pool_id, tenant_id, starts_at, ends_at, recorded, claimed, asked, reserved, deposit, reason, opened_at, voting_ends_at, decides_at, quorum, rules_version
  on cover_disputes for each row execute function refuse_change();
create trigger cover_disputes_decide_once before update on cover_disputes for each row when (old.decided_at is not null) execute function refuse_change();

-- A cover that is over pays for nothing new; what was disputed of it may still be paid.
drop trigger covers_end_once on covers;
create trigger covers_end_once before update on covers for each row
  when (old.ended_at is not null and (new.paid <= old.paid or (new.judged_to, new.due_at, new.ended_at) is distinct from (old.judged_to, old.due_at, old.ended_at))) execute function refuse_change();
