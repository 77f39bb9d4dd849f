-- CreateTable
CREATE TABLE "endpoints" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "event_types" TEXT[],
    "secret" TEXT NOT NULL,
    "previous_secret" TEXT,
    "previous_secret_until" BIGINT,
    "state" TEXT NOT NULL DEFAULT 'enabled',
    "disabled_reason" TEXT,
    "disabled_at" BIGINT,
    "failing_since" BIGINT,
    "created_at" BIGINT NOT NULL,

    CONSTRAINT "endpoints_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "messages" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "event_id" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "created_at" BIGINT NOT NULL,

    CONSTRAINT "messages_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "deliveries" (
    "id" TEXT NOT NULL,
    "message_id" TEXT NOT NULL,
    "endpoint_id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "step" INTEGER NOT NULL DEFAULT 0,
    "next_attempt_at" BIGINT,
    "claimed_until" BIGINT,
    "created_at" BIGINT NOT NULL,

    CONSTRAINT "deliveries_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "attempts" (
    "id" TEXT NOT NULL,
    "delivery_id" TEXT NOT NULL,
    "at" BIGINT NOT NULL,
    "status" INTEGER,
    "error" TEXT,
    "response" TEXT,
    "duration_millis" INTEGER NOT NULL,

    CONSTRAINT "attempts_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "endpoints_tenant_id_idx" ON "endpoints"("tenant_id");

-- CreateIndex
CREATE UNIQUE INDEX "messages_event_id_key" ON "messages"("event_id");

-- CreateIndex
CREATE INDEX "messages_tenant_id_created_at_id_idx" ON "messages"("tenant_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "messages_created_at_idx" ON "messages"("created_at");

-- CreateIndex
CREATE INDEX "deliveries_endpoint_id_created_at_idx" ON "deliveries"("endpoint_id", "created_at");

-- CreateIndex
CREATE UNIQUE INDEX "deliveries_message_id_endpoint_id_key" ON "deliveries"("message_id", "endpoint_id");

-- CreateIndex
CREATE INDEX "attempts_delivery_id_at_idx" ON "attempts"("delivery_id", "at");

-- What Prisma's schema cannot say.
CREATE INDEX "deliveries_pending_idx" ON "deliveries"("next_attempt_at") WHERE "state" = 'pending';
ALTER TABLE "endpoints" ADD CONSTRAINT "endpoints_state_check" CHECK ("state" IN ('enabled', 'disabled') AND ("state" = 'disabled') = ("disabled_at" IS NOT NULL));
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_state_check" CHECK ("state" IN ('pending', 'delivered', 'failed') AND ("state" = 'pending') = ("next_attempt_at" IS NOT NULL));
