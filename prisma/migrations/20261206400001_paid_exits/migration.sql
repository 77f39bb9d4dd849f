-- Exits that were paid, with all that they follow from: leaves of the log.
CREATE TABLE "paid_exits" (
    "exit_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "pool_id" TEXT NOT NULL,
    "holder_id" TEXT NOT NULL,
    "shares" BIGINT NOT NULL,
    "amount" BIGINT NOT NULL,
    "asked_at" BIGINT NOT NULL,
    "due_at" BIGINT NOT NULL,
    "rules_version" INTEGER NOT NULL,
    "asked_assets" BIGINT,
    "asked_shares" BIGINT,
    "paid_at" BIGINT NOT NULL,
    "paid_version" INTEGER NOT NULL,
    "assets" BIGINT NOT NULL,
    "pool_shares" BIGINT NOT NULL,
    "room" BIGINT NOT NULL,
    "paid_before" BIGINT NOT NULL,
    "paid" BIGINT NOT NULL,
    "remains" BIGINT NOT NULL,
    "holds" INTEGER NOT NULL,
    "held_until" BIGINT,
    "losses" INTEGER,
    "lost" BIGINT,
    "open_cover" BIGINT,
    "leaving" BIGINT,
    "required" BIGINT,
    "required_at" BIGINT,
    "sequence" BIGSERIAL NOT NULL,

    CONSTRAINT "paid_exits_pkey" PRIMARY KEY ("exit_id")
);
CREATE UNIQUE INDEX "paid_exits_sequence_key" ON "paid_exits"("sequence");
ALTER TABLE "paid_exits" ADD CONSTRAINT "paid_exits_sane" CHECK (kind IN ('stake', 'cover', 'diversified') AND shares > 0 AND paid_at >= due_at AND paid BETWEEN 0 AND amount AND remains >= 0 AND paid_before >= 0 AND paid_before + paid <= room AND held_until <= paid_at);
CREATE TRIGGER "paid_exits_append_only" BEFORE UPDATE OR DELETE ON "paid_exits" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "paid_exits_no_truncate" BEFORE TRUNCATE ON "paid_exits" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
INSERT INTO "log_cursors" (kind) VALUES ('exit');

-- What the pool had and how many shares when somebody asked to leave: what the shares were worth then follows from it.
ALTER TABLE "stake_exits" ADD COLUMN "asked_assets" BIGINT, ADD COLUMN "asked_shares" BIGINT;
ALTER TABLE "stake_exits" ADD CONSTRAINT "stake_exits_asked_of" CHECK ((asked_assets IS NULL) = (asked_shares IS NULL) AND asked_assets >= 0 AND asked_shares >= shares);
DROP TRIGGER "stake_exits_append_only" ON "stake_exits";
CREATE TRIGGER "stake_exits_append_only" BEFORE DELETE OR UPDATE OF id, pool_id, holder_id, shares, amount, asked_at, due_at, rules_version, asked_assets, asked_shares ON "stake_exits" FOR EACH ROW EXECUTE FUNCTION refuse_change();
ALTER TABLE "cover_exits" ADD COLUMN "asked_assets" BIGINT, ADD COLUMN "asked_shares" BIGINT;
ALTER TABLE "cover_exits" ADD CONSTRAINT "cover_exits_asked_of" CHECK ((asked_assets IS NULL) = (asked_shares IS NULL) AND asked_assets >= 0 AND asked_shares >= shares);
DROP TRIGGER "cover_exits_append_only" ON "cover_exits";
CREATE TRIGGER "cover_exits_append_only" BEFORE DELETE OR UPDATE OF id, pool_id, holder_id, shares, amount, asked_at, due_at, rules_version, asked_assets, asked_shares ON "cover_exits" FOR EACH ROW EXECUTE FUNCTION refuse_change();
ALTER TABLE "diversified_exits" ADD COLUMN "asked_assets" BIGINT, ADD COLUMN "asked_shares" BIGINT;
ALTER TABLE "diversified_exits" ADD CONSTRAINT "diversified_exits_asked_of" CHECK ((asked_assets IS NULL) = (asked_shares IS NULL) AND asked_assets >= 0 AND asked_shares >= shares);
DROP TRIGGER "diversified_exits_append_only" ON "diversified_exits";
CREATE TRIGGER "diversified_exits_append_only" BEFORE DELETE OR UPDATE OF id, pool_id, holder_id, shares, amount, asked_at, due_at, rules_version, asked_assets, asked_shares ON "diversified_exits" FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- From when until when a loss was in evidence is kept, since who leaves is shown that nobody was paid meanwhile.
ALTER TABLE "stake_holds" ADD COLUMN "since" BIGINT NOT NULL DEFAULT 0, ADD COLUMN "freed_at" BIGINT;
ALTER TABLE "stake_holds" ALTER COLUMN "since" DROP DEFAULT;
