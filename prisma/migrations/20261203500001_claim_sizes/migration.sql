-- What claims held before they were resized, and until when: what is seen late is charged by it.
ALTER TABLE "claims" ADD COLUMN "sizes" JSONB NOT NULL DEFAULT '[]';
