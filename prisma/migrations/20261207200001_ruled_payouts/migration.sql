-- When operators are paid, and what of their earnings, is a part of the rules: a period's round keeps the version that it began under, and each payout says it.
-- Null of what was made before.
ALTER TABLE "payout_rounds" ADD COLUMN "begun_at" BIGINT, ADD COLUMN "rules_version" INTEGER;
ALTER TABLE "payout_rounds" ADD CONSTRAINT "payout_rounds_begun_under" CHECK ((begun_at IS NULL) = (rules_version IS NULL));
ALTER TABLE "payouts" ADD COLUMN "rules_version" INTEGER;
DROP TRIGGER "payouts_keep" ON "payouts";
CREATE TRIGGER "payouts_keep" BEFORE UPDATE OF id, operator_id, period_starts_at, amount, made_at, rules_version ON "payouts" FOR EACH ROW EXECUTE FUNCTION refuse_change();
