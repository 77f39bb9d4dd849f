-- Simulated hosts can be slow with their disks.
alter table simulated_conduct drop constraint simulated_conduct_of_devices_is_one;
alter table simulated_conduct add constraint simulated_conduct_of_devices_is_one check (devices in ('honest', 'lossy', 'forgetful', 'slow_disk'));
