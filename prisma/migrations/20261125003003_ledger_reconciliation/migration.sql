-- AlterTable
ALTER TABLE "accounts" ADD COLUMN "frozen_at" BIGINT;

-- CreateTable
CREATE TABLE "reconciliation" (
    "name" TEXT NOT NULL,
    "checked_to" BIGINT NOT NULL DEFAULT 0,
    "next_to" BIGINT,
    "next_xid" BIGINT,
    "last_account_id" TEXT NOT NULL DEFAULT '',
    "checked_at" BIGINT,

    CONSTRAINT "reconciliation_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "account_checks" (
    "account_id" TEXT NOT NULL,
    "balance" BIGINT NOT NULL,
    "reserved" BIGINT NOT NULL,
    "agreed_to" BIGINT NOT NULL,

    CONSTRAINT "account_checks_pkey" PRIMARY KEY ("account_id")
);

-- CreateTable
CREATE TABLE "ledger_differences" (
    "id" BIGSERIAL NOT NULL,
    "kind" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "transfer_id" TEXT,
    "expected" BIGINT NOT NULL,
    "found" BIGINT NOT NULL,
    "at" BIGINT NOT NULL,
    "ended_at" BIGINT,

    CONSTRAINT "ledger_differences_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "bill_checks" (
    "name" TEXT NOT NULL,
    "checked_to" BIGINT NOT NULL,

    CONSTRAINT "bill_checks_pkey" PRIMARY KEY ("name")
);

-- CreateIndex
CREATE INDEX "lease_settlements_final_at_idx" ON "lease_settlements"("final_at");

-- CreateIndex
CREATE INDEX "statements_closed_at_idx" ON "statements"("closed_at");

-- What Prisma's schema cannot say: one open difference of a kind on an account.
CREATE UNIQUE INDEX "ledger_differences_open_key" ON "ledger_differences"("account_id", "kind") WHERE "ended_at" IS NULL;
ALTER TABLE "account_checks" SET (fillfactor = 50);
INSERT INTO "reconciliation" ("name") VALUES ('ledger');
INSERT INTO "bill_checks" ("name", "checked_to") VALUES ('bills', 0);
