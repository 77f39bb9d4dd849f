-- What a project's images are pulled with; the password is sealed for its row.
CREATE TABLE "registry_credentials" (
    "id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "server" TEXT NOT NULL,
    "username" TEXT NOT NULL,
    "sealed_password" BYTEA NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "created_at" BIGINT NOT NULL,
    "updated_at" BIGINT NOT NULL,

    CONSTRAINT "registry_credentials_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "registry_credentials_project_id_name_key" ON "registry_credentials"("project_id", "name");
