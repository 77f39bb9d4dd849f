-- Which transfers moved an account, found by account, is written down behind the ledger, sorted, by reconciliation. As indexes
-- of transfers it cost each posting two pages that nobody else touched, which was more than all the rest of it together.

-- CreateTable
CREATE TABLE "account_history" (
    "account_id" TEXT NOT NULL,
    "at" BIGINT NOT NULL,
    "position" BIGINT NOT NULL,

    CONSTRAINT "account_history_pkey" PRIMARY KEY ("account_id","at","position")
);

INSERT INTO "account_history" (account_id, at, position)
  SELECT account_id, at, id / 2 FROM "entries" WHERE id / 2 <= (SELECT checked_to FROM "reconciliation" WHERE name = 'ledger') ORDER BY 1, 2, 3;

-- DropIndex
DROP INDEX "transfers_out_idx";
DROP INDEX "transfers_in_idx";
DROP INDEX "transfers_position_idx";

-- CreateIndex: what is newer than the history is found by it; each row goes to its end.
CREATE UNIQUE INDEX "transfers_position_key" ON "transfers"("position");

-- What Prisma's schema cannot say.
CREATE TRIGGER "account_history_append_only" BEFORE UPDATE OR DELETE ON "account_history" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "account_history_no_truncate" BEFORE TRUNCATE ON "account_history" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- An account's entries of a span, both ends included and no end when it is null: those in its history, and those of transfers newer than any history.
-- Every row is looked up by index, however the tables looked when the plan was made.
CREATE FUNCTION account_entries(account text, first_at bigint, last_at bigint) RETURNS TABLE (id bigint, transfer_id text, amount bigint, at bigint)
LANGUAGE sql STABLE SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
  SELECT 2 * t.position + CASE WHEN t.credit_account_id = account THEN 1 ELSE 0 END, t.id, CASE WHEN t.credit_account_id = account THEN t.amount ELSE -t.amount END, t.at
  FROM account_history h JOIN transfers t ON t.position = h.position
  WHERE h.account_id = account AND h.at >= first_at AND h.at <= coalesce(last_at, 9223372036854775807)
  UNION ALL
  SELECT 2 * t.position + CASE WHEN t.credit_account_id = account THEN 1 ELSE 0 END, t.id, CASE WHEN t.credit_account_id = account THEN t.amount ELSE -t.amount END, t.at
  FROM transfers t
  WHERE t.position > (SELECT checked_to FROM reconciliation WHERE name = 'ledger') AND account IN (t.debit_account_id, t.credit_account_id)
    AND t.at >= first_at AND t.at <= coalesce(last_at, 9223372036854775807) AND t.type IN ('posted', 'post') AND t.amount > 0
$$;
