-- Transfers name their accounts by numbers, are found by a hash of their keys, and take a third less room. What a key costs a ledger that grows is an index with
-- random order: there was one of keys as they are, of 90 bytes a transfer, and one of ids, of 30. Now there is one, of 40: a transfer's id is told from the
-- hash of its key, so that both are found by it.

-- AlterTable
ALTER TABLE "accounts" ADD COLUMN "number" BIGSERIAL NOT NULL;

-- CreateIndex
CREATE UNIQUE INDEX "accounts_number_key" ON "accounts"("number");

-- What Prisma's schema cannot say.
DROP TRIGGER "accounts_keep_identity" ON "accounts";
CREATE TRIGGER "accounts_keep_identity" BEFORE UPDATE OF id, asset, kind, owner_id, may_go_below, created_at, number ON "accounts" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What two keys that mean different transfers do not share. Whoever made two keys on purpose that do is refused the second, as reused.
CREATE FUNCTION transfer_hash(key text) RETURNS bytea LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT decode(substr(md5(key), 1, 24), 'hex') $$;

DROP VIEW "entries";
ALTER TABLE "transfers" RENAME TO "transfers_by_name";
ALTER TABLE "transfers_by_name" RENAME CONSTRAINT "transfers_pkey" TO "transfers_by_name_pkey";
ALTER TABLE "account_history" RENAME TO "account_history_by_name";
ALTER TABLE "account_history_by_name" RENAME CONSTRAINT "account_history_pkey" TO "account_history_by_name_pkey";
ALTER TABLE "account_checks" RENAME TO "account_checks_by_name";
ALTER TABLE "account_checks_by_name" RENAME CONSTRAINT "account_checks_pkey" TO "account_checks_by_name_pkey";
DROP INDEX "transfers_resolution_key";

-- CreateTable
CREATE TABLE "transfers" (
    "position" BIGINT NOT NULL DEFAULT nextval('transfers_position_seq'),
    "debit_account" BIGINT NOT NULL,
    "credit_account" BIGINT NOT NULL,
    "amount" BIGINT NOT NULL,
    "at" BIGINT NOT NULL,
    "expires_at" BIGINT,
    "has_random_id" BOOLEAN,
    "type" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "subject_id" TEXT,
    "pending_id" TEXT
);
INSERT INTO "transfers" (position, debit_account, credit_account, amount, at, expires_at, has_random_id, type, reason, id, key, subject_id, pending_id)
  SELECT t.position, d.number, c.number, t.amount, t.at, t.expires_at, true, t.type, t.reason, t.id, t.key, t.subject_id, t.pending_id
  FROM "transfers_by_name" t LEFT JOIN "accounts" d ON d.id = t.debit_account_id LEFT JOIN "accounts" c ON c.id = t.credit_account_id ORDER BY t.position;
ALTER TABLE "transfers" ADD CONSTRAINT "transfers_pkey" PRIMARY KEY ("position");
ALTER SEQUENCE "transfers_position_seq" OWNED BY "transfers"."position";

-- CreateTable
CREATE TABLE "account_history" (
    "account" BIGINT NOT NULL,
    "minute" BIGINT NOT NULL,
    "first_position" BIGINT NOT NULL,
    "positions" BIGINT[],

    CONSTRAINT "account_history_pkey" PRIMARY KEY ("account","minute","first_position")
);
INSERT INTO "account_history" (account, minute, first_position, positions)
  SELECT a.number, h.minute, h.first_position, h.positions FROM "account_history_by_name" h LEFT JOIN "accounts" a ON a.id = h.account_id ORDER BY 1, 2, 3;

-- CreateTable
CREATE TABLE "account_checks" (
    "account" BIGINT NOT NULL,
    "balance" BIGINT NOT NULL,
    "reserved" BIGINT NOT NULL,
    "agreed_to" BIGINT NOT NULL,

    CONSTRAINT "account_checks_pkey" PRIMARY KEY ("account")
);
ALTER TABLE "account_checks" SET (fillfactor = 50);
INSERT INTO "account_checks" (account, balance, reserved, agreed_to)
  SELECT a.number, c.balance, c.reserved, c.agreed_to FROM "account_checks_by_name" c LEFT JOIN "accounts" a ON a.id = c.account_id ORDER BY 1;

-- DropTable
DROP TABLE "transfers_by_name";
DROP TABLE "account_history_by_name";
DROP TABLE "account_checks_by_name";

