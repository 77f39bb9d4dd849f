-- AlterTable
ALTER TABLE "inventories" ADD COLUMN     "expandable" BOOLEAN NOT NULL DEFAULT true;
