-- What is charged for a period whose statement is closed is a line of its own on the next statement, and says which it corrects.
ALTER TABLE "charges" ADD COLUMN "corrects_statement_id" TEXT;
ALTER TABLE "statement_lines" ADD COLUMN "corrects_statement_id" TEXT;
