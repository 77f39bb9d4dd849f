-- CreateTable
CREATE TABLE "simulated_conduct" (
    "host_id" TEXT NOT NULL,
    "conduct" TEXT NOT NULL,

    CONSTRAINT "simulated_conduct_pkey" PRIMARY KEY ("host_id")
);

alter table simulated_conduct add constraint simulated_conduct_is_one check (conduct in ('honest', 'made_up', 'slow'));
