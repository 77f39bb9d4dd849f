import { defineProblems } from '#libs/kernel';

export const runtimeProblems = defineProblems({
  logs_unavailable: { kind: 'unavailable', title: 'Logs unavailable' },
  replica_not_running: { kind: 'conflict', title: 'Replica does not run' },
  too_many_replicas: { kind: 'invalid', title: 'Too many replicas at once' },
  too_many_readers: { kind: 'too_many', title: 'Too many logs are being read' },
  not_simulated: { kind: 'conflict', title: 'Not a simulated cluster' },
  invalid_fault: { kind: 'invalid', title: 'Invalid fault' },
  too_many_faults: { kind: 'conflict', title: 'Too many faults' },
});
