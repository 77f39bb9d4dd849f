-- CreateTable
CREATE TABLE "host_silences" (
    "host_id" TEXT NOT NULL,
    "starts_at" BIGINT NOT NULL,
    "ends_at" BIGINT NOT NULL,

    CONSTRAINT "host_silences_pkey" PRIMARY KEY ("host_id","ends_at")
);

-- A silence lasts: what is charged is cut by it, once.
ALTER TABLE "host_silences" ADD CONSTRAINT "host_silences_last" CHECK ("starts_at" < "ends_at");
