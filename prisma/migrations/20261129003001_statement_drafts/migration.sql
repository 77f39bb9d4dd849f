-- Charges are never changed again: which statement has one follows from its time or, where it came late, from its place in the order of
-- insertion. Marking each cost a statement of a hundred thousand lines minutes, in one transaction; now it only reads them.
DROP TRIGGER "charges_billed_once" ON "charges";
DROP TRIGGER "charges_append_only" ON "charges";
DROP TRIGGER "charges_base_append_only" ON "charges";
DROP TRIGGER "charges_no_delete" ON "charges";
DROP INDEX "charges_unbilled_idx";
DROP INDEX "charges_statement_idx";

ALTER TABLE "charges" ADD COLUMN "late" BOOLEAN NOT NULL DEFAULT false;
UPDATE "charges" c SET late = true FROM "statements" s WHERE s.id = c.statement_id AND (c.ends_at <= s.starts_at OR c.kind = 'service_credit');
UPDATE "charges" c SET late = true FROM "tenant_billing" b WHERE b.tenant_id = c.tenant_id AND c.statement_id IS NULL AND (c.ends_at <= b.starts_at OR c.kind = 'service_credit');

-- The late charges of a statement: those after `charges_from`, up to and including `charges_to`.
ALTER TABLE "statements" ADD COLUMN "charges_from" BIGINT NOT NULL DEFAULT 0;
ALTER TABLE "statements" ADD COLUMN "charges_to" BIGINT NOT NULL DEFAULT 0;
ALTER TABLE "tenant_billing" ADD COLUMN "charges_to" BIGINT NOT NULL DEFAULT 0;
ALTER TABLE "statements" DISABLE TRIGGER "statements_append_only";
WITH "latest" AS (
  SELECT s.id, s.tenant_id, s.starts_at,
    coalesce(max(l.sequence) OVER (PARTITION BY s.tenant_id ORDER BY s.starts_at ROWS UNBOUNDED PRECEDING), 0) AS reach
  FROM "statements" s LEFT JOIN (SELECT statement_id, max(sequence) AS sequence FROM "charges" WHERE late GROUP BY 1) l ON l.statement_id = s.id
), "spans" AS (
  SELECT id, reach, coalesce(lag(reach) OVER (PARTITION BY tenant_id ORDER BY starts_at), 0) AS before FROM "latest"
)
UPDATE "statements" s SET charges_from = p.before, charges_to = p.reach FROM "spans" p WHERE p.id = s.id;
ALTER TABLE "statements" ENABLE TRIGGER "statements_append_only";
UPDATE "tenant_billing" b SET charges_to = coalesce((SELECT max(s.charges_to) FROM "statements" s WHERE s.tenant_id = b.tenant_id), 0);

ALTER TABLE "charges" DROP COLUMN "statement_id";
ALTER TABLE "charges" DROP COLUMN "corrects_statement_id";
CREATE TRIGGER "charges_append_only" BEFORE UPDATE OR DELETE ON "charges" FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- Until when a lease is charged: which leases a statement has lines of.
ALTER TABLE "lease_settlements" ADD COLUMN "charged_to" BIGINT NOT NULL DEFAULT 0;
UPDATE "lease_settlements" p SET charged_to = coalesce((SELECT max(c.ends_at) FROM "charges" c WHERE c.lease_id = p.lease_id), 0);

-- CreateTable
CREATE TABLE "statement_drafts" (
    "tenant_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "period" TEXT NOT NULL,
    "starts_at" BIGINT NOT NULL,
    "ends_at" BIGINT NOT NULL,
    "opening_balance" BIGINT NOT NULL,
    "charges_from" BIGINT NOT NULL,
    "charges_to" BIGINT NOT NULL,
    "leases" INTEGER NOT NULL,
    "leases_done" INTEGER NOT NULL DEFAULT 0,
    "lines" INTEGER NOT NULL DEFAULT 0,
    "charges" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "statement_drafts_pkey" PRIMARY KEY ("tenant_id")
);

-- CreateTable
CREATE TABLE "statement_draft_leases" (
    "statement_id" TEXT NOT NULL,
    "place" INTEGER NOT NULL,
    "lease_id" TEXT NOT NULL,

    CONSTRAINT "statement_draft_leases_pkey" PRIMARY KEY ("statement_id","place")
);

-- What Prisma's schema cannot say: indexes of parts of a table.
CREATE INDEX "charges_in_time_idx" ON "charges"("tenant_id", "ends_at") WHERE NOT "late";
CREATE INDEX "charges_late_idx" ON "charges"("tenant_id", "sequence") WHERE "late";
CREATE INDEX "charges_late_of_lease_idx" ON "charges"("lease_id", "sequence") WHERE "late";
CREATE INDEX "lease_settlements_ended_idx" ON "lease_settlements"("tenant_id", "charged_to") WHERE "final_at" IS NOT NULL;

-- Each charge with the closed statement that has it, and the earlier one that it corrects there. A charge never lies across the end of a statement.
CREATE VIEW "billed_charges" AS
  SELECT c.id, c.sequence, c.tenant_id, c.lease_id, c.pool_id, c.stream_id, c.usage_reporter_id, c.usage_source, c.usage_id, c.resource_class, c.variant, c.nano_tokens_per_unit_hour,
    c.starts_at, c.ends_at, c.amount, s.id AS statement_id, NULL::text AS corrects_statement_id
  FROM "statements" s JOIN "charges" c ON c.tenant_id = s.tenant_id AND NOT c.late AND c.ends_at > s.starts_at AND c.ends_at <= s.ends_at
  UNION ALL
  SELECT c.id, c.sequence, c.tenant_id, c.lease_id, c.pool_id, c.stream_id, c.usage_reporter_id, c.usage_source, c.usage_id, c.resource_class, c.variant, c.nano_tokens_per_unit_hour,
    c.starts_at, c.ends_at, c.amount, s.id, CASE WHEN c.ends_at <= s.starts_at THEN (
      SELECT e.id FROM "statements" e WHERE e.tenant_id = c.tenant_id AND e.starts_at <= c.starts_at AND e.ends_at >= c.ends_at) END
  FROM "statements" s JOIN "charges" c ON c.tenant_id = s.tenant_id AND c.late AND c.sequence > s.charges_from AND c.sequence <= s.charges_to;