-- What Prisma's schema cannot say.
ALTER TABLE "transfers" ADD CONSTRAINT "transfers_sane" CHECK (
  amount >= 0 AND debit_account <> credit_account AND type IN ('posted', 'pending', 'post', 'void')
  AND (type IN ('post', 'void')) = (pending_id IS NOT NULL) AND (type <> 'void' OR amount = 0));
ALTER TABLE "transfers" ADD CONSTRAINT "transfers_only_pending_expires" CHECK (expires_at IS NULL OR type = 'pending');
CREATE UNIQUE INDEX "transfers_hash_key" ON "transfers" (transfer_hash(key));
-- A pending transfer is resolved once.
CREATE UNIQUE INDEX "transfers_resolution_key" ON "transfers"("pending_id") WHERE "pending_id" IS NOT NULL;
-- Ids from before they were told from keys.
CREATE UNIQUE INDEX "transfers_random_id_key" ON "transfers"("id") WHERE "has_random_id";
CREATE TRIGGER "transfers_append_only" BEFORE UPDATE OR DELETE ON "transfers" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "transfers_no_truncate" BEFORE TRUNCATE ON "transfers" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE "account_history" ADD CONSTRAINT "account_history_sane" CHECK (positions IS NOT NULL AND cardinality(positions) BETWEEN 1 AND 200 AND first_position = positions[1]);
CREATE TRIGGER "account_history_append_only" BEFORE UPDATE OR DELETE ON "account_history" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "account_history_no_truncate" BEFORE TRUNCATE ON "account_history" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Where the transfer with an id is; null when there is none.
CREATE FUNCTION transfer_position(transfer text) RETURNS bigint LANGUAGE sql STABLE SET enable_seqscan = off AS $$
  SELECT coalesce(
    CASE WHEN transfer ~ '^trf_[0-9a-f]{24}$' THEN (SELECT t.position FROM transfers t WHERE transfer_hash(t.key) = decode(substr(transfer, 5), 'hex') AND t.id = transfer) END,
    (SELECT t.position FROM transfers t WHERE t.id = transfer AND t.has_random_id))
$$;

CREATE VIEW "entries" AS
  SELECT 2 * t.position AS id, t.id AS transfer_id, a.id AS account_id, -t.amount AS amount, t.at
  FROM "transfers" t JOIN "accounts" a ON a.number = t.debit_account WHERE t.type IN ('posted', 'post') AND t.amount > 0
  UNION ALL
  SELECT 2 * t.position + 1, t.id, a.id, t.amount, t.at
  FROM "transfers" t JOIN "accounts" a ON a.number = t.credit_account WHERE t.type IN ('posted', 'post') AND t.amount > 0;
CREATE TRIGGER "entries_append_only" INSTEAD OF INSERT OR UPDATE OR DELETE ON "entries" FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- As before, by numbers.
CREATE OR REPLACE FUNCTION check_new_transfers() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
  named bigint[];
  present bigint;
  mixed boolean;
BEGIN
  SELECT array_agg(sides.number) INTO named FROM (SELECT debit_account AS number FROM fresh UNION SELECT credit_account FROM fresh) sides;
  SELECT count(*), min(a.asset) <> max(a.asset) INTO present, mixed FROM accounts a WHERE a.number = ANY (named);
  IF present < cardinality(named) THEN
    RAISE EXCEPTION 'a transfer is between accounts that exist' USING ERRCODE = 'foreign_key_violation';
  END IF;
  IF mixed AND EXISTS (
    SELECT 1 FROM fresh t WHERE (SELECT count(DISTINCT a.asset) FROM accounts a WHERE a.number IN (t.debit_account, t.credit_account)) <> 1
  ) THEN
    RAISE EXCEPTION 'a transfer is between accounts of one asset' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF EXISTS (
    SELECT 1 FROM fresh t WHERE t.pending_id IS NOT NULL AND (
      SELECT p.type = 'pending' AND t.amount <= p.amount AND p.debit_account = t.debit_account AND p.credit_account = t.credit_account
      FROM transfers p WHERE p.position = transfer_position(t.pending_id)) IS NOT TRUE
  ) THEN
    RAISE EXCEPTION 'a post or void resolves a pending transfer between the same accounts' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER "transfers_are_sound" AFTER INSERT ON "transfers" REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION check_new_transfers();

-- As before, by numbers.
CREATE OR REPLACE FUNCTION post_at_once(
  owners text[], kinds text[], assets text[], changes bigint[], reserves bigint[], needs bigint[],
  ids text[], keys text[], types text[], debits int[], credits int[], amounts bigint[], reasons text[], subjects text[], posted_at bigint
) RETURNS boolean LANGUAGE plpgsql SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
  numbers bigint[];
  places bigint[];
  enough boolean;
