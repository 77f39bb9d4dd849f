-- Whether any host of a model answered in time lately.
create index challenges_of_gpus on challenges (begun_at) where kind = 'gpu';

-- How simulated hosts do with their GPUs.
alter table simulated_conduct add column gpus text not null default 'honest';
alter table simulated_conduct add constraint simulated_conduct_of_gpus_is_one check (gpus in ('honest', 'no_gpu', 'slow_gpu', 'made_up_gpu'));
