-- Where the trace stands that an event, and a webhook message made of it, belongs to: {traceparent, tracestate?}. Null unless traces are asked for.
alter table outbox_events add column trace jsonb;
alter table messages add column trace jsonb;
-- What a lease waits for goes on in the trace of its last event; none is in it unless traces are asked for.
create index outbox_events_traced_idx on outbox_events (subject_id, id) where trace is not null;
