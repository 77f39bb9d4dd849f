"""A tenant's whole journey with the client that openapi-python-client makes of openapi.json.

Takes the address of a product and a tenant's API key from WEIR_URL and WEIR_API_KEY, and prints as JSON what it saw.
"""

import json
import os
import sys
import time

from weir_client import AuthenticatedClient
from weir_client.api.billing import close_statement, get_statement, get_wallet, list_charges
from weir_client.api.identity import who_am_i
from weir_client.api.leases import close_lease, get_lease, get_quote, list_lease_events, list_leases, make_quote, request_lease
from weir_client.models import LeaseRequest, Problem, QuoteRequest
from weir_client.types import Unset

SECONDS = 60
client = AuthenticatedClient(base_url=os.environ["WEIR_URL"], token=os.environ["WEIR_API_KEY"], raise_on_unexpected_status=True)


def answered(response, status):
    """What an operation answered, as the model that the document gives it."""
    if response.status_code != status or response.parsed is None or isinstance(response.parsed, Problem):
        sys.exit(f"answered {int(response.status_code)}: {response.content.decode()}")
    return response.parsed


def until(ask, holds):
    """Asks until what is answered is as expected."""
    end = time.monotonic() + SECONDS
    while True:
        answer = answered(ask(), 200)
        if holds(answer):
            return answer
        if time.monotonic() > end:
            sys.exit(f"never came to be as expected: {answer}")
        time.sleep(0.2)


terms = {"pool": "standard", "replicas": 2, "resources": {"cpuMillis": 1000, "memoryMib": 1024}}
who = answered(who_am_i.sync_detailed(client=client), 200)
before = answered(get_wallet.sync_detailed(client=client), 200)
quote = answered(make_quote.sync_detailed(client=client, body=QuoteRequest.from_dict(terms)), 201)
again = answered(get_quote.sync_detailed(quote.id, client=client), 200)

wanted = LeaseRequest.from_dict({**terms, "name": "from-python", "workload": {"image": "nginx:1.29"}})
lease = answered(request_lease.sync_detailed(client=client, body=wanted, idempotency_key="from-python-1"), 201)
same = answered(request_lease.sync_detailed(client=client, body=wanted, idempotency_key="from-python-1"), 201)
active = until(lambda: get_lease.sync_detailed(lease.id, client=client), lambda answer: answer.state == "active")
listed = answered(list_leases.sync_detailed(client=client, limit=10), 200)
charges = until(lambda: list_charges.sync_detailed(lease.id, client=client), lambda answer: len(answer.items) > 0)
answered(close_lease.sync_detailed(lease.id, client=client), 200)
closed = until(lambda: get_lease.sync_detailed(lease.id, client=client), lambda answer: answer.state == "closed")
events = answered(list_lease_events.sync_detailed(lease.id, client=client), 200)
statement = answered(close_statement.sync_detailed(client=client), 201)
lines = answered(get_statement.sync_detailed(statement.id, client=client), 200)
charged = answered(list_charges.sync_detailed(lease.id, client=client, limit=100), 200)
after = answered(get_wallet.sync_detailed(client=client), 200)
refusal = get_lease.sync_detailed("lse_000000000000000000000000", client=client)

print(
    json.dumps(
        {
            "scopes": [str(scope) for scope in who.scopes],
            "quoted": quote.to_dict()["id"],
            "quotedAgain": again.id,
            "leaseId": lease.id,
            "sameLeaseId": same.id,
            "readyReplicas": active.ready_replicas,
            "listed": [item.id for item in listed.items],
            "chargedAtFirst": len(charges.items),
            "state": str(closed.state),
            "events": [str(event.type_) for event in events.items],
            "charges": [charge.amount for charge in charged.items],
            "statementId": statement.id,
            "statementCharges": lines.charges,
            "lines": [line.amount for line in lines.lines if not isinstance(line, Unset)],
            "balanceBefore": before.balance,
            "balanceAfter": after.balance,
            "refusal": [int(refusal.status_code), refusal.parsed.code if isinstance(refusal.parsed, Problem) else None],
        }
    )
)
