ALTER TABLE "terms_of_sale" ADD COLUMN "reserved" JSONB NOT NULL DEFAULT '[]';
