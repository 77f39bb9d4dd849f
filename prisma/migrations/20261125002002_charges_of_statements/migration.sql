-- A statement's charges are looked up to prove them. Partial, since most are billed once and then only read; the schema cannot say it.
CREATE INDEX "charges_statement_idx" ON "charges"("statement_id") WHERE "statement_id" IS NOT NULL;
