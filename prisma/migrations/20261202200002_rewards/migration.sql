-- CreateTable
CREATE TABLE "reward_looks" (
    "pool_id" TEXT NOT NULL,
    "slot" BIGINT NOT NULL,
    "look_at" BIGINT NOT NULL,
    "looked_at" BIGINT,

    CONSTRAINT "reward_looks_pkey" PRIMARY KEY ("pool_id","slot")
);

-- CreateTable
CREATE TABLE "reward_found" (
    "pool_id" TEXT NOT NULL,
    "slot" BIGINT NOT NULL,
    "operator_id" TEXT NOT NULL,
    "resource_class" TEXT NOT NULL,
    "variant" TEXT NOT NULL,
    "unit_millis" DECIMAL(38,0) NOT NULL,

    CONSTRAINT "reward_found_pkey" PRIMARY KEY ("pool_id","slot","operator_id","resource_class","variant")
);

-- CreateTable
CREATE TABLE "reward_epochs" (
    "pool_id" TEXT NOT NULL,
    "starts_at" BIGINT NOT NULL,
    "ends_at" BIGINT NOT NULL,
    "rules_version" INTEGER NOT NULL,
    "scheme" TEXT NOT NULL,
    "reserve" DECIMAL(38,0),
    "treasury" BIGINT NOT NULL,
    "revenue" BIGINT NOT NULL,
    "work" BIGINT NOT NULL,
    "window_from" BIGINT NOT NULL,
    "counted" BIGINT NOT NULL,
    "paid" BIGINT NOT NULL,
    "closed_at" BIGINT NOT NULL,
    "sequence" BIGSERIAL NOT NULL,

    CONSTRAINT "reward_epochs_pkey" PRIMARY KEY ("pool_id","starts_at")
);

-- CreateTable
CREATE TABLE "reward_shares" (
    "pool_id" TEXT NOT NULL,
    "starts_at" BIGINT NOT NULL,
    "operator_id" TEXT NOT NULL,
    "units" JSONB NOT NULL,
    "work" BIGINT NOT NULL,
    "counted" BIGINT NOT NULL,
    "amount" BIGINT NOT NULL,

    CONSTRAINT "reward_shares_pkey" PRIMARY KEY ("pool_id","starts_at","operator_id")
);

-- CreateIndex
CREATE INDEX "reward_looks_slot_idx" ON "reward_looks"("slot");

-- CreateIndex
CREATE UNIQUE INDEX "reward_epochs_sequence_key" ON "reward_epochs"("sequence");

-- CreateIndex
CREATE INDEX "reward_shares_operator_id_starts_at_idx" ON "reward_shares"("operator_id", "starts_at");

alter table reward_epochs
  add constraint reward_epochs_scheme_is_one check (scheme in ('pps', 'pplns')),
  add constraint reward_epochs_pay_what_there_is check (paid between 0 and treasury and work >= 0 and counted >= work and window_from <= starts_at and starts_at < ends_at);
alter table reward_shares
  add constraint reward_shares_are_parts check (work >= 0 and counted >= work and amount >= 0);

-- What was paid, and by what, is never changed.
create trigger append_only before update or delete on reward_epochs for each row execute function refuse_change();
create trigger append_only before update or delete on reward_shares for each row execute function refuse_change();

-- Each closed epoch is a leaf of the log.
insert into log_cursors (kind) values ('reward');
