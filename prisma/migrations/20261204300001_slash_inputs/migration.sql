-- What a slash and a loss follow from, so that whoever has the log can reckon them again. Null in what is older.
ALTER TABLE "slashes" ADD COLUMN "together" TEXT[] DEFAULT ARRAY[]::TEXT[], ADD COLUMN "bonded" BIGINT, ADD COLUMN "backed" BIGINT;
ALTER TABLE "losses" ADD COLUMN "bond_available" BIGINT, ADD COLUMN "stake_available" BIGINT, ADD COLUMN "treasury_available" BIGINT;

DROP TRIGGER "slashes_append_only" ON "slashes";
CREATE TRIGGER "slashes_append_only" BEFORE DELETE OR UPDATE OF id, fault_id, kind, operator_id, pool_id, rules_version, units, base, together, bonded, backed, at_stake, slashed_before, amount, proposed_at, due_at, sequence ON "slashes" FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- Decisions are leaves of the log: what was forgiven uses nothing of a cap.
ALTER TABLE "slash_decisions" ADD COLUMN "sequence" BIGSERIAL NOT NULL;
CREATE UNIQUE INDEX "slash_decisions_sequence_key" ON "slash_decisions"("sequence");
INSERT INTO "log_cursors" (kind) VALUES ('decision');
