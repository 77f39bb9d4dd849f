-- An account's history is one row for what moved it in a minute and a run of reconciliation, not one for each entry: with its index, a row for each cost
-- a third of what posting and proving a transfer cost the server. A row has at most 200 positions, so that it stays in its page.
ALTER TABLE "account_history" RENAME TO "account_history_by_entry";
ALTER TABLE "account_history_by_entry" RENAME CONSTRAINT "account_history_pkey" TO "account_history_by_entry_pkey";

-- CreateTable
CREATE TABLE "account_history" (
    "account_id" TEXT NOT NULL,
    "minute" BIGINT NOT NULL,
    "first_position" BIGINT NOT NULL,
    "positions" BIGINT[],

    CONSTRAINT "account_history_pkey" PRIMARY KEY ("account_id","minute","first_position")
);

INSERT INTO "account_history" (account_id, minute, first_position, positions)
  SELECT account_id, minute, min(position), array_agg(position ORDER BY position)
  FROM (
    SELECT account_id, at / 60000 AS minute, position, (row_number() OVER (PARTITION BY account_id, at / 60000 ORDER BY position) - 1) / 200 AS part FROM "account_history_by_entry"
  ) h GROUP BY account_id, minute, part ORDER BY 1, 2, 3;

-- DropTable
DROP TABLE "account_history_by_entry";

-- What Prisma's schema cannot say.
ALTER TABLE "account_history" ADD CONSTRAINT "account_history_sane" CHECK (positions IS NOT NULL AND cardinality(positions) BETWEEN 1 AND 200 AND first_position = positions[1]);
CREATE TRIGGER "account_history_append_only" BEFORE UPDATE OR DELETE ON "account_history" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "account_history_no_truncate" BEFORE TRUNCATE ON "account_history" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- As before, from packed histories.
CREATE OR REPLACE FUNCTION account_entries(account text, first_at bigint, last_at bigint) RETURNS TABLE (id bigint, transfer_id text, amount bigint, at bigint)
LANGUAGE sql STABLE SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
  SELECT 2 * t.position + CASE WHEN t.credit_account_id = account THEN 1 ELSE 0 END, t.id, CASE WHEN t.credit_account_id = account THEN t.amount ELSE -t.amount END, t.at
  FROM account_history h CROSS JOIN LATERAL unnest(h.positions) AS p(position) JOIN transfers t ON t.position = p.position
  WHERE h.account_id = account AND h.minute >= first_at / 60000 AND h.minute <= coalesce(last_at, 9223372036854775807) / 60000
    AND t.at >= first_at AND t.at <= coalesce(last_at, 9223372036854775807)
  UNION ALL
  SELECT 2 * t.position + CASE WHEN t.credit_account_id = account THEN 1 ELSE 0 END, t.id, CASE WHEN t.credit_account_id = account THEN t.amount ELSE -t.amount END, t.at
  FROM transfers t
  WHERE t.position > (SELECT checked_to FROM reconciliation WHERE name = 'ledger') AND account IN (t.debit_account_id, t.credit_account_id)
    AND t.at >= first_at AND t.at <= coalesce(last_at, 9223372036854775807) AND t.type IN ('posted', 'post') AND t.amount > 0
$$;
