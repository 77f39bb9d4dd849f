-- The product works as a role of its own, which cannot change history: only whoever owns the tables can, and that is who
-- migrates. A session of the owner's becomes the role when it connects.
-- The role is the server's and not this database's: another database's migration may have made it, or be at it.
DO $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'weir_product') THEN
    BEGIN
      CREATE ROLE weir_product NOLOGIN;
    EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
    END;
    EXECUTE format('GRANT weir_product TO %I', current_user);
  ELSIF NOT pg_has_role(current_user, 'weir_product', 'MEMBER') THEN
    EXECUTE format('GRANT weir_product TO %I', current_user);
  END IF;
EXCEPTION WHEN insufficient_privilege THEN
  RAISE EXCEPTION '% may not make the role that the product works as: let an administrator run CREATE ROLE weir_product NOLOGIN; GRANT weir_product TO %;', current_user, quote_ident(current_user)
    USING ERRCODE = 'insufficient_privilege';
END $$;

-- Gives the product what it needs of every table, and no more: to read and to add, and to change and to delete unless the
-- table's triggers refuse that (`refuse_change`), of all rows alike. So a table that is history says so once, by its triggers.
-- The runner calls it after each migration, in its transaction.
CREATE FUNCTION grant_to_product() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  named record;
BEGIN
  EXECUTE format('GRANT USAGE ON SCHEMA %I TO weir_product', current_schema());
  FOR named IN
    SELECT c.oid, format('%I.%I', current_schema(), c.relname) AS name, c.relkind = 'v' AS is_view,
      coalesce(bool_or(g.tgtype & 8 <> 0), false) AS keeps, coalesce(bool_or(g.tgtype & 16 <> 0 AND g.tgattr = ''), false) AS stays,
      (SELECT string_agg(quote_ident(a.attname), ', ') FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        AND NOT a.attnum = ANY (coalesce((
          SELECT array_agg(u.number) FROM pg_trigger r CROSS JOIN LATERAL unnest(r.tgattr) AS u(number)
          WHERE r.tgrelid = c.oid AND r.tgqual IS NULL AND r.tgtype & 16 <> 0 AND r.tgfoid = 'refuse_change'::regproc), '{}'))) AS changing
    FROM pg_class c LEFT JOIN pg_trigger g ON g.tgrelid = c.oid AND g.tgqual IS NULL AND g.tgfoid = 'refuse_change'::regproc
    WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p', 'v') AND c.relname <> '_prisma_migrations'
    GROUP BY c.oid, c.relname, c.relkind
  LOOP
    EXECUTE format('REVOKE ALL ON %s FROM weir_product', named.name);
    EXECUTE format('GRANT SELECT ON %s TO weir_product', named.name);
    CONTINUE WHEN named.is_view;
    EXECUTE format('GRANT INSERT ON %s TO weir_product', named.name);
    IF NOT named.keeps THEN
      EXECUTE format('GRANT DELETE ON %s TO weir_product', named.name);
    END IF;
    IF NOT named.stays AND named.changing IS NOT NULL THEN
      EXECUTE format('GRANT UPDATE (%s) ON %s TO weir_product', named.changing, named.name);
    END IF;
  END LOOP;
  EXECUTE format('GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA %I TO weir_product', current_schema());
END $$;
SELECT grant_to_product();
