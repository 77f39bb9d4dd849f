-- Whether an event's messages are made, so that a lost job is found and those of one lease are told in order.
ALTER TABLE "outbox_events" ADD COLUMN "told_at" BIGINT;
UPDATE "outbox_events" SET "told_at" = "at" WHERE "relayed_at" IS NOT NULL OR "tenant_id" IS NULL;
CREATE INDEX "outbox_events_untold_idx" ON "outbox_events"("subject_id", "id") WHERE "told_at" IS NULL;

-- Which process works on an endpoint's deliveries, and when there is next something to do.
CREATE TABLE "endpoint_lanes" (
    "endpoint_id" TEXT NOT NULL,
    "wake_at" BIGINT,
    "is_slow" BOOLEAN NOT NULL DEFAULT false,
    "held_by" TEXT,
    "held_until" BIGINT,

    CONSTRAINT "endpoint_lanes_pkey" PRIMARY KEY ("endpoint_id")
);
CREATE INDEX "endpoint_lanes_wake_at_idx" ON "endpoint_lanes"("wake_at") WHERE "wake_at" IS NOT NULL;
ALTER TABLE "endpoint_lanes" ADD CONSTRAINT "endpoint_lanes_held_check" CHECK (("held_by" IS NULL) = ("held_until" IS NULL));
INSERT INTO "endpoint_lanes" ("endpoint_id", "wake_at")
  SELECT "id", (SELECT min("next_attempt_at") FROM "deliveries" WHERE "endpoint_id" = "endpoints"."id" AND "deliveries"."state" = 'pending') FROM "endpoints";

ALTER TABLE "endpoints"
  ADD COLUMN "ordering" TEXT NOT NULL DEFAULT 'none',
  ADD COLUMN "concurrency" INTEGER NOT NULL DEFAULT 4,
  ADD COLUMN "failures" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "circuit_opened_at" BIGINT,
  ADD COLUMN "circuit_next_try_at" BIGINT,
  ADD COLUMN "circuit_tries" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "circuit_reason" TEXT;
ALTER TABLE "endpoints" ADD CONSTRAINT "endpoints_ordering_check" CHECK ("ordering" IN ('none', 'lease'));
ALTER TABLE "endpoints" ADD CONSTRAINT "endpoints_concurrency_check" CHECK ("concurrency" BETWEEN 1 AND 32);
ALTER TABLE "endpoints" ADD CONSTRAINT "endpoints_circuit_check"
  CHECK (("circuit_opened_at" IS NULL) = ("circuit_next_try_at" IS NULL) AND ("circuit_opened_at" IS NULL) = ("circuit_reason" IS NULL));

ALTER TABLE "messages" ADD COLUMN "lease_id" TEXT;
UPDATE "messages" SET "lease_id" = "body"::jsonb -> 'data' ->> 'leaseId' WHERE "body"::jsonb -> 'data' ->> 'leaseId' LIKE 'lse\_%';
CREATE INDEX "messages_lease_idx" ON "messages"("tenant_id", "lease_id", "created_at") WHERE "lease_id" IS NOT NULL;

-- A delivery that waits for the one before it has no time of its own.
ALTER TABLE "deliveries" ADD COLUMN "ordering_key" TEXT, ADD COLUMN "sequence" BIGINT NOT NULL DEFAULT 0, DROP COLUMN "claimed_until";
ALTER TABLE "deliveries" DROP CONSTRAINT "deliveries_state_check";
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_state_check" CHECK (
  "state" IN ('pending', 'delivered', 'failed')
  AND CASE WHEN "state" = 'pending' THEN "next_attempt_at" IS NOT NULL OR "ordering_key" IS NOT NULL ELSE "next_attempt_at" IS NULL END);
DROP INDEX "deliveries_pending_idx";
CREATE INDEX "deliveries_due_idx" ON "deliveries"("endpoint_id", "next_attempt_at", "sequence") WHERE "state" = 'pending';
CREATE INDEX "deliveries_ordered_idx" ON "deliveries"("endpoint_id", "ordering_key", "sequence") WHERE "state" = 'pending' AND "ordering_key" IS NOT NULL;
CREATE INDEX "deliveries_failed_idx" ON "deliveries"("tenant_id", "created_at") WHERE "state" = 'failed';

ALTER TABLE "attempts" ADD COLUMN "endpoint_id" TEXT, ADD COLUMN "error_class" TEXT;
UPDATE "attempts" SET "endpoint_id" = "deliveries"."endpoint_id" FROM "deliveries" WHERE "deliveries"."id" = "delivery_id";
UPDATE "attempts" SET "endpoint_id" = '' WHERE "endpoint_id" IS NULL;
UPDATE "attempts" SET "error_class" = CASE
  WHEN "status" IS NULL AND "error" LIKE 'refused:%' THEN 'refused' WHEN "status" IS NULL AND "error" LIKE 'no answer within%' THEN 'timeout'
  WHEN "status" IS NULL THEN 'connection' WHEN "status" = 410 THEN 'gone' WHEN "status" < 400 THEN 'redirect' WHEN "status" < 500 THEN 'client_error' ELSE 'server_error' END
  WHERE "error" IS NOT NULL;
ALTER TABLE "attempts" ALTER COLUMN "endpoint_id" SET NOT NULL;
CREATE INDEX "attempts_endpoint_id_at_id_idx" ON "attempts"("endpoint_id", "at", "id");
