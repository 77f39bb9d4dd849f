-- CreateTable
CREATE TABLE "operator_work" (
    "operator_id" TEXT NOT NULL,
    "resource_class" TEXT NOT NULL,
    "day" INTEGER NOT NULL,
    "unit_millis" DECIMAL(38,0) NOT NULL,

    CONSTRAINT "operator_work_pkey" PRIMARY KEY ("operator_id","resource_class","day")
);

-- CreateTable
CREATE TABLE "operator_scores" (
    "operator_id" TEXT NOT NULL,
    "day" INTEGER NOT NULL,
    "resource_class" TEXT NOT NULL,
    "worked" DECIMAL(38,0) NOT NULL,
    "lost" DECIMAL(38,0) NOT NULL,
    "score_bps" INTEGER NOT NULL,
    "tier" INTEGER NOT NULL,
    "rules_version" INTEGER NOT NULL,

    CONSTRAINT "operator_scores_pkey" PRIMARY KEY ("operator_id","day","resource_class")
);

-- CreateTable
CREATE TABLE "reputation_days" (
    "operator_id" TEXT NOT NULL,
    "day" INTEGER NOT NULL,

    CONSTRAINT "reputation_days_pkey" PRIMARY KEY ("operator_id")
);

alter table operator_scores
  add constraint operator_scores_are_parts check (score_bps between 0 and 10000 and worked >= 0 and lost >= 0),
  add constraint operator_scores_tier_is_one check (tier between 0 and 2);

-- What was counted and found is never changed.
create trigger append_only before update or delete on operator_work for each row execute function refuse_change();
create trigger append_only before update or delete on operator_scores for each row execute function refuse_change();

alter table pools add column tier_weight_bps integer not null default 0
  constraint pools_tier_weight_is_a_share check (tier_weight_bps between 0 and 10000);