BEGIN
  WITH moved AS (
    UPDATE accounts a SET balance = a.balance + n.change, reserved = a.reserved + n.reserve
    FROM unnest(owners, kinds, assets, changes, reserves, needs) WITH ORDINALITY AS n(owner_id, kind, asset, change, reserve, need, place)
    WHERE a.owner_id = n.owner_id AND a.kind = n.kind AND a.asset = n.asset
    RETURNING n.place, a.number, (a.may_go_below OR (a.balance - n.change) - (a.reserved - n.reserve) >= n.need)
      AND (a.cap IS NULL OR a.balance + n.need <= a.cap) AS enough
  )
  SELECT array_agg(moved.number), array_agg(moved.place), bool_and(moved.enough) INTO numbers, places, enough FROM moved;
  IF NOT enough OR places IS DISTINCT FROM ARRAY(SELECT generate_series(1::bigint, cardinality(owners))) THEN
    RAISE EXCEPTION 'to be judged' USING ERRCODE = 'check_violation';
  END IF;
  INSERT INTO transfers (id, key, type, debit_account, credit_account, amount, reason, subject_id, at)
  SELECT t.id, t.key, t.type, numbers[t.debit], numbers[t.credit], t.amount, t.reason, t.subject_id, posted_at
  FROM unnest(ids, keys, types, debits, credits, amounts, reasons, subjects) AS t(id, key, type, debit, credit, amount, reason, subject_id);
  RETURN true;
EXCEPTION WHEN check_violation OR unique_violation OR numeric_value_out_of_range THEN
  RETURN false;
END $$;

-- As before, by the account's number.
CREATE OR REPLACE FUNCTION account_entries(account text, first_at bigint, last_at bigint) RETURNS TABLE (id bigint, transfer_id text, amount bigint, at bigint)
LANGUAGE sql STABLE ROWS 20 SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
  SELECT 2 * t.position + CASE WHEN t.credit_account = a.number THEN 1 ELSE 0 END, t.id, CASE WHEN t.credit_account = a.number THEN t.amount ELSE -t.amount END, t.at
  FROM accounts a JOIN account_history h ON h.account = a.number CROSS JOIN LATERAL unnest(h.positions) AS p(position) JOIN transfers t ON t.position = p.position
  WHERE a.id = account_entries.account AND h.minute >= first_at / 60000 AND h.minute <= coalesce(last_at, 9223372036854775807) / 60000
    AND t.at >= first_at AND t.at <= coalesce(last_at, 9223372036854775807)
  UNION ALL
  SELECT 2 * t.position + CASE WHEN t.credit_account = a.number THEN 1 ELSE 0 END, t.id, CASE WHEN t.credit_account = a.number THEN t.amount ELSE -t.amount END, t.at
  FROM accounts a JOIN transfers t ON a.number IN (t.debit_account, t.credit_account)
  WHERE a.id = account_entries.account AND t.position > (SELECT checked_to FROM reconciliation WHERE name = 'ledger')
    AND t.at >= first_at AND t.at <= coalesce(last_at, 9223372036854775807) AND t.type IN ('posted', 'post') AND t.amount > 0
$$;
CREATE OR REPLACE FUNCTION entries_of_accounts(accounts text[], first_at bigint, last_at bigint) RETURNS TABLE (account_id text, "position" bigint, amount bigint)
LANGUAGE sql STABLE SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
  SELECT a.id, t.position, CASE WHEN t.credit_account = a.number THEN t.amount ELSE -t.amount END
  FROM accounts a JOIN account_history h ON h.account = a.number CROSS JOIN LATERAL unnest(h.positions) AS p(position) JOIN transfers t ON t.position = p.position
  WHERE a.id = ANY (entries_of_accounts.accounts) AND h.minute >= first_at / 60000 AND h.minute <= last_at / 60000 AND t.at >= first_at AND t.at <= last_at
  UNION ALL
  SELECT a.id, t.position, e.amount
  FROM transfers t CROSS JOIN LATERAL (VALUES (t.debit_account, -t.amount), (t.credit_account, t.amount)) AS e(account, amount) JOIN accounts a ON a.number = e.account
  WHERE t.position > (SELECT checked_to FROM reconciliation WHERE name = 'ledger') AND a.id = ANY (entries_of_accounts.accounts)
    AND t.at >= first_at AND t.at <= last_at AND t.type IN ('posted', 'post') AND t.amount > 0
$$;
