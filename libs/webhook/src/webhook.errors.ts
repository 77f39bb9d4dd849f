import { defineProblems } from '#libs/kernel';

export const webhookProblems = defineProblems({
  endpoint_url_refused: { kind: 'impossible', title: 'Endpoint URL refused' },
  too_many_endpoints: { kind: 'conflict', title: 'Too many endpoints' },
  endpoint_disabled: { kind: 'conflict', title: 'Endpoint disabled' },
});
