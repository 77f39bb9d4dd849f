-- A transfer's id is told from its key when it is asked for, and no longer written, logged and kept for the check beside it. Those that were written stay.

-- AlterTable
ALTER TABLE "transfers" RENAME COLUMN "id" TO "given_id";
ALTER TABLE "transfers" ALTER COLUMN "given_id" DROP NOT NULL;

-- What Prisma's schema cannot say. `t.id` of a row t of transfers is this function of it, as PostgreSQL has it where there is no column of that name
-- ("Using Functions on Composite Types"); a generated column that is not stored would need its version 18.
CREATE FUNCTION id(transfers) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT coalesce($1.given_id, 'trf_' || substr(md5($1.key), 1, 24)) $$;

-- The same said so that what most transfers are is settled by one comparison.
ALTER TABLE "transfers" DROP CONSTRAINT "transfers_sane", DROP CONSTRAINT "transfers_only_pending_expires", ADD CONSTRAINT "transfers_sane" CHECK (
  amount >= 0 AND debit_account <> credit_account AND CASE type
    WHEN 'posted' THEN pending_id IS NULL AND expires_at IS NULL
    WHEN 'pending' THEN pending_id IS NULL
    WHEN 'post' THEN pending_id IS NOT NULL AND expires_at IS NULL
    WHEN 'void' THEN pending_id IS NOT NULL AND expires_at IS NULL AND amount = 0
    ELSE false END);

-- As before, of ids that are told.
CREATE OR REPLACE VIEW "entries" AS
  SELECT 2 * t.position AS id, t.id AS transfer_id, a.id AS account_id, -t.amount AS amount, t.at
  FROM "transfers" t JOIN "accounts" a ON a.number = t.debit_account WHERE t.type IN ('posted', 'post') AND t.amount > 0
  UNION ALL
  SELECT 2 * t.position + 1, t.id, a.id, t.amount, t.at
  FROM "transfers" t JOIN "accounts" a ON a.number = t.credit_account WHERE t.type IN ('posted', 'post') AND t.amount > 0;

-- As before; random ids are among those that were given.
CREATE OR REPLACE FUNCTION transfer_position(transfer text) RETURNS bigint LANGUAGE sql STABLE SET enable_seqscan = off AS $$
  SELECT coalesce(
    CASE WHEN transfer ~ '^trf_[0-9a-f]{24}$' THEN (SELECT t.position FROM transfers t WHERE transfer_hash(t.key) = decode(substr(transfer, 5), 'hex') AND t.id = transfer) END,
    (SELECT t.position FROM transfers t WHERE t.given_id = transfer AND t.has_random_id))
$$;

-- As before, but whether any resolves another is seen in the same pass.
CREATE OR REPLACE FUNCTION check_new_transfers() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
  named bigint[];
  resolving boolean;
  present bigint;
  mixed boolean;
BEGIN
  SELECT array_agg(sides.number), bool_or(sides.resolving) INTO named, resolving FROM (
    SELECT side.number, bool_or(side.resolving) AS resolving
    FROM (SELECT debit_account AS number, pending_id IS NOT NULL AS resolving FROM fresh UNION ALL SELECT credit_account, false FROM fresh) side GROUP BY side.number
  ) sides;
  SELECT count(*), min(a.asset) <> max(a.asset) INTO present, mixed FROM accounts a WHERE a.number = ANY (named);
  IF present < cardinality(named) THEN
    RAISE EXCEPTION 'a transfer is between accounts that exist' USING ERRCODE = 'foreign_key_violation';
  END IF;
  IF mixed AND EXISTS (
    SELECT 1 FROM fresh t WHERE (SELECT count(DISTINCT a.asset) FROM accounts a WHERE a.number IN (t.debit_account, t.credit_account)) <> 1
  ) THEN
    RAISE EXCEPTION 'a transfer is between accounts of one asset' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF resolving AND EXISTS (
    SELECT 1 FROM fresh t WHERE t.pending_id IS NOT NULL AND (
      SELECT p.type = 'pending' AND t.amount <= p.amount AND p.debit_account = t.debit_account AND p.credit_account = t.credit_account
      FROM transfers p WHERE p.position = transfer_position(t.pending_id)) IS NOT TRUE
  ) THEN
    RAISE EXCEPTION 'a post or void resolves a pending transfer between the same accounts' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;

-- As before, without ids; lists are read element by element, where as tables they were each written down and read again; and accounts change in several statements.
-- A statement that waits for another transaction's change of a row looks at that row, and at every row of the kind after it, a second time, and locks it first,
-- since what it sees is of before: that was a quarter of what a batch cost that shares accounts with the one before. The next statement sees what is there by then.
DROP FUNCTION post_at_once(text[], text[], text[], bigint[], bigint[], bigint[], text[], text[], text[], int[], int[], bigint[], text[], text[], bigint);
CREATE FUNCTION post_at_once(
  owners text[], kinds text[], assets text[], changes bigint[], reserves bigint[], needs bigint[],
  keys text[], types text[], debits int[], credits int[], amounts bigint[], reasons text[], subjects text[], posted_at bigint
) RETURNS boolean LANGUAGE plpgsql SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
  numbers bigint[] := '{}';
  part bigint[];
  places bigint[];
  enough boolean;
  done int := 0;
  upto int;
BEGIN
  WHILE done < cardinality(owners) LOOP
    -- Few at first: whoever shares accounts mostly waits there.
    upto := least(cardinality(owners), greatest(64, 16 * done));
    WITH moved AS (
      UPDATE accounts a SET balance = a.balance + n.change, reserved = a.reserved + n.reserve
      FROM (
        SELECT unnest(owners[done + 1:upto]) AS owner_id, unnest(kinds[done + 1:upto]) AS kind, unnest(assets[done + 1:upto]) AS asset, unnest(changes[done + 1:upto]) AS change,
          unnest(reserves[done + 1:upto]) AS reserve, unnest(needs[done + 1:upto]) AS need, generate_series(done + 1::bigint, upto) AS place
      ) n
      WHERE a.owner_id = n.owner_id AND a.kind = n.kind AND a.asset = n.asset
      RETURNING n.place, a.number, (a.may_go_below OR (a.balance - n.change) - (a.reserved - n.reserve) >= n.need)
        AND (a.cap IS NULL OR a.balance + n.need <= a.cap) AS enough
    )
    SELECT array_agg(moved.number), array_agg(moved.place), bool_and(moved.enough) INTO part, places, enough FROM moved;
    IF NOT enough OR places IS DISTINCT FROM ARRAY(SELECT generate_series(done + 1::bigint, upto)) THEN
      RAISE EXCEPTION 'to be judged' USING ERRCODE = 'check_violation';
    END IF;
    numbers := numbers || part;
    done := upto;
  END LOOP;
  INSERT INTO transfers (key, type, debit_account, credit_account, amount, reason, subject_id, at)
  SELECT t.key, t.type, numbers[t.debit], numbers[t.credit], t.amount, t.reason, t.subject_id, posted_at
  FROM (
    SELECT unnest(keys) AS key, unnest(types) AS type, unnest(debits) AS debit, unnest(credits) AS credit, unnest(amounts) AS amount, unnest(reasons) AS reason, unnest(subjects) AS subject_id
  ) t;
  RETURN true;
EXCEPTION WHEN check_violation OR unique_violation OR numeric_value_out_of_range THEN
  RETURN false;
END $$;
