// Made from openapi.json by scripts/client-types.mjs.

export interface paths {
    "/health/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether the process runs
         * @description Takes no key.
         */
        get: operations["getLiveness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether the process can serve: its database answers
         * @description Takes no key.
         */
        get: operations["getReadiness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the audit log
         * @description Scopes: `identity:read`.
         */
        get: operations["listAdminAuditEntries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/breakers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what stopped
         * @description Payouts, exits, price steps and slashes beyond the limits of the rules, or stopped by hand.
         *
         *     Scopes: `admin`.
         */
        get: operations["listBreakers"];
        put?: never;
        /**
         * Stop something by hand
         * @description Scopes: `admin`.
         */
        post: operations["tripBreaker"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/breakers/{breakerId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What stopped, and what waits behind it
         * @description Scopes: `admin`.
         */
        get: operations["getBreaker"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/breakers/{breakerId}/release": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let it go on
         * @description What waits goes on where it was, once; the window of the limit begins anew.
         *
         *     Scopes: `admin`.
         */
        post: operations["releaseBreaker"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/challenges": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How operators' idle capacity proved itself
         * @description Scopes: `admin`.
         */
        get: operations["listAllChallenges"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/clock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get clock
         * @description Scopes: `admin`.
         */
        get: operations["getClock"];
        put?: never;
        /**
         * Move clock
         * @description Scopes: `admin`.
         */
        post: operations["moveClock"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/covers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List everybody's covers
         * @description Scopes: `admin`.
         */
        get: operations["listEverybodysCovers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/covers/{coverId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A cover, and what it paid for
         * @description Scopes: `admin`.
         */
        get: operations["getAnyCover"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/covers/{coverId}/proof": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Download any cover with its proofs
         * @description As its tenant reads it. Keep it as a file: `weir verify` reckons every step again and checks it without a network.
         *
         *     Scopes: `admin`.
         */
        get: operations["getAnyCoverProof"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/deposits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Deposit tokens
         * @description Scopes: `admin`.
         */
        post: operations["depositTokens"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/device-challenges": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How operators' volumes proved themselves
         * @description Scopes: `admin`.
         */
        get: operations["listAllDeviceChallenges"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/faults": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What operators have to answer for
         * @description Scopes: `admin`.
         */
        get: operations["listAllFaults"];
        put?: never;
        /**
         * Record that a host is not what it is offered as
         * @description For what the product does not see by itself. It costs what the rules say, once its operator had the time to appeal.
         *
         *     Scopes: `admin`.
         */
        post: operations["reportFault"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How every part is
         * @description Scopes: `admin`.
         */
        get: operations["getAdminHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/held-usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List held usage
         * @description Scopes: `admin`.
         */
        get: operations["listHeldUsage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/held-usage/{usageId}/decision": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Decide usage
         * @description Scopes: `admin`.
         */
        post: operations["decideUsage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/incidents/{incidentId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change incident
         * @description Scopes: `admin`.
         */
        patch: operations["changeIncident"];
        trace?: never;
    };
    "/v1/admin/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List API keys
         * @description Scopes: `identity:read`.
         */
        get: operations["listAdminKeys"];
        put?: never;
        /**
         * Make an API key
         * @description It may do no more than its role, and no more than the key that makes it.
         *
         *     Scopes: `identity:write`.
         */
        post: operations["createAdminKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/keys/{keyId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read an API key
         * @description Scopes: `identity:read`.
         */
        get: operations["getAdminKey"];
        put?: never;
        post?: never;
        /**
         * Revoke an API key
         * @description It is refused everywhere within a second. Again is harmless.
         *
         *     Scopes: `identity:write`.
         */
        delete: operations["revokeAdminKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/ledger/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Audit ledger
         * @description Scopes: `admin`.
         */
        get: operations["auditLedger"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/ledger/differences": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List differences
         * @description Scopes: `admin`.
         */
        get: operations["listDifferences"];
        put?: never;
        /**
         * Raise a difference
         * @description Payouts of the account stop until somebody resolves it.
         *
         *     Scopes: `admin`.
         */
        post: operations["raiseDifference"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/ledger/differences/{differenceId}/acknowledgement": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Acknowledge difference
         * @description Scopes: `admin`.
         */
        post: operations["acknowledgeDifference"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/ledger/differences/{differenceId}/resolution": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Resolve difference
         * @description Scopes: `admin`.
         */
        post: operations["resolveDifference"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List members
         * @description Scopes: `identity:read`.
         */
        get: operations["listAdminMembers"];
        put?: never;
        /**
         * Add a member
         * @description Scopes: `identity:write`.
         */
        post: operations["addAdminMember"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/members/{memberId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove a member
         * @description Scopes: `identity:write`.
         */
        delete: operations["removeAdminMember"];
        options?: never;
        head?: never;
        /**
         * Change a member's role
         * @description Scopes: `identity:write`.
         */
        patch: operations["changeAdminMember"];
        trace?: never;
    };
    "/v1/admin/operators": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List operators
         * @description Scopes: `admin`.
         */
        get: operations["listOperators"];
        put?: never;
        /**
         * Create operator
         * @description Scopes: `admin`.
         */
        post: operations["createOperator"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/operators/{operatorId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get operator
         * @description Scopes: `admin`.
         */
        get: operations["getOperator"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change operator
         * @description Scopes: `admin`.
         */
        patch: operations["changeOperator"];
        trace?: never;
    };
    "/v1/admin/operators/{operatorId}/deposits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Issue tokens that an operator brought, for what it must have at stake
         * @description Scopes: `admin`.
         */
        post: operations["depositForOperator"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/operators/{operatorId}/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Create key for operator
         * @description Scopes: `admin`.
         */
        post: operations["createKeyForOperator"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/payments/deposits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List payment deposits
         * @description Scopes: `admin`.
         */
        get: operations["listPaymentDeposits"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/payments/deposits/{depositId}/assignment": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give a held deposit to a tenant
         * @description Scopes: `admin`.
         */
        post: operations["assignDeposit"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/payments/deposits/{depositId}/return": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a held deposit back
         * @description The payment service is told to.
         *
         *     Scopes: `admin`.
         */
        post: operations["returnDeposit"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/payments/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List payment messages
         * @description Scopes: `admin`.
         */
        get: operations["listPaymentMessages"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/payments/messages/{messageId}/restart": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a message again that was given up
         * @description The same to the byte, with the same id: a service that got it before does nothing twice.
         *
         *     Scopes: `admin`.
         */
        post: operations["restartPaymentMessage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/payouts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List payouts
         * @description Scopes: `admin`.
         */
        get: operations["listPayouts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/people": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List those who sign in
         * @description Scopes: `admin`.
         */
        get: operations["listPeople"];
        put?: never;
        /**
         * Make a local account
         * @description For somebody who signs in with a password. What they may do is what members of their address may: of tenants, operators, or the platform.
         *
         *     Scopes: `admin`.
         */
        post: operations["addPerson"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/people/{personId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove a person
         * @description Their sessions end. Members of their address stay, and hold again for who next signs in with it.
         *
         *     Scopes: `admin`.
         */
        delete: operations["removePerson"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/people/{personId}/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Give somebody a new password
         * @description Their sessions end.
         *
         *     Scopes: `admin`.
         */
        put: operations["setPersonPassword"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/placement-rounds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List scheduling rounds that can be replayed
         * @description Scopes: `admin`.
         */
        get: operations["listPlacementRounds"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/placement-rounds/{roundId}/inputs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Download what a scheduling round was decided by
         * @description Scopes: `admin`.
         */
        get: operations["getPlacementRoundInputs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/placement-rounds/{roundId}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Decide a scheduling round again
         * @description From what is kept of it: hosts, market, requests, policy and seed. Says whether each is what was committed to, and whether the plan comes out the same, byte for byte.
         *
         *     Scopes: `admin`.
         */
        get: operations["replayPlacementRound"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/pools": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List pools
         * @description Scopes: `admin`.
         */
        get: operations["listPools"];
        put?: never;
        /**
         * Create pool
         * @description Scopes: `admin`.
         */
        post: operations["createPool"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/pools/{poolId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Update pool
         * @description Scopes: `admin`.
         */
        patch: operations["updatePool"];
        trace?: never;
    };
    "/v1/admin/pools/{poolId}/concentration": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * See how a pool hangs on few operators
         * @description Scopes: `admin`.
         */
        get: operations["getPoolConcentration"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/pools/{poolId}/incidents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List a pool's incidents
         * @description Scopes: `admin`.
         */
        get: operations["listIncidents"];
        put?: never;
        /**
         * Declare incident
         * @description Scopes: `admin`.
         */
        post: operations["declareIncident"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/pools/{poolId}/rates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List rates
         * @description Scopes: `admin`.
         */
        get: operations["listRates"];
        put?: never;
        /**
         * Set rate
         * @description Scopes: `admin`.
         */
        post: operations["setRate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/pools/{poolId}/rebalance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * See which moves would free whole hosts and GPUs
         * @description Moves of replicas without volumes, by the filters and scores of any placement, with room for all of them at once. Left alone: leases that are told to go or end within the hour, or are short of a replica. Of each lease at most one replica. Nothing is moved by it.
         *
         *     Scopes: `admin`.
         */
        get: operations["proposeMoves"];
        put?: never;
        /**
         * Have the moves made that free whole hosts and GPUs
         * @description What would be proposed now. Each replica is made ready on its new host before the one that runs ends, and is charged once; one for which that takes more than half an hour stays. Asked again, what is on the move is left alone. `rebalanceMoves` of the pool has this done without being asked for.
         *
         *     Scopes: `admin`.
         */
        post: operations["moveReplicas"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/pools/{poolId}/reward-fairness": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who got much of a pool's rewards for little work
         * @description Scopes: `admin`.
         */
        get: operations["getRewardFairness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/pools/{poolId}/rewards": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What a pool's treasury paid for idle capacity
         * @description Scopes: `admin`.
         */
        get: operations["listRewardEpochs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/pools/{poolId}/rewards/{startsAt}/proof": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Download an hour's rewards of a pool with their proofs
         * @description As its operators read it, with all of their names. Keep it as a file: `weir verify` reckons every step again and checks it without a network.
         *
         *     Scopes: `admin`.
         */
        get: operations["getRewardEpochProof"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/pools/{poolId}/service-level": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Set service level
         * @description Scopes: `admin`.
         */
        put: operations["setServiceLevel"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/pools/{poolId}/terms": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Set terms of sale
         * @description Scopes: `admin`.
         */
        put: operations["setTermsOfSale"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Publish the next version of the rules
         * @description Scopes: `admin`.
         */
        post: operations["proposeRules"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/rules/{version}/withdrawal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Withdraw a version before it holds
         * @description Scopes: `admin`.
         */
        post: operations["withdrawRules"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/slashes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What faults cost; `?state=appealed` waits for you
         * @description Scopes: `admin`.
         */
        get: operations["listAllSlashes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/slashes/{slashId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A slash, and the fault that it is for
         * @description Scopes: `admin`.
         */
        get: operations["getAnySlash"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/slashes/{slashId}/decision": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Uphold a slash that was appealed against, or forgive one
         * @description For good. What is upheld is carried out at once.
         *
         *     Scopes: `admin`.
         */
        post: operations["decideOnSlash"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/slashes/{slashId}/proof": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Download any slash with its proofs
         * @description As its operator reads it. Keep it as a file: `weir verify` reckons every step again and checks it without a network.
         *
         *     Scopes: `admin`.
         */
        get: operations["getAnySlashProof"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/tenants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List tenants
         * @description Scopes: `admin`.
         */
        get: operations["listTenants"];
        put?: never;
        /**
         * Create tenant
         * @description Scopes: `admin`.
         */
        post: operations["createTenant"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/tenants/{tenantId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get tenant
         * @description Scopes: `admin`.
         */
        get: operations["getTenant"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change tenant
         * @description Scopes: `admin`.
         */
        patch: operations["changeTenant"];
        trace?: never;
    };
    "/v1/admin/tenants/{tenantId}/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Create key for tenant
         * @description Scopes: `admin`.
         */
        post: operations["createKeyForTenant"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/transfers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List transfers
         * @description Scopes: `admin`.
         */
        get: operations["listTransfers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/transfers/{transferId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get transfer
         * @description Scopes: `admin`.
         */
        get: operations["getTransfer"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/transfers/{transferId}/reversal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take a transfer back
         * @description All of it, once, by another transfer. The tenant concerned sees it on its next statement and in its audit log, without the reason.
         *
         *     Scopes: `admin`.
         */
        post: operations["reverseTransfer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the audit log
         * @description Scopes: `identity:read`.
         */
        get: operations["listAuditEntries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/budgets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List budgets
         * @description Scopes: `billing:read`.
         */
        get: operations["listBudgets"];
        put?: never;
        /**
         * Set a budget
         * @description One for the whole tenant, and one for each project. What was charged in the month before it was set counts.
         *
         *     Scopes: `billing:write`.
         */
        post: operations["createBudget"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/budgets/{budgetId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get budget
         * @description Scopes: `billing:read`.
         */
        get: operations["getBudget"];
        put?: never;
        post?: never;
        /**
         * Remove a budget
         * @description Its hard stop ends.
         *
         *     Scopes: `billing:write`.
         */
        delete: operations["removeBudget"];
        options?: never;
        head?: never;
        /**
         * Change a budget
         * @description Needs If-Match. Raised above what is spent, its hard stop ends and what it suspended runs again as far as there are funds.
         *
         *     Scopes: `billing:write`.
         */
        patch: operations["changeBudget"];
        trace?: never;
    };
    "/v1/calculators/basket/issue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What so many shares of a basket need, rounded up
         * @description Takes any key.
         */
        post: operations["calculateBasketIssue"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calculators/basket/redeem": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What so many shares of a basket give, rounded down
         * @description Takes any key.
         */
        post: operations["calculateBasketRedeem"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calculators/basket/streaming-fee": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Shares minted for a fee of a part of all
         * @description Takes any key.
         */
        post: operations["calculateBasketStreamingFee"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calculators/bond/absorb-loss": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A loss, down through its layers
         * @description Takes any key.
         */
        post: operations["calculateBondAbsorbLoss"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calculators/bond/fault-fee": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What a day in fault costs
         * @description Takes any key.
         */
        post: operations["calculateBondFaultFee"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calculators/bond/least-collateral": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What who keeps a deal locks at the least
         * @description Takes any key.
         */
        post: operations["calculateBondLeastCollateral"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calculators/bond/required": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The bond that capacity needs, rounded up
         * @description Takes any key.
         */
        post: operations["calculateBondRequired"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calculators/bond/settle-deal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What is due of a deal between two times
         * @description Takes any key.
         */
        post: operations["calculateBondSettleDeal"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calculators/bond/slash": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What a slash takes of a bond, what is on its way out included
         * @description Takes any key.
         */
        post: operations["calculateBondSlash"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calculators/bond/termination-fee": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What ending a promise early costs
         * @description Takes any key.
         */
        post: operations["calculateBondTerminationFee"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calculators/buyout/cash": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A holder's part of what the whole was sold for
         * @description Takes any key.
         */
        post: operations["calculateBuyoutCash"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calculators/buyout/reserve-price": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What holders would sell the whole for
         * @description Takes any key.
         */
        post: operations["calculateBuyoutReservePrice"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calculators/price-curve/amounts-in": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What must go in for what is to come out
         * @description Takes any key.
         */
        post: operations["calculatePriceCurveAmountsIn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calculators/price-curve/amounts-out": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What comes out over a way of pairs
         * @description Takes any key.
         */
        post: operations["calculatePriceCurveAmountsOut"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calculators/price-curve/base-fee": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The base fee of the next epoch
         * @description Takes any key.
         */
        post: operations["calculatePriceCurveBaseFee"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calculators/price-curve/cover": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The premium of a cover, and the price it leaves
         * @description Takes any key.
         */
        post: operations["calculatePriceCurveCover"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calculators/price-curve/interest": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What one unit grows to, times 10^27, without and with interest on interest
         * @description Takes any key.
         */
        post: operations["calculatePriceCurveInterest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calculators/price-curve/jump-rate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The same, with slopes for a whole of utilisation (Compound)
         * @description Takes any key.
         */
        post: operations["calculatePriceCurveJumpRate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calculators/price-curve/kinked": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A kinked rate at a utilisation
         * @description Takes any key.
         */
        post: operations["calculatePriceCurveKinked"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calculators/price-curve/protocol-shares": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Shares for a sixth of a pair's growth
         * @description Takes any key.
         */
        post: operations["calculatePriceCurveProtocolShares"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calculators/price-curve/provide": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Shares of a pair for both amounts
         * @description Takes any key.
         */
        post: operations["calculatePriceCurveProvide"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calculators/price-curve/quote": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * An amount at a pair's price, without fee
         * @description Takes any key.
         */
        post: operations["calculatePriceCurveQuote"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calculators/price-curve/supply-rate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What lenders get of what borrowers pay
         * @description Takes any key.
         */
        post: operations["calculatePriceCurveSupplyRate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calculators/price-curve/swap": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A swap, if the product allows it
         * @description Takes any key.
         */
        post: operations["calculatePriceCurveSwap"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calculators/price-curve/take-out": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Both amounts for shares of a pair
         * @description Takes any key.
         */
        post: operations["calculatePriceCurveTakeOut"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calculators/proof/challenges": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The leaves that a seed asks for
         * @description Takes any key.
         */
        post: operations["calculateProofChallenges"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calculators/proof/consistency": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Whether a log begins with another
         * @description Takes any key.
         */
        post: operations["calculateProofConsistency"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calculators/proof/evasion": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * How likely a loss stays unseen, times 10^18
         * @description Takes any key.
         */
        post: operations["calculateProofEvasion"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calculators/proof/faults": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Periods without a proof
         * @description Takes any key.
         */
        post: operations["calculateProofFaults"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calculators/proof/find-leaf": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The piece that a leaf is in
         * @description Takes any key.
         */
        post: operations["calculateProofFindLeaf"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calculators/proof/inclusion": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Whether a log has a leaf
         * @description Takes any key.
         */
        post: operations["calculateProofInclusion"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calculators/proof/root": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The root of a log of leaves (RFC 6962)
         * @description Takes any key.
         */
        post: operations["calculateProofRoot"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calculators/quorum/agreed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The answer that weighs a quorum
         * @description Takes any key.
         */
        post: operations["calculateQuorumAgreed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calculators/quorum/median": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The middle of estimates; of two middles the mean, rounded up
         * @description Takes any key.
         */
        post: operations["calculateQuorumMedian"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calculators/share-pool/deposit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Shares for a deposit, rounded down
         * @description Takes any key.
         */
        post: operations["calculateSharePoolDeposit"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calculators/share-pool/divide-fee": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A fee's shares, divided among recipients; the treasury takes the rest
         * @description Takes any key.
         */
        post: operations["calculateSharePoolDivideFee"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calculators/share-pool/exit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What one who leaves is paid: the lower of request and final rate
         * @description Takes any key.
         */
        post: operations["calculateSharePoolExit"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calculators/share-pool/fee-shares": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Shares minted for a fee on a reward
         * @description Takes any key.
         */
        post: operations["calculateSharePoolFeeShares"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calculators/share-pool/finalize": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What the next exits of a queue take, batch by batch
         * @description Takes any key.
         */
        post: operations["calculateSharePoolFinalize"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calculators/share-pool/limit-gain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A gain, cut to a part of the pool
         * @description Takes any key.
         */
        post: operations["calculateSharePoolLimitGain"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calculators/share-pool/lose": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A loss, borne by all shares alike
         * @description Takes any key.
         */
        post: operations["calculateSharePoolLose"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calculators/share-pool/mint": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Assets for so many new shares, rounded up
         * @description Takes any key.
         */
        post: operations["calculateSharePoolMint"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calculators/share-pool/price": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What a share is worth at a moment, times 10^18
         * @description Takes any key.
         */
        post: operations["calculateSharePoolPrice"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calculators/share-pool/redeem": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Assets for shares, rounded down
         * @description Takes any key.
         */
        post: operations["calculateSharePoolRedeem"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calculators/share-pool/report": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A report of gain, loss and fee, whose gain unlocks over time
         * @description Takes any key.
         */
        post: operations["calculateSharePoolReport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calculators/share-pool/required-capital": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Capital that open cover requires, and what may be taken out
         * @description Takes any key.
         */
        post: operations["calculateSharePoolRequiredCapital"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calculators/share-pool/withdraw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Shares that so many assets cost, rounded up
         * @description Takes any key.
         */
        post: operations["calculateSharePoolWithdraw"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calculators/split/finder": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A reward by work, one part of 200 to who found it
         * @description Takes any key.
         */
        post: operations["calculateSplitFinder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calculators/split/largest-remainder": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * An exact division, ties to the lesser id
         * @description Takes any key.
         */
        post: operations["calculateSplitLargestRemainder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calculators/split/pplns": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A reward by the last work before it
         * @description Takes any key.
         */
        post: operations["calculateSplitPplns"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calculators/split/pps": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Pay for work at a posted rate
         * @description Takes any key.
         */
        post: operations["calculateSplitPps"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calculators/split/pps-reserve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The reserve that paying per share needs, and which way a treasury pays
         * @description Takes any key.
         */
        post: operations["calculateSplitPpsReserve"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calculators/stream/funded": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * How long funds last
         * @description Takes any key.
         */
        post: operations["calculateStreamFunded"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calculators/stream/owed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What a stream owes since its start, rounded down once
         * @description Takes any key.
         */
        post: operations["calculateStreamOwed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calculators/stream/settle": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Settle an interval; a shortage is shared
         * @description Takes any key.
         */
        post: operations["calculateStreamSettle"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calculators/stream/settle-in-order": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Settle an interval; the later payments bear a shortage
         * @description Takes any key.
         */
        post: operations["calculateStreamSettleInOrder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calculators/stream/shortage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Too little, divided in proportion to what is owed
         * @description Takes any key.
         */
        post: operations["calculateStreamShortage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calculators/vote/assess": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Where a claim stands
         * @description Takes any key.
         */
        post: operations["calculateVoteAssess"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calculators/vote/cast": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A vote on a proposal
         * @description Takes any key.
         */
        post: operations["calculateVoteCast"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calculators/vote/delegated": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Votes by one level of delegation
         * @description Takes any key.
         */
        post: operations["calculateVoteDelegated"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calculators/vote/proposal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Where a proposal stands
         * @description Takes any key.
         */
        post: operations["calculateVoteProposal"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calculators/vote/quorum-at": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A quorum at a time, of the supply then
         * @description Takes any key.
         */
        post: operations["calculateVoteQuorumAt"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calculators/vote/resolve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Votes by delegation from one to the next, up to who votes
         * @description Takes any key.
         */
        post: operations["calculateVoteResolve"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calculators/vote/time-lock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Where an operation stands: 0 is none, 1 is done
         * @description Takes any key.
         */
        post: operations["calculateVoteTimeLock"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calculators/vote/weight-at": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A weight at a time
         * @description Takes any key.
         */
        post: operations["calculateVoteWeightAt"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/cover-disputes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List disputes of your covers, and those that you may vote on
         * @description Scopes: `billing:read`.
         */
        get: operations["listCoverDisputes"];
        put?: never;
        /**
         * Dispute what a cover paid for a month, or that it paid nothing
         * @description Assessors vote on it. A deposit is put down, which is lost only where it is denied; what you ask for is kept in the insurance until it is decided.
         *
         *     Scopes: `billing:write`.
         */
        post: operations["disputeCover"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/cover-disputes/{disputeId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A dispute, and how it stands
         * @description Scopes: `billing:read`.
         */
        get: operations["getCoverDispute"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/cover-disputes/{disputeId}/votes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Vote on a dispute, once
         * @description By what you had deposited before it was opened and have not asked back. The same vote again changes nothing.
         *
         *     Scopes: `billing:write`.
         */
        post: operations["voteOnCoverDispute"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/covers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List your covers
         * @description Scopes: `billing:read`.
         */
        get: operations["listCovers"];
        put?: never;
        /**
         * Buy cover on a lease
         * @description What outages cost, by the hour, beyond the service credit is paid from the record of them, without being asked, up to the amount. The premium is paid at once and is not given back.
         *
         *     Scopes: `billing:write`.
         */
        post: operations["buyCover"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/covers/{coverId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A cover, and what it paid for
         * @description Scopes: `billing:read`.
         */
        get: operations["getCover"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/covers/{coverId}/proof": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Download a cover with its proofs
         * @description The price before and after, the capital, the outages and the service credit of each month, what was paid, and the entries of the ledger, as leaves of the log, and the signed rules that it was bought under. Keep it as a file: `weir verify` reckons every step again and checks it without a network.
         *
         *     Scopes: `billing:read`.
         */
        get: operations["getCoverProof"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/covers/quotes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask what cover on a lease would cost
         * @description Buys and reserves nothing.
         *
         *     Scopes: `billing:read`.
         */
        post: operations["quoteCover"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/echo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Check connectivity
         * @description Answers what it was sent, after authenticating and validating it. Changes nothing.
         *
         *     Takes any key.
         */
        post: operations["echo"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List API keys
         * @description Scopes: `identity:read`.
         */
        get: operations["listKeys"];
        put?: never;
        /**
         * Make an API key
         * @description It may do no more than its role, and no more than the key that makes it.
         *
         *     Scopes: `identity:write`.
         */
        post: operations["createKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/keys/{keyId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read an API key
         * @description Scopes: `identity:read`.
         */
        get: operations["getKey"];
        put?: never;
        post?: never;
        /**
         * Revoke an API key
         * @description It is refused everywhere within a second. Again is harmless.
         *
         *     Scopes: `identity:write`.
         */
        delete: operations["revokeKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/leases": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List leases
         * @description Scopes: `leases:read`.
         */
        get: operations["listLeases"];
        put?: never;
        /**
         * Request a lease
         * @description Fixes its price, holds its first funds and queues it for placement. Lack of capacity is no refusal: it waits, `blocked`, and is placed when there is room.
         *
         *     Scopes: `leases:write`.
         */
        post: operations["requestLease"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/leases/{leaseId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a lease
         * @description Scopes: `leases:read`.
         */
        get: operations["getLease"];
        put?: never;
        post?: never;
        /**
         * Close a lease
         * @description Charging ends now; what runs is removed and the rest of its funds returned. Again is harmless.
         *
         *     Scopes: `leases:write`.
         */
        delete: operations["closeLease"];
        options?: never;
        head?: never;
        /**
         * Change a lease
         * @description Name, replicas or resources, in place. Needs If-Match. Replicas that are given up are not charged from now on; new ones, and more resources, as soon as there is room.
         *
         *     Scopes: `leases:write`.
         */
        patch: operations["changeLease"];
        trace?: never;
    };
    "/v1/leases/{leaseId}/alternatives": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Ask what a waiting lease could be instead
         * @description How long a lease that is `blocked` for want of capacity is expected to wait, and what like it would fit, by giving up one thing: each with its price and its own wait. Found anew each time.
         *
         *     Scopes: `leases:read`.
         */
        get: operations["getLeaseAlternatives"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/leases/{leaseId}/auction": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a lease's auction
         * @description Scopes: `leases:read`.
         */
        get: operations["getLeaseAuction"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/leases/{leaseId}/charges": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List charges
         * @description Scopes: `billing:read`.
         */
        get: operations["listCharges"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/leases/{leaseId}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a lease's timeline
         * @description Scopes: `leases:read`.
         */
        get: operations["listLeaseEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/leases/{leaseId}/logs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a lease's logs
         * @description What its replicas write: lines of text or, with `Accept: application/x-ndjson`, of JSON; with `follow`, server-sent events. Streamed, at most 1 MiB a second; a key reads 10 logs at once. With Last-Event-ID it goes on from that moment, whose lines may come again.
         *
         *     Scopes: `leases:read`.
         */
        get: operations["readLeaseLogs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/leases/{leaseId}/placement-proof": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Prove by which policy a lease was decided about
         * @description The round is a leaf of the log, its seed was fixed before, and the request is in it as it was made. `weir verify` checks it without a network.
         *
         *     Scopes: `leases:read`.
         */
        get: operations["getPlacementProof"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/leases/{leaseId}/placement-rounds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read what scheduling rounds decided about a lease
         * @description Scopes: `leases:read`.
         */
        get: operations["listLeaseRounds"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/leases/{leaseId}/reviewed-usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List reviewed usage
         * @description Scopes: `billing:read`.
         */
        get: operations["listReviewedUsage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/leases/{leaseId}/watch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Watch a lease
         * @description Server-sent events (`text/event-stream`): its timeline so far, then each event as it happens. With Last-Event-ID it goes on behind that one. Ends with the lease.
         *
         *     Scopes: `leases:read`.
         */
        get: operations["watchLease"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/log": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The public keys and the latest signed head of the log
         * @description Every version of the rules, usage record, rate version, charge, statement and ledger entry is a leaf of an append-only Merkle tree (RFC 6962), of which a head is signed each minute.
         *
         *     Takes any key.
         */
        get: operations["getLog"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/log/consistency": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Prove that the log of one size begins with that of another
         * @description Takes any key.
         */
        get: operations["getLogConsistency"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/log/heads": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List signed heads
         * @description Takes any key.
         */
        get: operations["listLogHeads"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List members
         * @description Scopes: `identity:read`.
         */
        get: operations["listMembers"];
        put?: never;
        /**
         * Add a member
         * @description Scopes: `identity:write`.
         */
        post: operations["addMember"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/members/{memberId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove a member
         * @description Scopes: `identity:write`.
         */
        delete: operations["removeMember"];
        options?: never;
        head?: never;
        /**
         * Change a member's role
         * @description Scopes: `identity:write`.
         */
        patch: operations["changeMember"];
        trace?: never;
    };
    "/v1/operator/asks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List asks
         * @description Scopes: `inventory:read`.
         */
        get: operations["listAsks"];
        put?: never;
        /**
         * Set ask
         * @description Scopes: `inventory:write`.
         */
        post: operations["setAsk"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operator/asks/{askId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Withdraw ask
         * @description Scopes: `inventory:write`.
         */
        delete: operations["withdrawAsk"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operator/auctions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List auctions
         * @description Scopes: `inventory:read`.
         */
        get: operations["listAuctions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operator/auctions/{auctionId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get auction
         * @description Scopes: `inventory:read`.
         */
        get: operations["getAuction"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operator/auctions/{auctionId}/bid": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Place bid
         * @description Scopes: `inventory:write`.
         */
        put: operations["placeBid"];
        post?: never;
        /**
         * Withdraw bid
         * @description Scopes: `inventory:write`.
         */
        delete: operations["withdrawBid"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operator/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the audit log
         * @description Scopes: `identity:read`.
         */
        get: operations["listOperatorAuditEntries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operator/bond": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What you have at stake, and what you need
         * @description Scopes: `earnings:read`.
         */
        get: operations["getBond"];
        put?: never;
        /**
         * Bond tokens out of your earnings
         * @description Scopes: `inventory:write`, `earnings:read`.
         */
        post: operations["bondTokens"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operator/bond/unbondings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin to take tokens out of your bond
         * @description They stand behind no capacity from now on, and stay at stake for as long as the rules in force say; then they are earnings again. What claims hold needs its bond.
         *
         *     Scopes: `inventory:write`, `earnings:read`.
         */
        post: operations["unbondTokens"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operator/challenges": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How your idle capacity proved itself
         * @description Challenges that are over. One that runs looks like any tenant's lease, and is not told of.
         *
         *     Scopes: `inventory:read`.
         */
        get: operations["listChallenges"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operator/clusters": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List clusters
         * @description Scopes: `inventory:read`.
         */
        get: operations["listClusters"];
        put?: never;
        /**
         * Register cluster
         * @description Scopes: `inventory:write`.
         */
        post: operations["registerCluster"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operator/clusters/{clusterId}/connection": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Replace connection
         * @description Scopes: `inventory:write`.
         */
        put: operations["replaceConnection"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operator/clusters/{clusterId}/discovery": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get discovery
         * @description Scopes: `inventory:read`.
         */
        get: operations["getDiscovery"];
        /**
         * Set discovery
         * @description Scopes: `inventory:write`.
         */
        put: operations["setDiscovery"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operator/clusters/{clusterId}/faults": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what a simulated cluster does wrong
         * @description The faults that last, oldest first; at most 200.
         *
         *     Scopes: `inventory:read`.
         */
        get: operations["listFaults"];
        put?: never;
        /**
         * Make a simulated cluster fail
         * @description For trying out what happens then. Only for clusters of the driver `simulated`.
         *
         *     Scopes: `inventory:write`.
         */
        post: operations["injectFault"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operator/clusters/{clusterId}/faults/{faultId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End a fault
         * @description What it kept from starting starts afresh.
         *
         *     Scopes: `inventory:write`.
         */
        delete: operations["clearFault"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operator/clusters/{clusterId}/hosts/{hostId}/device-conduct": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How a simulated host keeps what is stored on it
         * @description Scopes: `inventory:read`.
         */
        get: operations["getDeviceConduct"];
        /**
         * Have a simulated host lose what is stored on it
         * @description For trying out what becomes of it (docs/proof-of-capacity.md). Only in clusters of the driver `simulated`.
         *
         *     Scopes: `inventory:write`.
         */
        put: operations["setDeviceConduct"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operator/clusters/{clusterId}/hosts/{hostId}/work-conduct": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How a simulated host answers what it is given to compute
         * @description Scopes: `inventory:read`.
         */
        get: operations["getWorkConduct"];
        /**
         * Have a simulated host cheat
         * @description For trying out what becomes of it (docs/proof-of-capacity.md). Only in clusters of the driver `simulated`.
         *
         *     Scopes: `inventory:write`.
         */
        put: operations["setWorkConduct"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operator/device-challenges": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How your volumes proved themselves
         * @description Challenges that are over. One that runs looks like any tenant's lease, and is not told of.
         *
         *     Scopes: `inventory:read`.
         */
        get: operations["listDeviceChallenges"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operator/doctor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Diagnose inventory
         * @description Scopes: `inventory:read`.
         */
        get: operations["diagnoseInventory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operator/earnings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List earnings
         * @description Scopes: `earnings:read`.
         */
        get: operations["listEarnings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operator/faults": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What you have to answer for
         * @description Scopes: `inventory:read`.
         */
        get: operations["listOperatorFaults"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operator/heartbeats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Record heartbeats
         * @description Scopes: `inventory:write`.
         */
        post: operations["recordHeartbeats"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operator/hosts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List hosts
         * @description Scopes: `inventory:read`.
         */
        get: operations["listHosts"];
        put?: never;
        /**
         * Register hosts
         * @description Scopes: `inventory:write`.
         */
        post: operations["registerHosts"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operator/hosts/{hostId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get host
         * @description Scopes: `inventory:read`.
         */
        get: operations["getHost"];
        put?: never;
        post?: never;
        /**
         * Remove host
         * @description Scopes: `inventory:write`.
         */
        delete: operations["removeHost"];
        options?: never;
        head?: never;
        /**
         * Update host
         * @description Scopes: `inventory:write`.
         */
        patch: operations["updateHost"];
        trace?: never;
    };
    "/v1/operator/hosts/{hostId}/cordon": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cordon host
         * @description Scopes: `inventory:write`.
         */
        post: operations["cordonHost"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operator/hosts/{hostId}/drain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Drain host
         * @description Scopes: `inventory:write`.
         */
        post: operations["drainHost"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operator/hosts/{hostId}/inventories": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Replace inventory
         * @description Scopes: `inventory:write`.
         */
        put: operations["replaceInventory"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operator/hosts/{hostId}/maintenance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Add maintenance window
         * @description Scopes: `inventory:write`.
         */
        post: operations["addMaintenanceWindow"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operator/hosts/{hostId}/maintenance/{windowId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove maintenance window
         * @description Scopes: `inventory:write`.
         */
        delete: operations["removeMaintenanceWindow"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operator/hosts/{hostId}/placement": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * See why a host is chosen or not
         * @description How it fares with the last requests of its pool, each as if it were new and alone: what keeps how many of them out, and what draws how many elsewhere. Neither who asked nor how many exactly is told.
         *
         *     Scopes: `inventory:read`.
         */
        get: operations["getHostPlacement"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operator/hosts/{hostId}/uncordon": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Uncordon host
         * @description Scopes: `inventory:write`.
         */
        post: operations["uncordonHost"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operator/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List API keys
         * @description Scopes: `identity:read`.
         */
        get: operations["listOperatorKeys"];
        put?: never;
        /**
         * Make an API key
         * @description It may do no more than its role, and no more than the key that makes it.
         *
         *     Scopes: `identity:write`.
         */
        post: operations["createOperatorKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operator/keys/{keyId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read an API key
         * @description Scopes: `identity:read`.
         */
        get: operations["getOperatorKey"];
        put?: never;
        post?: never;
        /**
         * Revoke an API key
         * @description It is refused everywhere within a second. Again is harmless.
         *
         *     Scopes: `identity:write`.
         */
        delete: operations["revokeOperatorKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operator/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List members
         * @description Scopes: `identity:read`.
         */
        get: operations["listOperatorMembers"];
        put?: never;
        /**
         * Add a member
         * @description Scopes: `identity:write`.
         */
        post: operations["addOperatorMember"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operator/members/{memberId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove a member
         * @description Scopes: `identity:write`.
         */
        delete: operations["removeOperatorMember"];
        options?: never;
        head?: never;
        /**
         * Change a member's role
         * @description Scopes: `identity:write`.
         */
        patch: operations["changeOperatorMember"];
        trace?: never;
    };
    "/v1/operator/payouts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List own payouts
         * @description Scopes: `earnings:read`.
         */
        get: operations["listOwnPayouts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operator/reputation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How far you are trusted
         * @description By class of capacity, found at the end of each day from what you did and your faults.
         *
         *     Scopes: `inventory:read`.
         */
        get: operations["listReputation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operator/reputation/{resourceClass}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How far you are trusted with a class, and why
         * @description Scopes: `inventory:read`.
         */
        get: operations["getReputation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operator/rewards": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What your idle capacity got
         * @description For each hour in which it stood ready, of its pool's treasury, by `reward` of the rules. It is among your earnings.
         *
         *     Scopes: `earnings:read`.
         */
        get: operations["listRewards"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operator/rewards/{poolId}/{startsAt}/proof": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Download an hour's rewards with their proofs
         * @description What each operator's idle capacity counted for, whoever it is, the treasury and the window, as leaves of the log, and the signed rules that held; which is yours, with your capacity and the entry that paid you. Keep it as a file: `weir verify` reckons every step again and checks it without a network. Blinded it names nobody.
         *
         *     Scopes: `earnings:read`.
         */
        get: operations["getRewardProof"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operator/sites": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List sites
         * @description Scopes: `inventory:read`.
         */
        get: operations["listSites"];
        put?: never;
        /**
         * Register site
         * @description Scopes: `inventory:write`.
         */
        post: operations["registerSite"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operator/slashes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What your faults cost
         * @description Scopes: `earnings:read`.
         */
        get: operations["listSlashes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operator/slashes/{slashId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A slash, and the fault that it is for
         * @description Scopes: `earnings:read`.
         */
        get: operations["getSlash"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operator/slashes/{slashId}/appeal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Appeal against a slash
         * @description Until it is due. It is not carried out then before an administrator has decided, and dropped when none does in time. Meanwhile nothing leaves your bond or your stake pool.
         *
         *     Scopes: `inventory:write`, `earnings:read`.
         */
        post: operations["appealSlash"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operator/slashes/{slashId}/proof": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Download a slash with its proofs
         * @description The fault with its evidence, what was at stake, what the cap had left and what each bore, as leaves of the log, and the signed rules that it goes by. Keep it as a file: `weir verify` reckons every step again and checks it without a network. Blinded it names neither you nor your hosts.
         *
         *     Scopes: `earnings:read`.
         */
        get: operations["getSlashProof"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operator/stake-pool": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The pool that backs you
         * @description Scopes: `earnings:read`.
         */
        get: operations["getOwnStakePool"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operator/stake-pool/exits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin to leave with shares of your commission
         * @description Scopes: `inventory:write`, `earnings:read`.
         */
        post: operations["exitOwnStake"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operator/stake-pool/inflow-proof": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Download what flowed into the pool that backs you, and your commission, with their proofs
         * @description As its backers read it, with the entries of your earnings that it was a part of, unless they are more than 2,000. Keep it as a file: `weir verify` reckons every step again and checks it without a network.
         *
         *     Scopes: `earnings:read`.
         */
        get: operations["getOwnInflowProof"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operator/stake-pool/position": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The shares that your commission brought you
         * @description Scopes: `earnings:read`.
         */
        get: operations["getOwnStakePosition"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operator/stake-pool/terms": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Say on which terms you may be backed; the first time, open the pool
         * @description Terms that are worse for whoever backs you hold after the notice that the rules ask for; better ones hold at once.
         *
         *     Scopes: `inventory:write`, `earnings:read`.
         */
        put: operations["setStakeTerms"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/payments/deposits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Tell of a deposit
         * @description Signed as Standard Webhooks says (`webhook-id`, `webhook-timestamp`, `webhook-signature`) by the secret shared with the payment service. What is refused was not taken: send it back to its payer.
         *
         *     Takes no key.
         */
        post: operations["takeDeposit"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/payments/payouts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Tell what became of a payout
         * @description Signed in the same way. Said again, it changes nothing.
         *
         *     Takes no key.
         */
        post: operations["confirmPayout"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/payments/top-ups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Tell that a request for funds brings nothing
         * @description Signed in the same way. Said again, it changes nothing. The tenant is told by `wallet.top_up_failed`. What a request does bring is told of as a deposit with its reference, also after this.
         *
         *     Takes no key.
         */
        post: operations["resolveTopUp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/pools": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List offered pools
         * @description Scopes: `leases:read`.
         */
        get: operations["listOfferedPools"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/pools/{poolName}/cover": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A pool's insurance, and whether it can pay
         * @description Takes no key.
         */
        get: operations["getCoverPool"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/pools/{poolName}/cover/assessor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What you have deposited to vote on disputes of a pool's insurance
         * @description Scopes: `billing:read`.
         */
        get: operations["getAssessor"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/pools/{poolName}/cover/assessor/deposits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Deposit tokens of your wallet to vote on disputes
         * @description Your votes weigh so much on what is disputed from then on. Nobody gains or loses by how they vote.
         *
         *     Scopes: `billing:write`.
         */
        post: operations["depositToAssess"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/pools/{poolName}/cover/assessor/exits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin to leave with a part of what you deposited
         * @description It has no vote from now on, and is paid back once all that it voted on is over.
         *
         *     Scopes: `billing:write`.
         */
        post: operations["stopAssessing"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/pools/{poolName}/cover/deposits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Back a pool's insurance: tokens of your wallet for shares
         * @description Premiums rise into the price of a share over time; what is paid for outages lowers it at once.
         *
         *     Scopes: `billing:write`.
         */
        post: operations["backCover"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/pools/{poolName}/cover/exits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin to leave with shares
         * @description They bear losses until they are paid: after the time that the rules in force say, and once so much capital is above what open cover requires, the first who asked first. Your wallet gets the lower of what they were worth when asked and at the end.
         *
         *     Scopes: `billing:write`.
         */
        post: operations["exitCover"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/pools/{poolName}/cover/position": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What you have in a pool's insurance
         * @description Scopes: `billing:read`.
         */
        get: operations["getCoverPosition"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/pools/{poolName}/rates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List prices
         * @description Scopes: `leases:read`.
         */
        get: operations["listPrices"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/pools/{poolName}/rates/base-fees": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List base fees
         * @description Scopes: `leases:read`.
         */
        get: operations["listBaseFees"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/pools/{poolName}/service-level": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get service level
         * @description Takes no key.
         */
        get: operations["getServiceLevel"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/pools/{poolName}/terms": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get terms of sale
         * @description Scopes: `leases:read`.
         */
        get: operations["getTermsOfSale"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/projects": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List projects
         * @description Scopes: `identity:read`.
         */
        get: operations["listProjects"];
        put?: never;
        /**
         * Create project
         * @description Scopes: `identity:write`.
         */
        post: operations["createProject"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/projects/{projectId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get project
         * @description Scopes: `identity:read`.
         */
        get: operations["getProject"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Rename project
         * @description Scopes: `identity:write`.
         */
        patch: operations["renameProject"];
        trace?: never;
    };
    "/v1/quotas": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List quotas
         * @description Scopes: `identity:read`.
         */
        get: operations["listQuotas"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/quotas/{projectId}/{resourceClass}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Set quota
         * @description Scopes: `identity:write`.
         */
        put: operations["setQuota"];
        post?: never;
        /**
         * Remove quota
         * @description Scopes: `identity:write`.
         */
        delete: operations["removeQuota"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/quotes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask for a quote
         * @description Says what a lease would cost and whether it would fit now. Reserves nothing; until it expires, a lease that asks for just this may name it and gets these prices.
         *
         *     Scopes: `leases:read`.
         */
        post: operations["makeQuote"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/quotes/{quoteId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a quote
         * @description Scopes: `leases:read`.
         */
        get: operations["getQuote"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/registry-credentials": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List registry credentials
         * @description Scopes: `leases:read`.
         */
        get: operations["listRegistryCredentials"];
        put?: never;
        /**
         * Keep a registry credential
         * @description For images that not everybody may pull. A workload names it. Under a name that is taken it takes the old one's place, also for what runs.
         *
         *     Scopes: `leases:write`.
         */
        post: operations["keepRegistryCredential"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/registry-credentials/{credentialId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove a registry credential
         * @description Scopes: `leases:write`.
         */
        delete: operations["removeRegistryCredential"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The rules in force
         * @description All parameters that everybody goes by, in versions that are signed and are leaves of the log. A new version is published before it holds, for as long as the rules in force say.
         *
         *     Takes any key.
         */
        get: operations["getRules"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rules/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List versions of the rules
         * @description Takes any key.
         */
        get: operations["listRules"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rules/versions/{version}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One version of the rules
         * @description Takes any key.
         */
        get: operations["getRulesVersion"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who is signed in
         * @description Takes no key.
         */
        get: operations["getSession"];
        put?: never;
        /**
         * Sign in
         * @description With a local account. Sets the cookie `weir_session` (`__Host-weir_session` over https), which a session before it does not outlive. Failed attempts are limited.
         *
         *     Takes no key.
         */
        post: operations["signIn"];
        /**
         * Sign out
         * @description The session ends everywhere at once. Again is harmless.
         *
         *     Takes no key.
         */
        delete: operations["signOut"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/session/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change your password
         * @description All your other sessions end.
         *
         *     Takes no key.
         */
        post: operations["changePassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/session/ways": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How people sign in here
         * @description Takes no key.
         */
        get: operations["getSignInWays"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stake-pools": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the pools that back operators
         * @description Each stands behind one operator; which one is not told, as nowhere else.
         *
         *     Scopes: `billing:read`.
         */
        get: operations["listStakePools"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stake-pools/{stakePoolId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A stake pool
         * @description Scopes: `billing:read`.
         */
        get: operations["getStakePool"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stake-pools/{stakePoolId}/deposits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Back an operator: tokens of your wallet for shares
         * @description Scopes: `billing:write`.
         */
        post: operations["stakeTokens"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stake-pools/{stakePoolId}/exits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin to leave with shares
         * @description They wait for as long as the rules in force say, and bear the pool's losses meanwhile. Then your wallet gets the lower of what they were worth when asked and what they are worth at the end.
         *
         *     Scopes: `billing:write`.
         */
        post: operations["exitStake"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stake-pools/{stakePoolId}/inflow-proof": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Download what flowed into a stake pool, and the commission, with their proofs
         * @description What its operator earned, the terms, the pool before and after, as a leaf of the log, and the signed rules that held; whose pool it is is not told. Keep it as a file: `weir verify` reckons every step again and checks it without a network.
         *
         *     Scopes: `billing:read`.
         */
        get: operations["getInflowProof"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stake-pools/{stakePoolId}/position": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What you have in a stake pool
         * @description Scopes: `billing:read`.
         */
        get: operations["getStakePosition"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stake-pools/{stakePoolId}/transfers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give shares to another tenant
         * @description Scopes: `billing:write`.
         */
        post: operations["transferShares"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/statements": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List statements
         * @description Scopes: `billing:read`.
         */
        get: operations["listStatements"];
        put?: never;
        /**
         * Close an interim statement
         * @description Bills everything up to now without waiting for the period to end. The rest of the period is the next statement.
         *
         *     Scopes: `billing:write`.
         */
        post: operations["closeStatement"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/statements/{statementId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get statement
         * @description Scopes: `billing:read`.
         */
        get: operations["getStatement"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/statements/{statementId}/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Download a statement as a file
         * @description All of it at once, streamed: as JSON; as CSV (RFC 4180), of which the lines sum to the charges and no text is run as a formula; or as a page to print; or as a dataset of FinOps FOCUS 1.2, in which tokens are the currency of prices, deposits are purchases, and costs are in money at the price of a token.
         *
         *     Scopes: `billing:read`.
         */
        get: operations["exportStatement"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/statements/{statementId}/proof": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Download a statement with its proofs
         * @description All that the statement comes from, line by line, each with an inclusion proof against a signed head of the log. Keep it as a file: `weir verify` prices it again and checks it without a network. Streamed; it takes about a kilobyte for each charge.
         *
         *     Scopes: `billing:read`.
         */
        get: operations["getStatementProof"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How everything is
         * @description What each pool has free in words, what it costs, and what is the matter with it: no figure that would tell what somebody offers or uses. Up to ten seconds old.
         *
         *     Takes no key.
         */
        get: operations["getStatus"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/status/flows": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether payouts, exits, price steps and slashes run
         * @description Takes no key.
         */
        get: operations["getFlowStatus"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Hear what happens
         * @description Server-sent events (`text/event-stream`): that something of yours changed, not what; ask for it then. Ends after an hour at most, and when you read too slowly: come again with Last-Event-ID. Ten at once for a key or member.
         *
         *     Takes any key.
         */
        get: operations["streamEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Report usage
         * @description CloudEvents 1.0 in structured JSON, one or a batch of up to 1,000. Each is accepted or rejected by itself; sending it again is harmless.
         *
         *     Scopes: `usage:write`.
         */
        post: operations["reportUsage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/wallet": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get wallet
         * @description Scopes: `billing:read`.
         */
        get: operations["getWallet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/wallet/balance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get wallet balance at
         * @description Scopes: `billing:read`.
         */
        get: operations["getWalletBalanceAt"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/wallet/entries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List wallet entries
         * @description Scopes: `billing:read`.
         */
        get: operations["listWalletEntries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/wallet/top-up": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get top up
         * @description Scopes: `billing:read`.
         */
        get: operations["getTopUp"];
        /**
         * Have the wallet topped up by itself
         * @description When less may be spent than the threshold, the payment service is asked for the amount, and `wallet.top_up_requested` says so. It is asked again only when that has come or has expired, and never for more than the most of a month. What was declined, or failed (`wallet.top_up_failed`), is asked for again when it would have expired, or as soon as this is set anew.
         *
         *     Scopes: `billing:write`.
         */
        put: operations["setTopUp"];
        post?: never;
        /**
         * Have the wallet ask for nothing by itself
         * @description A request that is out stays out. Again is harmless.
         *
         *     Scopes: `billing:write`.
         */
        delete: operations["removeTopUp"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/wallet/top-ups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List top ups
         * @description Scopes: `billing:read`.
         */
        get: operations["listTopUps"];
        put?: never;
        /**
         * Ask the payment service for funds now
         * @description Once, whatever the wallet holds. It counts in what was asked for in the month, and is not limited by that.
         *
         *     Scopes: `billing:write`.
         */
        post: operations["requestTopUp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/endpoints": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List endpoints
         * @description Scopes: `webhooks:read`.
         */
        get: operations["listEndpoints"];
        put?: never;
        /**
         * Register an endpoint
         * @description Messages are POSTed to it as JSON, signed by Standard Webhooks (https://www.standardwebhooks.com). Answer 2xx within 15 seconds; 410 to get no more.
         *
         *     Scopes: `webhooks:write`.
         */
        post: operations["createEndpoint"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/endpoints/{endpointId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read an endpoint
         * @description Scopes: `webhooks:read`.
         */
        get: operations["getEndpoint"];
        put?: never;
        post?: never;
        /**
         * Delete an endpoint
         * @description What waits to be sent to it is given up; what was sent stays on record.
         *
         *     Scopes: `webhooks:write`.
         */
        delete: operations["deleteEndpoint"];
        options?: never;
        head?: never;
        /**
         * Change an endpoint
         * @description Changes what is given and leaves the rest. Messages that wait go to the new URL; an open circuit is closed by one.
         *
         *     Scopes: `webhooks:write`.
         */
        patch: operations["updateEndpoint"];
        trace?: never;
    };
    "/v1/webhooks/endpoints/{endpointId}/attempts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List attempts
         * @description Every attempt made at the endpoint in the last thirty days, with what came of it and how long it took.
         *
         *     Scopes: `webhooks:read`.
         */
        get: operations["listAttempts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/endpoints/{endpointId}/disable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Disable an endpoint
         * @description It gets nothing until it is enabled; what waits is given up. Again is harmless.
         *
         *     Scopes: `webhooks:write`.
         */
        post: operations["disableEndpoint"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/endpoints/{endpointId}/enable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Enable an endpoint
         * @description It gets messages again, from now on; an open circuit is closed, and what waited goes. Again is harmless.
         *
         *     Scopes: `webhooks:write`.
         */
        post: operations["enableEndpoint"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/endpoints/{endpointId}/requests": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what is sent
         * @description What goes to the endpoint as it would be sent now, signed: to try a receiver that we cannot reach, as `weir webhook listen` does.
         *
         *     Scopes: `webhooks:write`.
         */
        get: operations["listRequests"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/endpoints/{endpointId}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Rotate the secret
         * @description For a day messages are signed by both secrets.
         *
         *     Scopes: `webhooks:write`.
         */
        post: operations["rotateEndpointSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/endpoints/{endpointId}/summary": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Sum up an endpoint
         * @description How it fared between two moments: the last day, unless others are given.
         *
         *     Scopes: `webhooks:read`.
         */
        get: operations["summariseEndpoint"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/endpoints/{endpointId}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a test message
         * @description An `endpoint.test` to this endpoint alone, whatever types it wants. While its circuit is open, one attempt is made at once.
         *
         *     Scopes: `webhooks:write`.
         */
        post: operations["testEndpoint"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List messages
         * @description Events that some endpoint wanted, of the last thirty days.
         *
         *     Scopes: `webhooks:read`.
         */
        get: operations["listMessages"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/messages/{messageId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a message
         * @description Scopes: `webhooks:read`.
         */
        get: operations["getMessage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/messages/{messageId}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List deliveries
         * @description Where a message went, and how each attempt ended.
         *
         *     Scopes: `webhooks:read`.
         */
        get: operations["listDeliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/messages/{messageId}/deliveries/{deliveryId}/redeliver": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Deliver again
         * @description At once, and by the whole schedule if need be.
         *
         *     Scopes: `webhooks:write`.
         */
        post: operations["redeliver"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/redeliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Deliver a range again
         * @description What was given up between two moments goes again, the oldest first, each at once and by the whole schedule if need be. Asked twice, the second finds only what was given up once more.
         *
         *     Scopes: `webhooks:write`.
         */
        post: operations["redeliverRange"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/whoami": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What the key is and may do
         * @description Takes any key.
         */
        get: operations["whoAmI"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        AdminHealth: {
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            at: number;
            clusters: {
                items: {
                    /** @example cls_4k9d0x7h2m5n8p1qr3st6vwy */
                    clusterId: string;
                    driver: string;
                    hosts: number;
                    lastHeartbeatAt: number | null;
                    name: string;
                    /** @example opr_4k9d0x7h2m5n8p1qr3st6vwy */
                    operatorId: string;
                    pool: string;
                    /** @description Of them: stale or lost. */
                    silent: number;
                }[];
                /** @enum {string} */
                state: "ok" | "warning" | "failed";
            };
            ledger: {
                checkedAt: number | null;
                openDifferences: number;
                /** @enum {string} */
                state: "ok" | "warning" | "failed";
            };
            outbox: {
                lagMillis: number;
                /** @enum {string} */
                state: "ok" | "warning" | "failed";
                /** @description Counted to 10,000. */
                waiting: number;
            };
            queues: {
                items: {
                    active: number;
                    delayed: number;
                    failed: number;
                    queue: string;
                    waiting: number;
                }[];
                /** @enum {string} */
                state: "ok" | "warning" | "failed";
            };
            schedulers: {
                items: {
                    isActive: boolean;
                    pool: string;
                    waiting: number;
                }[];
                /** @enum {string} */
                state: "ok" | "warning" | "failed";
            };
            /**
             * @description The worst of the parts'.
             * @enum {string}
             */
            state: "ok" | "warning" | "failed";
        };
        Alternative: {
            /** @example allow CH */
            about: string;
            /** @description What to ask for instead, each part in full. */
            change: {
                constraints?: components["schemas"]["LeaseConstraints"];
                /**
                 * @description How many alike.
                 * @example 2
                 */
                replicas?: number;
                resources?: components["schemas"]["LeaseResources"];
            };
            /** @description The same in basis points of what was asked for, rounded towards 0. */
            differenceBps: number;
            /** @description How much dearer it is than what was asked for; less than 0 where it is cheaper. */
            differenceNanoTokensPerHour: string;
            /**
             * @description How long it would wait, about, if nobody came before it; 0: not at all; null: nobody knows.
             * @example 1200000
             */
            expectedWaitMillis: number | null;
            /**
             * @description Nano-tokens (billionths), as a decimal string.
             * @example 1500000000
             */
            nanoTokensPerHour: string;
            /**
             * @description What that follows from: it fits now; leases end, or maintenance does, that are known to; how often such capacity became free in the last day; nothing.
             * @enum {string}
             */
            waitBasis: "now" | "known-ends" | "rate" | "unknown";
        };
        Alternatives: {
            /** @description What is like it and would fit now, or is expected to, the least change first. */
            alternatives: components["schemas"]["Alternative"][];
            /**
             * @description How long it would wait, about, if nobody came before it; 0: not at all; null: nobody knows.
             * @example 1200000
             */
            expectedWaitMillis: number | null;
            /**
             * @description What that follows from: it fits now; leases end, or maintenance does, that are known to; how often such capacity became free in the last day; nothing.
             * @enum {string}
             */
            waitBasis: "now" | "known-ends" | "rate" | "unknown";
        };
        Ask: {
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            activeFrom: number;
            /** @description When it was replaced or withdrawn; null while it stands. */
            activeUntil: number | null;
            clusterId: string | null;
            /** @example ask_4k9d0x7h2m5n8p1qr3st6vwy */
            id: string;
            /**
             * @description What you want to get of a priced unit (a vCPU, a GiB, a GPU) an hour, in nano-tokens as a decimal string: after the pool's shares, and nothing of a base fee.
             * @example 15000000
             */
            nanoTokensPerUnitHour: string;
            /** @example pol_4k9d0x7h2m5n8p1qr3st6vwy */
            poolId: string;
            /** @example CPU_MILLI */
            resourceClass: string;
            /**
             * @description GPU model or storage class; empty: every variant that you have no ask of its own for.
             * @example
             */
            variant: string;
            version: number;
        };
        AskPage: {
            items: components["schemas"]["Ask"][];
            /** @description Give it as `cursor` for the next page; null on the last. */
            nextCursor: string | null;
        };
        /**
         * @example {
         *       "pool": "standard",
         *       "resourceClass": "CPU_MILLI",
         *       "nanoTokensPerUnitHour": "15000000"
         *     }
         */
        AskRequest: {
            /**
             * @description One of your clusters in the pool, for which this goes before what you ask elsewhere; all of them when left out.
             * @example cls_4k9d0x7h2m5n8p1qr3st6vwy
             */
            clusterId?: string;
            /** @description What you want to get of a priced unit (a vCPU, a GiB, a GPU) an hour, in nano-tokens as a decimal string: after the pool's shares, and nothing of a base fee. */
            nanoTokensPerUnitHour: string;
            /** @example general */
            pool: string;
            /** @example CPU_MILLI */
            resourceClass: string;
            /**
             * @description GPU model or storage class; empty: every variant that you have no ask of its own for.
             * @example
             */
            variant?: string;
        };
        Assessor: {
            exits: {
                /**
                 * @description Nano-tokens (billionths), as a decimal string.
                 * @example 1500000000
                 */
                amount: string;
                /**
                 * @description Milliseconds since 1970-01-01T00:00:00Z.
                 * @example 1795000000000
                 */
                askedAt: number;
                /**
                 * @description When it is paid back.
                 * @example 1795000000000
                 */
                dueAt: number;
                /** @example asx_4k9d0x7h2m5n8p1qr3st6vwy */
                id: string;
                /** @description The version of the rules that it keeps. */
                rulesVersion: number;
                /** @description A person looks at it before it is paid. */
                stopped: boolean;
            }[];
            pool: string;
            /**
             * @description What your vote weighs on what is disputed from now on.
             * @example 1500000000
             */
            weight: string;
        };
        AssessorAmountRequest: {
            /** @description Nano-tokens (billionths), as a decimal string. */
            amount: string;
        };
        Attempt: {
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            at: number;
            durationMillis: number;
            error: string | null;
            /** @description What kind of failure: `refused` (a place where we do not send), `dns`, `tls`, `connection` (none stood), `closed_early` (before it answered), `timeout`, and by its answer `redirect` (not followed), `gone` (410), `client_error`, `server_error`. */
            errorClass: ("refused" | "dns" | "tls" | "connection" | "closed_early" | "timeout" | "redirect" | "gone" | "client_error" | "server_error") | null;
            /** @example att_4k9d0x7h2m5n8p1qr3st6vwy */
            id: string;
            /** @description The beginning of its answer. */
            response: string | null;
            /** @description What the endpoint answered; null when it did not. */
            status: number | null;
        };
        Auction: {
            /** @description All of them, when the auction is over; null before. */
            bids: {
                /** @description SHA-256, hexadecimal. */
                digest: string;
                /** @description What the lease would cost an hour by it; null when it did not pass every filter of placement. */
                nanoTokensPerHour: string | null;
                /** @example 9f86d081884c7d659a2feaa0c55ad015 */
                nonce: string;
                prices: {
                    /**
                     * @description Nano-tokens (billionths), as a decimal string.
                     * @example 1500000000
                     */
                    nanoTokensPerUnitHour: string;
                    resourceClass: string;
                    variant: string;
                }[];
                /** @description SHA-256 of seed, colon and digest. Of the cheapest bids the one with the least ticket wins. */
                ticket: string;
                won: boolean;
                yours: boolean;
            }[] | null;
            closedAt: number | null;
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            closesAt: number;
            constraints: components["schemas"]["LeaseConstraints"];
            /** @description Null: until its tenant closes it. The price of the winner holds as long. */
            durationMillis: number | null;
            /** @example auc_4k9d0x7h2m5n8p1qr3st6vwy */
            id: string;
            /** @description What its operator would get by the price of the pool: bids are not above. */
            most: {
                /**
                 * @description Nano-tokens (billionths), as a decimal string.
                 * @example 1500000000
                 */
                nanoTokensPerUnitHour: string;
                resourceClass: string;
                variant: string;
            }[];
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            opensAt: number;
            /** @example pol_4k9d0x7h2m5n8p1qr3st6vwy */
            poolId: string;
            replicas: number;
            resources: components["schemas"]["LeaseResources"];
            /** @description Null until the auction is over. */
            seed: string | null;
            /** @description SHA-256 of the seed, told before anybody could bid. */
            seedHash: string;
            /**
             * @description Without a winner the lease is placed at the price of the pool; `void`: it was closed before.
             * @enum {string}
             */
            state: "open" | "awarded" | "no_bids" | "no_fitting_bid" | "void";
            yourBid: components["schemas"]["Bid"] | null;
        };
        AuctionPage: {
            items: components["schemas"]["Auction"][];
            /** @description Give it as `cursor` for the next page; null on the last. */
            nextCursor: string | null;
        };
        AuditEntry: {
            /** @example key.revoked */
            action: string;
            /** @description The key that did it, or the member, in a session. */
            actorId: string;
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            at: number;
            detail: {
                [key: string]: unknown;
            };
            requestId: string | null;
            subjectId: string | null;
        };
        AuditPage: {
            items: components["schemas"]["AuditEntry"][];
            /** @description Give it as `cursor` for the next page; null on the last. */
            nextCursor: string | null;
        };
        BalanceAt: {
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            at: number;
            /**
             * @description What the wallet held then, what was reserved of it included.
             * @example 1500000000
             */
            balance: string;
        };
        BaseFee: {
            /**
             * @description When it was set, and began to hold.
             * @example 1795000000000
             */
            activeFrom: number;
            /**
             * @description Follows from all that is below, as EIP-1559 says, within floor and ceiling.
             * @example 1500000000
             */
            base: string;
            /**
             * @description Nano-tokens (billionths), as a decimal string.
             * @example 1500000000
             */
            ceiling: string;
            /**
             * @description An epoch moves the base by at most this part of it.
             * @example 8
             */
            denominator: number;
            epoch: number;
            /**
             * @description Nano-tokens (billionths), as a decimal string.
             * @example 1500000000
             */
            floor: string;
            /**
             * @description Nano-tokens (billionths), as a decimal string.
             * @example 1500000000
             */
            previous: string;
            /**
             * @description A resource class, or what is metered: EGRESS_GIB (per GiB), STORED_GIB_HOUR.
             * @example CPU_MILLI
             */
            resourceClass: string;
            /**
             * @description Utilisation at which the base stays, in basis points.
             * @example 7000
             */
            targetBps: number;
            /**
             * @description Nano-tokens (billionths), as a decimal string.
             * @example 1500000000
             */
            tip: string;
            /** @description What was offered then. */
            total: string;
            /** @description What was claimed when the epoch before had ended, in units of the class. */
            used: string;
            /**
             * @description GPU model or storage class; empty: every variant that has no rate of its own.
             * @example
             */
            variant: string;
        };
        BaseFeePage: {
            items: components["schemas"]["BaseFee"][];
            /** @description Give it as `cursor` for the next page; null on the last. */
            nextCursor: string | null;
        };
        /**
         * @example {
         *       "components": [
         *         {
         *           "id": "vcpu-hour",
         *           "unit": "1000000000000000000"
         *         },
         *         {
         *           "id": "gib-hour",
         *           "unit": "200000000"
         *         }
         *       ],
         *       "quantity": "1"
         *     }
         */
        BasketIssueQuestion: {
            components: {
                /** @example a */
                id: string;
                /** @description Units of the asset, as a decimal string. */
                unit: string;
            }[];
            /** @description Units of the asset, as a decimal string. */
            quantity: string;
        };
        BasketIssueResult: {
            parts: {
                [key: string]: string;
            };
        };
        /**
         * @example {
         *       "components": [
         *         {
         *           "id": "vcpu-hour",
         *           "unit": "1000000000000000000"
         *         },
         *         {
         *           "id": "gib-hour",
         *           "unit": "200000000"
         *         }
         *       ],
         *       "quantity": "1",
         *       "balance": "5"
         *     }
         */
        BasketRedeemQuestion: {
            /** @description Units of the asset, as a decimal string. */
            balance: string;
            components: {
                /** @example a */
                id: string;
                /** @description Units of the asset, as a decimal string. */
                unit: string;
            }[];
            /** @description Units of the asset, as a decimal string. */
            quantity: string;
        };
        BasketRedeemResult: {
            parts: {
                [key: string]: string;
            };
        };
        /**
         * @example {
         *       "supply": "1000000",
         *       "feeWad": "20000000000000000",
         *       "protocolWad": "100000000000000000"
         *     }
         */
        BasketStreamingFeeQuestion: {
            /** @description Units of the asset, as a decimal string. */
            feeWad: string;
            /** @description Units of the asset, as a decimal string. */
            protocolWad: string;
            /** @description Units of the asset, as a decimal string. */
            supply: string;
        };
        BasketStreamingFeeResult: {
            /**
             * @description As a decimal string.
             * @example 1000
             */
            manager: string;
            /**
             * @description As a decimal string.
             * @example 1000
             */
            protocol: string;
        };
        BegunMoves: {
            /** @description Each is worth it by itself. The cheapest first: spot replicas, then those with least to move. */
            begun: {
                cost: {
                    /** @description Held twice until the replicas run elsewhere: each is started anew before the one that runs ends. */
                    heldTwice: {
                        amount: number;
                        resourceClass: string;
                        variant: string;
                    }[];
                    replicas: number;
                    spotReplicas: number;
                };
                gain: {
                    /** @description GPUs that nothing would be on, less those that would be taken. */
                    gpus: number;
                    /** @description Hosts that would be empty. */
                    hosts: number;
                };
                /**
                 * @description The host that would be empty, or have more whole GPUs free.
                 * @example hst_4k9d0x7h2m5n8p1qr3st6vwy
                 */
                hostId: string;
                moves: {
                    /** @example clm_4k9d0x7h2m5n8p1qr3st6vwy */
                    claimId: string;
                    /** @example hst_4k9d0x7h2m5n8p1qr3st6vwy */
                    fromHostId: string;
                    isSpot: boolean;
                    /** @example lse_4k9d0x7h2m5n8p1qr3st6vwy */
                    leaseId: string;
                    replica: number;
                    resources: {
                        amount: number;
                        devices?: {
                            index: number;
                            milli: number;
                        }[];
                        resourceClass: string;
                        variant: string;
                    }[];
                    /** @example hst_4k9d0x7h2m5n8p1qr3st6vwy */
                    toHostId: string;
                }[];
            }[];
        };
        Bid: {
            /** @example auc_4k9d0x7h2m5n8p1qr3st6vwy */
            auctionId: string;
            /** @description Of `{"auctionId","nonce","prices":[{"nanoTokensPerUnitHour","resourceClass","variant"}]}` without blanks, prices by class and variant. It is told when the auction is over. */
            digest: string;
            /** @example bid_4k9d0x7h2m5n8p1qr3st6vwy */
            id: string;
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            madeAt: number;
            /** @example 9f86d081884c7d659a2feaa0c55ad015 */
            nonce: string;
            prices: {
                /**
                 * @description Nano-tokens (billionths), as a decimal string.
                 * @example 1500000000
                 */
                nanoTokensPerUnitHour: string;
                resourceClass: string;
                variant: string;
            }[];
        };
        /**
         * @example {
         *       "prices": [
         *         {
         *           "resourceClass": "CPU_MILLI",
         *           "nanoTokensPerUnitHour": "15000000"
         *         },
         *         {
         *           "resourceClass": "MEMORY_MIB",
         *           "nanoTokensPerUnitHour": "3000000"
         *         }
         *       ]
         *     }
         */
        BidRequest: {
            /**
             * @description Your own, and nobody else can guess it; one is drawn when left out. It is part of what decides between bids that cost the same.
             * @example 9f86d081884c7d659a2feaa0c55ad015
             */
            nonce?: string;
            /** @description For each class of `most`; of GPU models for those you offer. */
            prices: {
                /** @description What you want to get of a priced unit (a vCPU, a GiB, a GPU) an hour, in nano-tokens as a decimal string: after the pool's shares, and nothing of a base fee. */
                nanoTokensPerUnitHour: string;
                /** @example CPU_MILLI */
                resourceClass: string;
                /**
                 * @description GPU model or storage class (`ephemeral` for a host's own disks); empty for classes that have none.
                 * @default
                 * @example A100
                 */
                variant: string;
            }[];
        };
        /** @description Why it cannot be placed yet. It is tried again whenever there is new room. */
        Blocked: {
            /**
             * @description When its auction is over.
             * @example 1795000000000
             */
            endsAt?: number;
            reasons: {
                filter: string;
                /**
                 * @description How many of the pool it rules out.
                 * @enum {string}
                 */
                hosts: "none" | "some" | "most" | "all";
                /** @description Hosts are … */
                reason: string;
            }[];
            /** @description Constraints of which any one is, by itself, all that keeps it out. */
            relaxations?: string[];
            /** @enum {string} */
            until: "capacity-added" | "quota-freed" | "auction-closed";
        };
        Bond: {
            /**
             * @description Stands behind the capacity that you offer.
             * @example 1500000000
             */
            bonded: string;
            /** @description A slash is in evidence: nothing is released until that is over. */
            heldBack: boolean;
            /**
             * @description What capacity that claims hold needs: so much stays bonded.
             * @example 1500000000
             */
            inUse: string;
            /** @example opr_4k9d0x7h2m5n8p1qr3st6vwy */
            operatorId: string;
            /**
             * @description What all that you offer needs by the rules in force. With less, as large a part of each of your hosts is on offer as is bonded of this.
             * @example 1500000000
             */
            required: string;
            /** @description The version of the rules in force. */
            rulesVersion: number;
            /** @description On its way out, and at stake until it is released. */
            unbonding: {
                /**
                 * @description Nano-tokens (billionths), as a decimal string.
                 * @example 1500000000
                 */
                amount: string;
                /**
                 * @description Milliseconds since 1970-01-01T00:00:00Z.
                 * @example 1795000000000
                 */
                askedAt: number;
                /** @example unb_4k9d0x7h2m5n8p1qr3st6vwy */
                id: string;
                /**
                 * @description Milliseconds since 1970-01-01T00:00:00Z.
                 * @example 1795000000000
                 */
                releasesAt: number;
                rulesVersion: number;
            }[];
        };
        /**
         * @example {
         *       "loss": "100",
         *       "layers": [
         *         {
         *           "id": "bond",
         *           "available": "30"
         *         },
         *         {
         *           "id": "stake-pool",
         *           "available": "50"
         *         },
         *         {
         *           "id": "insurance",
         *           "available": "50",
         *           "limit": "15"
         *         },
         *         {
         *           "id": "treasury",
         *           "available": "2"
         *         }
         *       ]
         *     }
         */
        BondAbsorbLossQuestion: {
            layers: {
                /** @description Units of the asset, as a decimal string. */
                available: string;
                /** @example a */
                id: string;
                /** @description Units of the asset, as a decimal string. */
                limit?: string;
            }[];
            /** @description Units of the asset, as a decimal string. */
            loss: string;
        };
        BondAbsorbLossResult: {
            borne: {
                [key: string]: string;
            };
            /**
             * @description As a decimal string.
             * @example 1000
             */
            deficit: string;
        };
        /**
         * @example {
         *       "rewardPerDay": "1000"
         *     }
         */
        BondFaultFeeQuestion: {
            /** @description Units of the asset, as a decimal string. */
            rewardPerDay: string;
        };
        BondFaultFeeResult: {
            /**
             * @description As a decimal string.
             * @example 1000
             */
            amount: string;
        };
        /**
         * @example {
         *       "size": "10",
         *       "network": "1000",
         *       "baseline": "500",
         *       "supply": "1000000"
         *     }
         */
        BondLeastCollateralQuestion: {
            /** @description Units of the asset, as a decimal string. */
            baseline: string;
            /** @description Units of the asset, as a decimal string. */
            network: string;
            /** @description Units of the asset, as a decimal string. */
            size: string;
            /** @description Units of the asset, as a decimal string. */
            supply: string;
        };
        BondLeastCollateralResult: {
            /**
             * @description As a decimal string.
             * @example 1000
             */
            amount: string;
        };
        BondRequest: {
            /** @description Nano-tokens (billionths), as a decimal string. */
            amount: string;
        };
        /**
         * @example {
         *       "units": "1500",
         *       "perUnit": "1000000000",
         *       "unitsPerPriced": "1000"
         *     }
         */
        BondRequiredQuestion: {
            /** @description Units of the asset, as a decimal string. */
            perUnit: string;
            /** @description Units of the asset, as a decimal string. */
            units: string;
            /** @description Units of the asset, as a decimal string. */
            unitsPerPriced: string;
        };
        BondRequiredResult: {
            /**
             * @description As a decimal string.
             * @example 1000
             */
            amount: string;
        };
        /**
         * @example {
         *       "deal": {
         *         "pricePerUnit": "2",
         *         "startsAt": "100",
         *         "endsAt": "1100",
         *         "clientCollateral": "50",
         *         "providerCollateral": "70"
         *       },
         *       "activated": true,
         *       "settledAt": "100",
         *       "now": "200"
         *     }
         */
        BondSettleDealQuestion: {
            activated: boolean;
            deal: {
                /** @description Units of the asset, as a decimal string. */
                clientCollateral: string;
                /** @description Units of the asset, as a decimal string. */
                endsAt: string;
                /** @description Units of the asset, as a decimal string. */
                pricePerUnit: string;
                /** @description Units of the asset, as a decimal string. */
                providerCollateral: string;
                /** @description Units of the asset, as a decimal string. */
                startsAt: string;
            };
            /** @description Units of the asset, as a decimal string. */
            now: string;
            /** @description Units of the asset, as a decimal string. */
            settledAt: string;
        };
        BondSettleDealResult: {
            /**
             * @description As a decimal string.
             * @example 1000
             */
            clientReturned: string;
            over: boolean;
            /**
             * @description As a decimal string.
             * @example 1000
             */
            paid: string;
            /**
             * @description As a decimal string.
             * @example 1000
             */
            providerReturned: string;
            /**
             * @description As a decimal string.
             * @example 1000
             */
            slashed: string;
        };
        /**
         * @example {
         *       "bond": {
         *         "bonded": "30",
         *         "unbonding": [
         *           {
         *             "amount": "40",
         *             "releasesAt": 86400000
         *           }
         *         ]
         *       },
         *       "amount": "50"
         *     }
         */
        BondSlashQuestion: {
            /** @description Units of the asset, as a decimal string. */
            amount: string;
            bond: {
                /** @description Units of the asset, as a decimal string. */
                bonded: string;
                unbonding: {
                    /** @description Units of the asset, as a decimal string. */
                    amount: string;
                    /**
                     * @description Milliseconds since 1970-01-01T00:00:00Z.
                     * @example 1795000000000
                     */
                    releasesAt: number;
                }[];
            };
        };
        BondSlashResult: {
            bond: {
                /**
                 * @description As a decimal string.
                 * @example 1000
                 */
                bonded: string;
                unbonding: {
                    /**
                     * @description As a decimal string.
                     * @example 1000
                     */
                    amount: string;
                    releasesAt: number;
                }[];
            };
            /**
             * @description As a decimal string.
             * @example 1000
             */
            slashed: string;
            /**
             * @description As a decimal string.
             * @example 1000
             */
            unmet: string;
        };
        /**
         * @example {
         *       "pledge": "1024",
         *       "age": "70",
         *       "unitsPerDay": "1",
         *       "faultFee": "0"
         *     }
         */
        BondTerminationFeeQuestion: {
            /** @description Units of the asset, as a decimal string. */
            age: string;
            /** @description Units of the asset, as a decimal string. */
            faultFee: string;
            /** @description Units of the asset, as a decimal string. */
            pledge: string;
            /** @description Units of the asset, as a decimal string. */
            unitsPerDay: string;
        };
        BondTerminationFeeResult: {
            /**
             * @description As a decimal string.
             * @example 1000
             */
            amount: string;
        };
        Breaker: {
            /** @description What was to flow besides. */
            asked: string | null;
            authorId: string;
            /** @description What had flowed in the window, in the limit's unit. */
            counted: string | null;
            /** @enum {string} */
            flow: "payout" | "exit" | "price" | "slash";
            /** @example brk_4k9d0x7h2m5n8p1qr3st6vwy */
            id: string;
            reason: string;
            releasedAt: number | null;
            releasedBy: string | null;
            releaseReason: string | null;
            /** @description The limit of the rules that was passed; null where a person stopped it. */
            rule: {
                mostBps: number | null;
                mostNanoTokens: string | null;
                rulesVersion: number;
                windowMillis: number;
            } | null;
            /**
             * @description What is stopped: all of the flow, or what is of one operator, pool or account (of prices, one price).
             * @enum {string}
             */
            scope: "flow" | "operator" | "pool" | "account";
            /** @description Null for the whole flow. */
            subjectId: string | null;
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            trippedAt: number;
            /** @description What is stopped. */
            waiting: {
                /**
                 * @description Nano-tokens (billionths), as a decimal string.
                 * @example 1500000000
                 */
                amount: string;
                count: number;
            };
        };
        BreakerDetail: {
            /** @description What was to flow besides. */
            asked: string | null;
            authorId: string;
            /** @description What had flowed in the window, in the limit's unit. */
            counted: string | null;
            /** @enum {string} */
            flow: "payout" | "exit" | "price" | "slash";
            /** @example brk_4k9d0x7h2m5n8p1qr3st6vwy */
            id: string;
            reason: string;
            releasedAt: number | null;
            releasedBy: string | null;
            releaseReason: string | null;
            /** @description The limit of the rules that was passed; null where a person stopped it. */
            rule: {
                mostBps: number | null;
                mostNanoTokens: string | null;
                rulesVersion: number;
                windowMillis: number;
            } | null;
            /**
             * @description What is stopped: all of the flow, or what is of one operator, pool or account (of prices, one price).
             * @enum {string}
             */
            scope: "flow" | "operator" | "pool" | "account";
            /** @description The first hundred that wait, the longest first. */
            stops: {
                /**
                 * @description Nano-tokens (billionths), as a decimal string.
                 * @example 1500000000
                 */
                amount: string;
                key: string;
                /**
                 * @description Milliseconds since 1970-01-01T00:00:00Z.
                 * @example 1795000000000
                 */
                since: number;
            }[];
            /** @description Null for the whole flow. */
            subjectId: string | null;
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            trippedAt: number;
            /** @description What is stopped. */
            waiting: {
                /**
                 * @description Nano-tokens (billionths), as a decimal string.
                 * @example 1500000000
                 */
                amount: string;
                count: number;
            };
        };
        BreakerPage: {
            items: components["schemas"]["Breaker"][];
            /** @description Give it as `cursor` for the next page; null on the last. */
            nextCursor: string | null;
        };
        /**
         * @example {
         *       "reason": "The operator confirmed the payout by telephone."
         *     }
         */
        BreakerRelease: {
            /** @description For whoever looks later. Kept for good, with the key that said it. */
            reason: string;
        };
        /**
         * @example {
         *       "flow": "payout",
         *       "scope": "operator",
         *       "subjectId": "opr_4k9d0x7h2m5n8p1qr3st6vwy",
         *       "reason": "Its key may be stolen."
         *     }
         */
        BreakerRequest: {
            /** @enum {string} */
            flow: "payout" | "exit" | "price" | "slash";
            /** @description For whoever looks later. Kept for good, with the key that said it. */
            reason: string;
            /**
             * @description What is stopped: all of the flow, or what is of one operator, pool or account (of prices, one price).
             * @enum {string}
             */
            scope: "flow" | "operator" | "pool" | "account";
            /**
             * @description Whose it is.
             * @example opr_4k9d0x7h2m5n8p1qr3st6vwy
             */
            subjectId?: string;
        };
        Budget: {
            alertShares: number[];
            /**
             * @description Nano-tokens (billionths), as a decimal string.
             * @example 1500000000
             */
            amount: string;
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            createdAt: number;
            hardStop: boolean;
            /** @example bdg_4k9d0x7h2m5n8p1qr3st6vwy */
            id: string;
            /** @description The calendar month (UTC) that this is of. */
            period: {
                /**
                 * @description Milliseconds since 1970-01-01T00:00:00Z.
                 * @example 1795000000000
                 */
                endsAt: number;
                /**
                 * @description Milliseconds since 1970-01-01T00:00:00Z.
                 * @example 1795000000000
                 */
                startsAt: number;
            };
            /** @description Null: all of the tenant's projects together. */
            projectId: string | null;
            /** @description Of the alert shares, those that were told of in the period. */
            reachedShares: number[];
            /**
             * @description What was charged in the period so far, credits deducted.
             * @example 1500000000
             */
            spent: string;
            /** @description Since when its hard stop stands: nothing that it is for runs, nor is admitted. Null while it does not. */
            stoppedAt: number | null;
            /** @description The ETag. */
            version: number;
        };
        /** @description What is left out stays. */
        BudgetChange: {
            /**
             * @description Per cent of the amount: as each is reached, `budget.share_reached` says so, once a month.
             * @example [
             *       50,
             *       80,
             *       100
             *     ]
             */
            alertShares?: number[];
            /** @description What may be spent in a calendar month (UTC): nano-tokens, as a decimal string. Spent is what was charged in it, credits deducted. */
            amount?: string;
            /** @description Whether running leases are suspended (their volumes kept, and charged) and new ones refused once the amount is spent, until the month is over or the budget is raised or removed. Leases are charged about once a minute, so that what is spent passes the amount by no more than that minute costs. Reserved leases are paid ahead and go on. */
            hardStop?: boolean;
        };
        BudgetPage: {
            items: components["schemas"]["Budget"][];
            /** @description Give it as `cursor` for the next page; null on the last. */
            nextCursor: string | null;
        };
        BudgetRequest: {
            /**
             * @description Per cent of the amount: as each is reached, `budget.share_reached` says so, once a month.
             * @default [
             *       50,
             *       80,
             *       100
             *     ]
             * @example [
             *       50,
             *       80,
             *       100
             *     ]
             */
            alertShares: number[];
            /** @description What may be spent in a calendar month (UTC): nano-tokens, as a decimal string. Spent is what was charged in it, credits deducted. */
            amount: string;
            /**
             * @description Whether running leases are suspended (their volumes kept, and charged) and new ones refused once the amount is spent, until the month is over or the budget is raised or removed. Leases are charged about once a minute, so that what is spent passes the amount by no more than that minute costs. Reserved leases are paid ahead and go on.
             * @default false
             */
            hardStop: boolean;
            /**
             * @description Whose spending counts; left out: that of the whole tenant.
             * @example prj_4k9d0x7h2m5n8p1qr3st6vwy
             */
            projectId?: string;
        };
        /**
         * @example {
         *       "supply": "100",
         *       "pot": "2000",
         *       "tokens": "25"
         *     }
         */
        BuyoutCashQuestion: {
            /** @description Units of the asset, as a decimal string. */
            pot: string;
            /** @description Units of the asset, as a decimal string. */
            supply: string;
            /** @description Units of the asset, as a decimal string. */
            tokens: string;
        };
        BuyoutCashResult: {
            /**
             * @description As a decimal string.
             * @example 1000
             */
            amount: string;
        };
        /**
         * @example {
         *       "holdings": [
         *         {
         *           "holder": "a",
         *           "tokens": "50",
         *           "price": "1000"
         *         },
         *         {
         *           "holder": "b",
         *           "tokens": "30",
         *           "price": "2000"
         *         },
         *         {
         *           "holder": "c",
         *           "tokens": "20",
         *           "price": "0"
         *         }
         *       ]
         *     }
         */
        BuyoutReservePriceQuestion: {
            holdings: {
                /** @example a */
                holder: string;
                /** @description Units of the asset, as a decimal string. */
                price: string;
                /** @description Units of the asset, as a decimal string. */
                tokens: string;
            }[];
        };
        BuyoutReservePriceResult: {
            /**
             * @description As a decimal string.
             * @example 1000
             */
            price: string;
            /**
             * @description As a decimal string.
             * @example 1000
             */
            votingTokens: string;
        };
        /** @description Work that a host was given to see that it is what it is offered as. */
        Challenge: {
            /** @description When all of it was found. */
            answeredAt: number | null;
            /**
             * @description When it was judged.
             * @example 1795000000000
             */
            at: number;
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            begunAt: number;
            /** @description When the answer was due. */
            deadlineAt: number | null;
            /** @description What decided when, on which host, how large and with which seed. */
            draw: {
                /** @description How many idle hosts it was drawn from. */
                candidates: number;
                /** @description SHA-256 of the secret: in the log since the hour began. */
                commitment: string;
                /**
                 * @description Milliseconds since 1970-01-01T00:00:00Z.
                 * @example 1795000000000
                 */
                hour: number;
                number: number;
                secret: string;
            };
            /** @example hst_4k9d0x7h2m5n8p1qr3st6vwy */
            hostId: string;
            /** @example chl_4k9d0x7h2m5n8p1qr3st6vwy */
            id: string;
            /** @example opr_4k9d0x7h2m5n8p1qr3st6vwy */
            operatorId: string;
            /**
             * @description `void`: it says nothing of the host.
             * @enum {string}
             */
            outcome: "passed" | "failed" | "void";
            /** @example pol_4k9d0x7h2m5n8p1qr3st6vwy */
            poolId: string;
            /** @description When its replica was ready; null when it never was. */
            readyAt: number | null;
            /** @description Why. */
            reason: string;
            /** @description The version of the rules that it goes by. */
            rulesVersion: number;
            /** @description What it claimed. */
            units: {
                resourceClass: string;
                units: string;
                variant: string;
            }[];
            work: {
                /**
                 * @description What a round is: `scrypt`; in simulated clusters, where nothing is computed, `simulated`.
                 * @enum {string}
                 */
                function: "scrypt" | "simulated";
                /** @description What a round fills and reads, in MiB. */
                laneMib: number;
                /** @description So many at once. */
                lanes: number;
                /** @description So many one after the other, in each lane. */
                rounds: number;
                /** @description What the first round of each lane hashes: 32 bytes, in hexadecimal digits. */
                seed: string;
            };
        };
        ChallengePage: {
            items: components["schemas"]["Challenge"][];
            /** @description Give it as `cursor` for the next page; null on the last. */
            nextCursor: string | null;
        };
        Charge: {
            /**
             * @description Nano-tokens (billionths), as a decimal string.
             * @example 1500000000
             */
            amount: string;
            /**
             * @description What of the amount was for the base fee: it went to the pool's treasury, and nothing of it to whoever serves the lease.
             * @example 1500000000
             */
            baseAmount: string;
            /**
             * @description What of the rate is base fee.
             * @example 1500000000
             */
            baseNanoTokensPerUnitHour: string;
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            endsAt: number;
            /** @example chg_4k9d0x7h2m5n8p1qr3st6vwy */
            id: string;
            /**
             * @description `credit` takes back what was charged for time that was not served, or for usage that is charged otherwise; `service_credit` is for a service level that was missed in a month. Their amounts are negative.
             * @enum {string}
             */
            kind: "time" | "usage" | "credit" | "service_credit";
            /**
             * @description Nano-tokens (billionths), as a decimal string.
             * @example 1500000000
             */
            nanoTokensPerUnitHour: string;
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            postedAt: number;
            /** @description Units of the class; bytes or byte-milliseconds of usage. */
            quantity: string;
            /** @example CPU_MILLI */
            resourceClass: string;
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            startsAt: number;
            /** @description The statement that it is on, once it is on one. */
            statementId: string | null;
            /** @description A GPU's model or a storage class; empty where there is none. */
            variant: string;
            /**
             * @description Owed besides, and not asked for: the funds had ended.
             * @example 1500000000
             */
            waived: string;
        };
        ChargePage: {
            items: components["schemas"]["Charge"][];
            /** @description Give it as `cursor` for the next page; null on the last. */
            nextCursor: string | null;
        };
        Clock: {
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            now: number;
            simulated: boolean;
        };
        /**
         * @example {
         *       "now": 1800000000000
         *     }
         */
        ClockMove: {
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            now: number;
        };
        Cluster: {
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            createdAt: number;
            /** @enum {string} */
            driver: "simulated" | "kubernetes";
            /** @example cls_4k9d0x7h2m5n8p1qr3st6vwy */
            id: string;
            name: string;
            /** @example opr_4k9d0x7h2m5n8p1qr3st6vwy */
            operatorId: string;
            /** @example pol_4k9d0x7h2m5n8p1qr3st6vwy */
            poolId: string;
            /** @example sit_4k9d0x7h2m5n8p1qr3st6vwy */
            siteId: string;
        };
        ClusterPage: {
            items: components["schemas"]["Cluster"][];
            /** @description Give it as `cursor` for the next page; null on the last. */
            nextCursor: string | null;
        };
        /**
         * @example {
         *       "siteId": "sit_4k9d0x7h2m5n8p1qr3st6vwy",
         *       "pool": "standard",
         *       "name": "rack-1",
         *       "driver": "simulated"
         *     }
         */
        ClusterRequest: {
            /** @description Of a cluster of the driver kubernetes. It is tried, kept sealed, and never shown. */
            connection?: components["schemas"]["ConnectionRequest"];
            /** @description What of its nodes is offered; by default all that others leave. */
            discovery?: {
                architectures?: string[];
                /** @description For nodes without the label or annotation `weir.dev/egress-mbps`. */
                egressMbpsPerHost?: number | null;
                /** @description Names of GPU models, by the product label of the nodes. */
                gpuModels?: {
                    [key: string]: string;
                };
                /**
                 * @description When it is on offer, as idle capacity; empty: always.
                 * @example [
                 *       "Mon-Fri 20:00-06:00 Europe/Berlin"
                 *     ]
                 */
                idleHours?: string[];
                /** @description How much of what others leave of a node is offered, in basis points. An annotation `weir.dev/share: 80%` of the node goes before it. */
                shareBps?: number;
                /** @description Which StorageClass is offered, under which name, and how much on each node. */
                storageClasses?: {
                    gibPerHost: number;
                    storageClass: string;
                    /**
                     * @description GPU model or storage class (`ephemeral` for a host's own disks); empty for classes that have none.
                     * @example A100
                     */
                    variant: string;
                }[];
                /** @description Which labels of nodes are traits. A label `trait.weir.dev/<name>: "true"` is one without being named. */
                traits?: {
                    label: string;
                    /**
                     * @description A yes-or-no property.
                     * @example nvme
                     */
                    trait: string;
                    value?: string;
                }[];
            };
            /** @enum {string} */
            driver: "simulated" | "kubernetes";
            /** @example production */
            name: string;
            /** @example general */
            pool: string;
            /** @example sit_4k9d0x7h2m5n8p1qr3st6vwy */
            siteId: string;
        };
        Connection: {
            /** @description Goes up with each replacement. */
            revision: number;
        };
        ConnectionRequest: {
            /** @description Its authorities, as a kubeconfig has them: PEM in base 64. */
            caData?: string;
            namespacePrefix?: string;
            /**
             * @description https://host:port of the API server.
             * @example https://203.0.113.7:6443
             */
            server: string;
            /** @description Of the service account of `weir operator manifest`. */
            token: string;
        };
        Correction: {
            /**
             * @description Positive when it came back to you.
             * @example 1500000000
             */
            amount: string;
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            at: number;
            leaseId: string | null;
            /**
             * @description What it was.
             * @example charge
             */
            of: string;
            /** @example trf_4k9d0x7h2m5n8p1qr3st6vwy */
            reversalId: string;
            /**
             * @description The transfer that was taken back.
             * @example trf_4k9d0x7h2m5n8p1qr3st6vwy
             */
            transferId: string;
        };
        /** @description Pays for the outages of a lease beyond the service credit, from the record of them, without being asked. */
        Cover: {
            /**
             * @description Nano-tokens (billionths), as a decimal string.
             * @example 1500000000
             */
            amount: string;
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            boughtAt: number;
            endedAt: number | null;
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            endsAt: number;
            /** @example cov_4k9d0x7h2m5n8p1qr3st6vwy */
            id: string;
            /**
             * @description Up to when outages are dealt with.
             * @example 1795000000000
             */
            judgedTo: number;
            /** @example lse_4k9d0x7h2m5n8p1qr3st6vwy */
            leaseId: string;
            /**
             * @description Nano-tokens (billionths), as a decimal string.
             * @example 1500000000
             */
            nanoTokensPerHour: string;
            /**
             * @description Of the amount, so far.
             * @example 1500000000
             */
            paid: string;
            periodMillis: number;
            /**
             * @description Nano-tokens (billionths), as a decimal string.
             * @example 1500000000
             */
            premium: string;
            /** @description What the premium follows from, with the rules. */
            price: {
                /** @description Of the amount and year, in basis points. */
                baseBps: string;
                /**
                 * @description All that could be covered.
                 * @example 1500000000
                 */
                capacity: string;
                /**
                 * @description What was covered already.
                 * @example 1500000000
                 */
                used: string;
            };
            /** @description The version of the rules that it keeps. */
            rulesVersion: number;
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            startsAt: number;
            /**
             * @description `over`: its last outages are still to be dealt with.
             * @enum {string}
             */
            state: "waiting" | "running" | "over" | "ended";
        };
        CoverDepositRequest: {
            /** @description Nano-tokens (billionths), as a decimal string. */
            amount: string;
        };
        CoverDetail: {
            /**
             * @description Nano-tokens (billionths), as a decimal string.
             * @example 1500000000
             */
            amount: string;
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            boughtAt: number;
            /** @description Months, or parts of one, with outages. */
            claims: {
                /**
                 * @description Of it, what the pool credits by its service level.
                 * @example 1500000000
                 */
                credited: string;
                /** @description Replica-time in which replicas were down for whatever reason but the workload's own. */
                downMillis: string;
                /**
                 * @description Milliseconds since 1970-01-01T00:00:00Z.
                 * @example 1795000000000
                 */
                endsAt: number;
                /**
                 * @description Milliseconds since 1970-01-01T00:00:00Z.
                 * @example 1795000000000
                 */
                judgedAt: number;
                /**
                 * @description What that cost by the terms of the cover.
                 * @example 1500000000
                 */
                loss: string;
                /**
                 * @description Nano-tokens (billionths), as a decimal string.
                 * @example 1500000000
                 */
                paid: string;
                /**
                 * @description Milliseconds since 1970-01-01T00:00:00Z.
                 * @example 1795000000000
                 */
                startsAt: number;
                /**
                 * @description Beyond what was left of the amount, or of the capital.
                 * @example 1500000000
                 */
                unpaid: string;
            }[];
            /** @description Service credits that the pool owed and nobody had, as far as they were paid. They are a part of `paid`. */
            credits: {
                /**
                 * @description Milliseconds since 1970-01-01T00:00:00Z.
                 * @example 1795000000000
                 */
                at: number;
                /**
                 * @description What of the credit was owed for time that is covered, and the cover had left.
                 * @example 1500000000
                 */
                covered: string;
                /**
                 * @description Milliseconds since 1970-01-01T00:00:00Z.
                 * @example 1795000000000
                 */
                monthStartsAt: number;
                /**
                 * @description Nano-tokens (billionths), as a decimal string.
                 * @example 1500000000
                 */
                paid: string;
            }[];
            endedAt: number | null;
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            endsAt: number;
            /** @example cov_4k9d0x7h2m5n8p1qr3st6vwy */
            id: string;
            /**
             * @description Up to when outages are dealt with.
             * @example 1795000000000
             */
            judgedTo: number;
            /** @example lse_4k9d0x7h2m5n8p1qr3st6vwy */
            leaseId: string;
            /**
             * @description Nano-tokens (billionths), as a decimal string.
             * @example 1500000000
             */
            nanoTokensPerHour: string;
            /**
             * @description Of the amount, so far.
             * @example 1500000000
             */
            paid: string;
            periodMillis: number;
            /**
             * @description Nano-tokens (billionths), as a decimal string.
             * @example 1500000000
             */
            premium: string;
            /** @description What the premium follows from, with the rules. */
            price: {
                /** @description Of the amount and year, in basis points. */
                baseBps: string;
                /**
                 * @description All that could be covered.
                 * @example 1500000000
                 */
                capacity: string;
                /**
                 * @description What was covered already.
                 * @example 1500000000
                 */
                used: string;
            };
            /** @description The version of the rules that it keeps. */
            rulesVersion: number;
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            startsAt: number;
            /**
             * @description `over`: its last outages are still to be dealt with.
             * @enum {string}
             */
            state: "waiting" | "running" | "over" | "ended";
        };
        /** @description What a tenant says of a month that its cover was for, against what was found. */
        CoverDispute: {
            /**
             * @description Nano-tokens (billionths), as a decimal string.
             * @example 1500000000
             */
            accept: string;
            /**
             * @description What that costs beyond what was found. As far as the cover and its pool go, it is kept until it is decided.
             * @example 1500000000
             */
            asked: string;
            /** @description Null unless it is yours. */
            coverId: string | null;
            decidedAt: number | null;
            /**
             * @description After this it is carried out.
             * @example 1795000000000
             */
            decidesAt: number;
            /**
             * @description Nano-tokens (billionths), as a decimal string.
             * @example 1500000000
             */
            deny: string;
            /**
             * @description Lost only where it is denied.
             * @example 1500000000
             */
            deposit: string;
            /** @description Replica-time down in it, as whoever disputes has it, in milliseconds. */
            downMillis: string;
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            endsAt: number;
            /** @example cvd_4k9d0x7h2m5n8p1qr3st6vwy */
            id: string;
            /**
             * @description What an hour costs by the cover.
             * @example 1500000000
             */
            nanoTokensPerHour: string;
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            openedAt: number;
            outcome: ("accepted" | "denied" | "draw") | null;
            paid: string | null;
            pool: string;
            /**
             * @description Less than this voted for or against is a draw.
             * @example 1500000000
             */
            quorum: string;
            reason: string;
            /** @description Replica-time down, as the record has it. */
            recordedMillis: string;
            /** @description The version of the rules that it keeps. */
            rulesVersion: number;
            /**
             * @description Where the month, or the part of one, begins: with the month (UTC), or with the cover.
             * @example 1795000000000
             */
            startsAt: number;
            /** @enum {string} */
            state: "voting" | "cooldown" | "decided";
            /** @description What you voted. */
            vote: ("accept" | "deny") | null;
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            votingEndsAt: number;
        };
        CoverDisputePage: {
            items: components["schemas"]["CoverDispute"][];
            /** @description Give it as `cursor` for the next page; null on the last. */
            nextCursor: string | null;
        };
        CoverDisputeRequest: {
            /** @example cov_4k9d0x7h2m5n8p1qr3st6vwy */
            coverId: string;
            /**
             * @description Replica-time down in it, as whoever disputes has it, in milliseconds.
             * @example 21600000
             */
            downMillis: number;
            /**
             * @description For assessors to read.
             * @example Our probes saw no answer from 03:00 to 09:00.
             */
            reason: string;
            /**
             * @description Where the month, or the part of one, begins: with the month (UTC), or with the cover.
             * @example 1795000000000
             */
            startsAt: number;
        };
        CoverExitRequest: {
            /** @description Shares, as a decimal string. */
            shares: string;
        };
        CoverPage: {
            items: components["schemas"]["Cover"][];
            /** @description Give it as `cursor` for the next page; null on the last. */
            nextCursor: string | null;
        };
        CoverPool: {
            /**
             * @description All that backs it.
             * @example 1500000000
             */
            assets: string;
            /**
             * @description All that may be covered.
             * @example 1500000000
             */
            capacity: string;
            /**
             * @description Capital that open cover asks for.
             * @example 1500000000
             */
            desired: string;
            /**
             * @description What backers may take out now.
             * @example 1500000000
             */
            free: string;
            /** @description It lost all that it had. */
            halted: boolean;
            /**
             * @description What the shares of those on their way out are worth.
             * @example 1500000000
             */
            leaving: string;
            /**
             * @description What covers that are not over may still pay.
             * @example 1500000000
             */
            openCover: string;
            pool: string;
            /** @description Of the amount and year, now, in basis points. */
            priceBps: string;
            /** @description What 10^18 shares are worth, in nano-tokens. */
            pricePerShareWad: string;
            /**
             * @description Capital that is required now: it moves towards what is desired.
             * @example 1500000000
             */
            required: string;
            /** @description The version of the rules that it keeps. */
            rulesVersion: number;
            /** @description Assets for each unit desired, in basis points: at 10,000 and above it can pay all that it covers. Null while nothing is covered. */
            solvencyBps: string | null;
        };
        CoverPosition: {
            exits: {
                /**
                 * @description What they were worth when asked: you get that or what they are worth at the end, whichever is less.
                 * @example 1500000000
                 */
                amount: string;
                /**
                 * @description Milliseconds since 1970-01-01T00:00:00Z.
                 * @example 1795000000000
                 */
                askedAt: number;
                /**
                 * @description Milliseconds since 1970-01-01T00:00:00Z.
                 * @example 1795000000000
                 */
                dueAt: number;
                /** @example cvx_4k9d0x7h2m5n8p1qr3st6vwy */
                id: string;
                /** @description The version of the rules that it keeps. */
                rulesVersion: number;
                /**
                 * @description Shares, as a decimal string.
                 * @example 1500000000
                 */
                shares: string;
                /** @description A person looks at it before it is paid. */
                stopped: boolean;
            }[];
            pool: string;
            /**
             * @description Shares, as a decimal string.
             * @example 1500000000
             */
            shares: string;
            /**
             * @description Nano-tokens (billionths), as a decimal string.
             * @example 1500000000
             */
            worth: string;
        };
        /** @description A cover with all that it follows from. `weir verify` checks it without us. */
        CoverProof: {
            /** @description What was found and paid of each month with outages. */
            claims: components["schemas"]["OpenedLeaf"][];
            cover: components["schemas"]["OpenedLeaf"];
            /** @description What was paid of service credits that nobody had. */
            credits: components["schemas"]["OpenedLeaf"][];
            /** @enum {string} */
            format: "weir-cover/1";
            log: {
                /** @description The first 16 hexadecimal digits of the SHA-256 of the public key. */
                keyId: string;
                /**
                 * Format: base64
                 * @description The 32 bytes of an Ed25519 public key, base 64.
                 */
                publicKey: string;
                /**
                 * Format: base64
                 * @description The root of the tree, as RFC 6962 has it, base 64.
                 */
                root: string;
                /**
                 * Format: base64
                 * @description Ed25519, of the lines `weir-log-head`, size, root and signedAt, each ended by a line feed, base 64.
                 */
                signature: string;
                /**
                 * @description Milliseconds since 1970-01-01T00:00:00Z.
                 * @example 1795000000000
                 */
                signedAt: number;
                /** @description Leaves. */
                size: number;
                /** @description What was signed. */
                text: string;
            };
            /** @description Entries of the wallet: the premium, and what was paid. */
            moved: components["schemas"]["OpenedLeaf"][];
            /** @description What it made of the price. */
            price: components["schemas"]["OpenedLeaf"];
            /** @description What the purchase before made of it; whose that was is not told. */
            priceBefore?: components["schemas"]["OpenedLeaf"];
            rules: components["schemas"]["ProvenRules"];
        };
        CoverQuote: {
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            endsAt: number;
            /**
             * @description Nano-tokens (billionths), as a decimal string.
             * @example 1500000000
             */
            premium: string;
            /** @description What the premium follows from, with the rules. */
            price: {
                /** @description Of the amount and year, in basis points. */
                baseBps: string;
                /**
                 * @description All that could be covered.
                 * @example 1500000000
                 */
                capacity: string;
                /**
                 * @description What was covered already.
                 * @example 1500000000
                 */
                used: string;
            };
            /** @description The version of the rules that it keeps. */
            rulesVersion: number;
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            startsAt: number;
        };
        CoverQuoteRequest: {
            /** @description The most that is ever paid, in nano-tokens. */
            amount: string;
            /** @example lse_4k9d0x7h2m5n8p1qr3st6vwy */
            leaseId: string;
            /** @description What an hour in which a replica is down costs you, in nano-tokens. At most so many times what the replica costs as the rules say. */
            nanoTokensPerHour: string;
            /**
             * @description How long it is for, from when it begins.
             * @example 2592000000
             */
            periodMillis: number;
        };
        CoverRequest: {
            /** @description The most that is ever paid, in nano-tokens. */
            amount: string;
            /** @example lse_4k9d0x7h2m5n8p1qr3st6vwy */
            leaseId: string;
            /** @description Rather than pay more, buy nothing: others may buy between your quote and you. */
            mostPremium?: string;
            /** @description What an hour in which a replica is down costs you, in nano-tokens. At most so many times what the replica costs as the rules say. */
            nanoTokensPerHour: string;
            /**
             * @description How long it is for, from when it begins.
             * @example 2592000000
             */
            periodMillis: number;
        };
        CoverVoteRequest: {
            /** @enum {string} */
            vote: "accept" | "deny";
        };
        Delivery: {
            /** @description The latest fifty, newest first. */
            attempts: components["schemas"]["Attempt"][];
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            createdAt: number;
            /** @example end_4k9d0x7h2m5n8p1qr3st6vwy */
            endpointId: string;
            /** @example dlv_4k9d0x7h2m5n8p1qr3st6vwy */
            id: string;
            /** @example msg_4k9d0x7h2m5n8p1qr3st6vwy */
            messageId: string;
            /** @description Null when it is done, and while it waits for an earlier one of its lease. */
            nextAttemptAt: number | null;
            /** @enum {string} */
            state: "pending" | "delivered" | "failed";
        };
        DeliveryPage: {
            items: components["schemas"]["Delivery"][];
            /** @description Give it as `cursor` for the next page; null on the last. */
            nextCursor: string | null;
        };
        Deposit: {
            /**
             * @description Nano-tokens (billionths), as a decimal string.
             * @example 1500000000
             */
            amount: string;
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            at: number;
            /** @example trf_4k9d0x7h2m5n8p1qr3st6vwy */
            id: string;
            reference: string;
            /** @example ten_4k9d0x7h2m5n8p1qr3st6vwy */
            tenantId: string;
        };
        DepositAssignment: {
            reason: string;
            /** @example ten_4k9d0x7h2m5n8p1qr3st6vwy */
            tenantId: string;
        };
        DepositNotice: {
            /** @description Nano-tokens (billionths), as a decimal string. */
            amount: string;
            /**
             * @description Whom the payer named: a tenant's id. Of anybody else the deposit is held until an administrator assigns or returns it.
             * @example ten_4k9d0x7h2m5n8p1qr3st6vwy
             */
            recipient: string;
            /**
             * @description The payer's, of this payment alone: a repeat with it changes nothing.
             * @example SEPA 2026-11-28/0042
             */
            reference: string;
        };
        DepositRequest: {
            /** @description Nano-tokens (billionths), as a decimal string. */
            amount: string;
            /**
             * @description The payer's own: a transfer's or an invoice's. The same deposit sent again with it changes nothing.
             * @example invoice 2026-117
             */
            reference: string;
            /** @example ten_4k9d0x7h2m5n8p1qr3st6vwy */
            tenantId: string;
        };
        DepositReturn: {
            reason: string;
        };
        /** @description What a host was asked for to see that what it offers besides processors and memory is what it is offered as. */
        DeviceChallenge: {
            /** @description When all of it was found. */
            answeredAt: number | null;
            /**
             * @description When it was judged.
             * @example 1795000000000
             */
            at: number;
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            begunAt: number;
            /** @description When the answer was due. */
            deadlineAt: number | null;
            /** @description What decided when, on which host, how large and with which seed. */
            draw: {
                /** @description How many idle hosts it was drawn from. */
                candidates: number;
                /** @description SHA-256 of the secret: in the log since the hour began. */
                commitment: string;
                /**
                 * @description Milliseconds since 1970-01-01T00:00:00Z.
                 * @example 1795000000000
                 */
                hour: number;
                number: number;
                secret: string;
            };
            /** @example hst_4k9d0x7h2m5n8p1qr3st6vwy */
            hostId: string;
            /** @example chl_4k9d0x7h2m5n8p1qr3st6vwy */
            id: string;
            /**
             * @description `possession`: whether a volume keeps what is stored on it.
             * @enum {string}
             */
            kind: "possession";
            /** @example opr_4k9d0x7h2m5n8p1qr3st6vwy */
            operatorId: string;
            /**
             * @description `void`: it says nothing of the host.
             * @enum {string}
             */
            outcome: "passed" | "failed" | "void";
            /** @description Those in which leaves were asked for, in order; one that nobody looked at is left out. */
            periods: {
                answeredAt: number | null;
                askedAt: number | null;
                /**
                 * @description From when on leaves were asked for.
                 * @example 1795000000000
                 */
                asksAt: number;
                /**
                 * @description Until when they had to be answered for.
                 * @example 1795000000000
                 */
                deadlineAt: number;
                number: number;
                /**
                 * @description `void`: it says nothing; `open`: the challenge was over before it was.
                 * @enum {string}
                 */
                outcome: "open" | "proven" | "missed" | "void";
                /** @description What was answered: of each, SHA-256 of the seed and the leaf. */
                proofs: string[] | null;
                reason: string | null;
                /** @description What named them, drawn when they were asked for; null when nobody asked. */
                seed: string | null;
            }[];
            /** @example pol_4k9d0x7h2m5n8p1qr3st6vwy */
            poolId: string;
            /** @description When its replica was ready; null when it never was. */
            readyAt: number | null;
            /** @description Why. */
            reason: string;
            /** @description The version of the rules that it goes by. */
            rulesVersion: number;
            /** @description What was in question. */
            units: {
                resourceClass: string;
                units: string;
                variant: string;
            }[];
            work: {
                /**
                 * @description `written`: all data was brought to the volume; in simulated clusters, which keep nothing, `simulated`.
                 * @enum {string}
                 */
                function: "written" | "simulated";
                /** @description The data is the key stream of AES-256 in counter mode with this key, from a counter of 0. */
                key: string;
                /** @description So many leaves of 4 KiB. */
                leaves: number;
            };
        };
        DeviceChallengePage: {
            items: components["schemas"]["DeviceChallenge"][];
            /** @description Give it as `cursor` for the next page; null on the last. */
            nextCursor: string | null;
        };
        /** @description How a simulated host keeps what is stored on it. */
        DeviceConduct: {
            /**
             * @description `honest`; `lossy`: it loses about every tenth leaf of 4 KiB; `forgetful`: it loses all.
             * @enum {string}
             */
            conduct: "honest" | "lossy" | "forgetful";
        };
        /**
         * @example {
         *       "conduct": "lossy"
         *     }
         */
        DeviceConductRequest: {
            /**
             * @description `honest`; `lossy`: it loses about every tenth leaf of 4 KiB; `forgetful`: it loses all.
             * @enum {string}
             */
            conduct: "honest" | "lossy" | "forgetful";
        };
        Discovery: {
            architectures: string[];
            discoveredAt: number | null;
            /** @description For nodes without the label or annotation `weir.dev/egress-mbps`. */
            egressMbpsPerHost: number | null;
            /** @description Why the last look at the nodes failed. */
            failure: string | null;
            generation: number;
            /** @description Names of GPU models, by the product label of the nodes. */
            gpuModels: {
                [key: string]: string;
            };
            /**
             * @description When it is on offer, as idle capacity; empty: always.
             * @example [
             *       "Mon-Fri 20:00-06:00 Europe/Berlin"
             *     ]
             */
            idleHours: string[];
            /** @description How much of what others leave of a node is offered, in basis points. An annotation `weir.dev/share: 80%` of the node goes before it. */
            shareBps: number;
            /** @description Which StorageClass is offered, under which name, and how much on each node. */
            storageClasses: {
                gibPerHost: number;
                storageClass: string;
                /**
                 * @description GPU model or storage class (`ephemeral` for a host's own disks); empty for classes that have none.
                 * @example A100
                 */
                variant: string;
            }[];
            /** @description Which labels of nodes are traits. A label `trait.weir.dev/<name>: "true"` is one without being named. */
            traits: {
                label: string;
                /**
                 * @description A yes-or-no property.
                 * @example nvme
                 */
                trait: string;
                value?: string;
            }[];
        };
        DiscoveryRequest: {
            architectures: string[];
            /** @description For nodes without the label or annotation `weir.dev/egress-mbps`. */
            egressMbpsPerHost: number | null;
            generation: number;
            /** @description Names of GPU models, by the product label of the nodes. */
            gpuModels: {
                [key: string]: string;
            };
            /**
             * @description When it is on offer, as idle capacity; empty: always.
             * @example [
             *       "Mon-Fri 20:00-06:00 Europe/Berlin"
             *     ]
             */
            idleHours: string[];
            /** @description How much of what others leave of a node is offered, in basis points. An annotation `weir.dev/share: 80%` of the node goes before it. */
            shareBps: number;
            /** @description Which StorageClass is offered, under which name, and how much on each node. */
            storageClasses: {
                gibPerHost: number;
                storageClass: string;
                /**
                 * @description GPU model or storage class (`ephemeral` for a host's own disks); empty for classes that have none.
                 * @example A100
                 */
                variant: string;
            }[];
            /** @description Which labels of nodes are traits. A label `trait.weir.dev/<name>: "true"` is one without being named. */
            traits: {
                label: string;
                /**
                 * @description A yes-or-no property.
                 * @example nvme
                 */
                trait: string;
                value?: string;
            }[];
        };
        /** @default {} */
        DrainRequest: {
            /**
             * @description When work must have moved; by default after the usual notice.
             * @example 1795000000000
             */
            drainBy?: number;
            /** @description Of your copy of the host; a stale one is refused. */
            generation?: number;
        };
        Earnings: {
            /**
             * @description What the earnings account holds now.
             * @example 1500000000
             */
            balance: string;
            items: components["schemas"]["EarningsLine"][];
            nextCursor: string | null;
            /**
             * @description Of the whole span. Without `hostId` it is what charges brought into the earnings account in that time.
             * @example 1500000000
             */
            total: string;
        };
        EarningsLine: {
            /**
             * @description Nano-tokens (billionths), as a decimal string.
             * @example 1500000000
             */
            amount: string;
            /** @example hst_4k9d0x7h2m5n8p1qr3st6vwy */
            hostId: string;
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            periodStartsAt: number;
            /** @example CPU_MILLI */
            resourceClass: string;
            /** @description A GPU's model or a storage class; empty where there is none. */
            variant: string;
        };
        /**
         * @example {
         *       "message": "hello",
         *       "number": 7,
         *       "tags": [
         *         "a",
         *         "b"
         *       ]
         *     }
         */
        Echo: {
            message: string;
            number?: number;
            tags?: string[];
        };
        Endpoint: {
            circuit: components["schemas"]["EndpointCircuit"];
            concurrency: number;
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            createdAt: number;
            description: string;
            disabledAt: number | null;
            /** @description `failing`: for too long; `gone`: it answered 410. */
            disabledReason: ("failing" | "gone" | "by_tenant") | null;
            /** @description Only these; empty for all. */
            eventTypes: components["schemas"]["EventType"][];
            /** @description The first failure since the last success. */
            failingSince: number | null;
            /** @example end_4k9d0x7h2m5n8p1qr3st6vwy */
            id: string;
            /**
             * @description `none`, the default: messages come in any order. `lease`: those of one lease come one after another, the next when the one before was delivered or given up; other leases do not wait for it.
             * @enum {string}
             */
            ordering: "none" | "lease";
            /** @description After a rotation: until when messages are signed by the previous secret too. */
            previousSecretUntil: number | null;
            /** @enum {string} */
            state: "enabled" | "disabled";
            url: string;
        };
        EndpointAttempt: {
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            at: number;
            /** @example dlv_4k9d0x7h2m5n8p1qr3st6vwy */
            deliveryId: string;
            durationMillis: number;
            error: string | null;
            /** @description What kind of failure: `refused` (a place where we do not send), `dns`, `tls`, `connection` (none stood), `closed_early` (before it answered), `timeout`, and by its answer `redirect` (not followed), `gone` (410), `client_error`, `server_error`. */
            errorClass: ("refused" | "dns" | "tls" | "connection" | "closed_early" | "timeout" | "redirect" | "gone" | "client_error" | "server_error") | null;
            /** @example att_4k9d0x7h2m5n8p1qr3st6vwy */
            id: string;
            /** @example msg_4k9d0x7h2m5n8p1qr3st6vwy */
            messageId: string;
            /** @description The beginning of its answer. */
            response: string | null;
            /** @description What the endpoint answered; null when it did not. */
            status: number | null;
        };
        EndpointAttemptPage: {
            items: components["schemas"]["EndpointAttempt"][];
            /** @description Give it as `cursor` for the next page; null on the last. */
            nextCursor: string | null;
        };
        EndpointChange: {
            /** @description Attempts at a time, at most. After a failure one at a time, until one succeeds. Default: 4. */
            concurrency?: number;
            description?: string;
            /** @description Only these; empty for all. */
            eventTypes?: components["schemas"]["EventType"][];
            /**
             * @description `none`, the default: messages come in any order. `lease`: those of one lease come one after another, the next when the one before was delivered or given up; other leases do not wait for it.
             * @enum {string}
             */
            ordering?: "none" | "lease";
            /**
             * @description https, on port 443 or one from 1024 up, at a public address.
             * @example https://example.com/hooks/weir
             */
            url?: string;
        };
        /** @description After 5 failures in a row nothing is sent for 10 s, 30 s, 1 min, 5 min, 15 min (then always as long), each with up to a tenth more by chance, or longer where a Retry-After asks for it. Then one attempt decides: it closes the circuit, or opens it for the next longer pause. Enabling the endpoint, or giving it another URL, closes it at once. */
        EndpointCircuit: {
            /** @description Attempts that failed since the last success. */
            failures: number;
            /** @description When one attempt is made; when that is past, with the next message. */
            nextTryAt: number | null;
            openedAt: number | null;
            /**
             * @description The failure that opened it.
             * @example answered 503
             */
            reason: string | null;
            /**
             * @description `closed`: messages are sent. `open`: none are until `nextTryAt`; what there is waits. `half_open`: one is, and decides.
             * @enum {string}
             */
            state: "closed" | "open" | "half_open";
        };
        /**
         * @example {
         *       "url": "https://example.com/hooks/weir",
         *       "eventTypes": [
         *         "lease.activated",
         *         "lease.closed"
         *       ]
         *     }
         */
        EndpointInput: {
            /** @description Attempts at a time, at most. After a failure one at a time, until one succeeds. Default: 4. */
            concurrency?: number;
            description?: string;
            /** @description Only these; empty for all. */
            eventTypes?: components["schemas"]["EventType"][];
            /**
             * @description `none`, the default: messages come in any order. `lease`: those of one lease come one after another, the next when the one before was delivered or given up; other leases do not wait for it.
             * @enum {string}
             */
            ordering?: "none" | "lease";
            /**
             * @description https, on port 443 or one from 1024 up, at a public address.
             * @example https://example.com/hooks/weir
             */
            url: string;
        };
        EndpointPage: {
            items: components["schemas"]["Endpoint"][];
            /** @description Give it as `cursor` for the next page; null on the last. */
            nextCursor: string | null;
        };
        EndpointSummary: {
            attempts: number;
            /** @description Made between the two moments, by the state that they are in now. */
            deliveries: {
                delivered: number;
                failed: number;
                pending: number;
            };
            /** @description Failed attempts by their kind. */
            failures: {
                client_error: number;
                closed_early: number;
                connection: number;
                dns: number;
                gone: number;
                redirect: number;
                refused: number;
                server_error: number;
                timeout: number;
                tls: number;
            };
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            from: number;
            /** @description Of all attempts, by nearest rank; null without any. */
            latencyMillis: {
                most: number;
                p50: number;
                p90: number;
                p99: number;
            } | null;
            succeeded: number;
            /** @description Of ten thousand attempts so many succeeded, rounded down; null without any. */
            successBps: number | null;
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            to: number;
        };
        EndpointWithSecret: {
            circuit: components["schemas"]["EndpointCircuit"];
            concurrency: number;
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            createdAt: number;
            description: string;
            disabledAt: number | null;
            /** @description `failing`: for too long; `gone`: it answered 410. */
            disabledReason: ("failing" | "gone" | "by_tenant") | null;
            /** @description Only these; empty for all. */
            eventTypes: components["schemas"]["EventType"][];
            /** @description The first failure since the last success. */
            failingSince: number | null;
            /** @example end_4k9d0x7h2m5n8p1qr3st6vwy */
            id: string;
            /**
             * @description `none`, the default: messages come in any order. `lease`: those of one lease come one after another, the next when the one before was delivered or given up; other leases do not wait for it.
             * @enum {string}
             */
            ordering: "none" | "lease";
            /** @description After a rotation: until when messages are signed by the previous secret too. */
            previousSecretUntil: number | null;
            /** @description What messages are signed with. Shown in the first answer alone: a repeat with the same Idempotency-Key lacks it. */
            secret?: string;
            /** @enum {string} */
            state: "enabled" | "disabled";
            url: string;
        };
        /** @enum {string} */
        EventType: "lease.requested" | "lease.blocked" | "lease.auctioned" | "lease.placed" | "lease.activated" | "lease.degraded" | "lease.recovered" | "lease.changed" | "lease.funds_low" | "lease.grace_began" | "lease.suspended" | "lease.resumed" | "lease.reclaim_noticed" | "lease.reclaimed" | "lease.closing" | "lease.closed" | "lease.failed" | "lease.credited" | "usage.held" | "usage.decided" | "statement.closed" | "endpoint.disabled" | "endpoint.test" | "budget.share_reached" | "budget.stopped" | "budget.released" | "transfer.reversed" | "deposit.credited" | "wallet.top_up_requested" | "wallet.top_up_failed" | "wallet.top_up_expired" | "cover.bought" | "cover.paid" | "cover.credit_paid" | "cover.ended" | "cover.dispute_decided";
        Fault: {
            /** @example cls_4k9d0x7h2m5n8p1qr3st6vwy */
            clusterId: string;
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            createdAt: number;
            /** @description For `delay_reports`: how late. */
            delayMillis?: number;
            /**
             * @description Of this host alone; left out, of the whole cluster. `host_lost` takes one.
             * @example hst_4k9d0x7h2m5n8p1qr3st6vwy
             */
            hostId?: string;
            /** @example flt_4k9d0x7h2m5n8p1qr3st6vwy */
            id: string;
            /**
             * @description image_not_found: what has not started cannot pull. crash_loop: what runs ends again and again. out_of_memory: so it does, for want of memory. host_lost: the machine dies. contact_lost: it goes on unheard. duplicate_reports, delay_reports: what is reported comes twice, or late.
             * @enum {string}
             */
            kind: "image_not_found" | "crash_loop" | "out_of_memory" | "host_lost" | "contact_lost" | "duplicate_reports" | "delay_reports";
            /**
             * @description Of this lease's replicas alone.
             * @example lse_4k9d0x7h2m5n8p1qr3st6vwy
             */
            leaseId?: string;
            /** @description When it ends by itself. */
            until: number | null;
        };
        FaultList: {
            items: components["schemas"]["Fault"][];
        };
        FaultReport: {
            /** @example hst_4k9d0x7h2m5n8p1qr3st6vwy */
            hostId: string;
            /** @enum {string} */
            kind: "false_capacity" | "failed_challenge";
            /** @description What was found, for the operator to read. */
            reason: string;
        };
        /**
         * @example {
         *       "kind": "contact_lost",
         *       "durationMillis": 60000
         *     }
         */
        FaultRequest: {
            /** @description For `delay_reports`: how late. */
            delayMillis?: number;
            /** @description How long it lasts; left out, until it is cleared. */
            durationMillis?: number;
            /**
             * @description Of this host alone; left out, of the whole cluster. `host_lost` takes one.
             * @example hst_4k9d0x7h2m5n8p1qr3st6vwy
             */
            hostId?: string;
            /**
             * @description image_not_found: what has not started cannot pull. crash_loop: what runs ends again and again. out_of_memory: so it does, for want of memory. host_lost: the machine dies. contact_lost: it goes on unheard. duplicate_reports, delay_reports: what is reported comes twice, or late.
             * @enum {string}
             */
            kind: "image_not_found" | "crash_loop" | "out_of_memory" | "host_lost" | "contact_lost" | "duplicate_reports" | "delay_reports";
            /**
             * @description Of this lease's replicas alone.
             * @example lse_4k9d0x7h2m5n8p1qr3st6vwy
             */
            leaseId?: string;
        };
        /** @description What waits for a person since it flowed faster than the rules allow. Nothing is lost by that: it goes on where it was. */
        FlowStatus: {
            flows: {
                /** @enum {string} */
                flow: "payout" | "exit" | "price" | "slash";
                /** @description Since when some of it is stopped. */
                since: number | null;
                /**
                 * @description `partly_stopped`: of somebody, or of some pool.
                 * @enum {string}
                 */
                state: "running" | "partly_stopped" | "stopped";
            }[];
        };
        /**
         * @example {
         *       "amount": "100000000000"
         *     }
         */
        FundsRequest: {
            /** @description Nano-tokens (billionths), as a decimal string. */
            amount: string;
        };
        Health: {
            /** @enum {string} */
            status: "ok";
        };
        HeartbeatRequest: {
            /** @example cls_4k9d0x7h2m5n8p1qr3st6vwy */
            clusterId: string;
            /** @description Left out: every host of the cluster. */
            hostIds?: string[];
        };
        HeartbeatsRecorded: {
            recorded: number;
            /** @description Hosts that had been lost. */
            returned: string[];
            /** @description Ids that the cluster does not have. */
            unknown: string[];
        };
        HeldUsage: {
            /** @example clm_4k9d0x7h2m5n8p1qr3st6vwy */
            claimId: string;
            decidedAt: number | null;
            /** @description The key of who decided; `system` where sources agreed. */
            decidedBy: string | null;
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            endsAt: number;
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            heldAt: number;
            /** @example hus_4k9d0x7h2m5n8p1qr3st6vwy */
            id: string;
            /** @example lse_4k9d0x7h2m5n8p1qr3st6vwy */
            leaseId: string;
            /** @enum {string} */
            meter: "egress_bytes" | "stored_bytes";
            /** @example opr_4k9d0x7h2m5n8p1qr3st6vwy */
            operatorId: string;
            /** @description The source that it is charged by. */
            paid: string | null;
            /** @example pol_4k9d0x7h2m5n8p1qr3st6vwy */
            poolId: string;
            reason: string | null;
            replica: number;
            sources: {
                /**
                 * @description Milliseconds since 1970-01-01T00:00:00Z.
                 * @example 1795000000000
                 */
                endsAt: number;
                /** @description Name it to charge by it. */
                label: string;
                /** @description Bytes, or byte-milliseconds of stored bytes, within the hour. */
                quantity: string;
                /** @description The operator, or `platform`. */
                reporterId: string;
                samples: number;
                /** @description The sources of its samples; all gateways are `/gateways`. */
                sources: string[];
                /**
                 * @description Milliseconds since 1970-01-01T00:00:00Z.
                 * @example 1795000000000
                 */
                startsAt: number;
            }[];
            /**
             * @description The beginning of the hour.
             * @example 1795000000000
             */
            startsAt: number;
            /**
             * @description `open` until it is `charged` by one source or `waived`; `agreed` when samples that came later settled it.
             * @enum {string}
             */
            state: "open" | "agreed" | "charged" | "waived";
            /** @example ten_4k9d0x7h2m5n8p1qr3st6vwy */
            tenantId: string;
            /** @description The pool's when it was held, in basis points of the larger quantity. */
            toleranceBps: number;
        };
        HeldUsagePage: {
            items: components["schemas"]["HeldUsage"][];
            /** @description Give it as `cursor` for the next page; null on the last. */
            nextCursor: string | null;
        };
        Host: {
            /**
             * @description `idle` capacity may be reclaimed with notice.
             * @enum {string}
             */
            capacity: "dedicated" | "idle";
            /** @example cls_4k9d0x7h2m5n8p1qr3st6vwy */
            clusterId: string;
            /**
             * @description By heartbeats: `stale` takes no new work; `lost` and `never` neither.
             * @enum {string}
             */
            contact: "live" | "stale" | "lost" | "never";
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            createdAt: number;
            drainBy: number | null;
            /** @description Goes up with each change; send it with yours. */
            generation: number;
            /** @example hst_4k9d0x7h2m5n8p1qr3st6vwy */
            id: string;
            inventories: components["schemas"]["Inventory"][];
            /**
             * @description ISO 3166-1 alpha-2.
             * @example DE
             */
            jurisdiction: string;
            lastHeartbeatAt: number | null;
            lostAt: number | null;
            maintenance: components["schemas"]["MaintenanceWindow"][];
            name: string;
            /** @example opr_4k9d0x7h2m5n8p1qr3st6vwy */
            operatorId: string;
            /** @example pol_4k9d0x7h2m5n8p1qr3st6vwy */
            poolId: string;
            region: string;
            remarks: ("egress_undeclared" | "storage_undeclared" | "gpu_unknown" | "gpu_partitioned" | "claims_exceed")[];
            /** @example sit_4k9d0x7h2m5n8p1qr3st6vwy */
            siteId: string;
            /** @enum {string} */
            state: "open" | "cordoned" | "draining";
            traits: string[];
            /** @description Why its cluster keeps it off offer; the doctor tells what each means. */
            withheld: ("node_not_ready" | "node_unschedulable" | "node_tainted" | "node_platform" | "node_gone" | "nothing_left" | "outside_idle_hours")[];
        };
        /** @default {} */
        HostAction: {
            /** @description Of your copy of the host; a stale one is refused. */
            generation?: number;
        };
        HostDiagnosis: {
            classes: {
                capacity: number;
                /** @description Free, and may not be claimed now. used + offered + notOffered = capacity. */
                notOffered: number;
                /** @description Free, and may be claimed now. */
                offered: number;
                reasons: {
                    /** @description What this reason alone keeps back; reasons may overlap. */
                    amount: number;
                    /** @enum {string} */
                    code: "never_heard" | "contact_stale" | "contact_lost" | "cordoned" | "draining" | "maintenance" | "maintenance_planned" | "no_inventory" | "nothing_declared" | "reserved" | "allocation_ratio" | "below_minimum" | "step_remainder" | "node_not_ready" | "node_unschedulable" | "node_tainted" | "node_platform" | "node_gone" | "nothing_left" | "outside_idle_hours" | "egress_undeclared" | "storage_undeclared" | "gpu_unknown" | "gpu_partitioned" | "claims_exceed" | "unbonded" | "no_rate";
                    detail: string;
                }[];
                resourceClass: string;
                total: number;
                used: number;
                variant: string;
            }[];
            /** @example cls_4k9d0x7h2m5n8p1qr3st6vwy */
            clusterId: string;
            /** @example hst_4k9d0x7h2m5n8p1qr3st6vwy */
            hostId: string;
            name: string;
            reasons: {
                /** @enum {string} */
                code: "never_heard" | "contact_stale" | "contact_lost" | "cordoned" | "draining" | "maintenance" | "maintenance_planned" | "no_inventory" | "nothing_declared" | "reserved" | "allocation_ratio" | "below_minimum" | "step_remainder" | "node_not_ready" | "node_unschedulable" | "node_tainted" | "node_platform" | "node_gone" | "nothing_left" | "outside_idle_hours" | "egress_undeclared" | "storage_undeclared" | "gpu_unknown" | "gpu_partitioned" | "claims_exceed" | "unbonded" | "no_rate";
                detail: string;
            }[];
        };
        HostDiagnosisPage: {
            items: components["schemas"]["HostDiagnosis"][];
            /** @description Give it as `cursor` for the next page; null on the last. */
            nextCursor: string | null;
        };
        HostPage: {
            items: components["schemas"]["Host"][];
            /** @description Give it as `cursor` for the next page; null on the last. */
            nextCursor: string | null;
        };
        HostPatch: {
            /**
             * @description `idle` capacity may be reclaimed with notice.
             * @enum {string}
             */
            capacity?: "dedicated" | "idle";
            /** @description Of your copy of the host; a stale one is refused. */
            generation: number;
            traits?: string[];
        };
        HostPlacement: {
            /**
             * @description How many could be placed on it.
             * @enum {string}
             */
            admitted: "none" | "some" | "most" | "all";
            filters: {
                filter: string;
                /** @description The host is … */
                reason: string;
                /**
                 * @description How many of the last requests it keeps out.
                 * @enum {string}
                 */
                requests: "none" | "some" | "most" | "all";
            }[];
            /** @description Whether enough was asked for lately, by enough tenants, to say more than what keeps everything out. */
            isSampled: boolean;
            /** @description How many could be, and would rather go elsewhere: to where less is asked (weighed with packing where the pool does), or to where packing is better. */
            outranked: {
                /** @enum {string} */
                requests: "none" | "some" | "most" | "all";
                /** @enum {string} */
                score: "asks" | "packing";
            }[];
            /**
             * @description For how many no host is better.
             * @enum {string}
             */
            preferred: "none" | "some" | "most" | "all";
        };
        HostsRequest: {
            /** @example cls_4k9d0x7h2m5n8p1qr3st6vwy */
            clusterId: string;
            hosts: {
                /**
                 * @description `idle` capacity may be reclaimed with notice.
                 * @enum {string}
                 */
                capacity?: "dedicated" | "idle";
                inventories: components["schemas"]["InventoryRequest"][];
                /** @example gpu-07 */
                name: string;
                traits?: string[];
            }[];
        };
        Incident: {
            /** @description Null: it goes on. */
            endsAt: number | null;
            /** @example inc_4k9d0x7h2m5n8p1qr3st6vwy */
            id: string;
            /** @enum {string} */
            kind: "degraded" | "disrupted" | "maintenance";
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            startsAt: number;
            title: string;
        };
        /**
         * @example {
         *       "endsAt": 1795000000000
         *     }
         */
        IncidentChange: {
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            endsAt?: number;
            /** @enum {string} */
            kind?: "degraded" | "disrupted" | "maintenance";
            /**
             * @description For everybody: name no operator, place or host.
             * @example Starts of new leases are slow
             */
            title?: string;
        };
        /**
         * @example {
         *       "kind": "degraded",
         *       "title": "Starts of new leases are slow"
         *     }
         */
        IncidentInput: {
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            endsAt?: number;
            /** @enum {string} */
            kind: "degraded" | "disrupted" | "maintenance";
            /**
             * @description Default: now.
             * @example 1795000000000
             */
            startsAt?: number;
            /**
             * @description For everybody: name no operator, place or host.
             * @example Starts of new leases are slow
             */
            title: string;
        };
        IncidentPage: {
            items: components["schemas"]["Incident"][];
            /** @description Give it as `cursor` for the next page; null on the last. */
            nextCursor: string | null;
        };
        /** @description What flowed into a stake pool, and the commission, with all that they follow from. `weir verify` checks them without us. */
        InflowProof: {
            /** @description What was earned, and given back, since the time before. */
            entries?: components["schemas"]["OpenedLeaf"][];
            /** @enum {string} */
            format: "weir-inflow/1";
            inflow: components["schemas"]["OpenedLeaf"];
            log: {
                /** @description The first 16 hexadecimal digits of the SHA-256 of the public key. */
                keyId: string;
                /**
                 * Format: base64
                 * @description The 32 bytes of an Ed25519 public key, base 64.
                 */
                publicKey: string;
                /**
                 * Format: base64
                 * @description The root of the tree, as RFC 6962 has it, base 64.
                 */
                root: string;
                /**
                 * Format: base64
                 * @description Ed25519, of the lines `weir-log-head`, size, root and signedAt, each ended by a line feed, base 64.
                 */
                signature: string;
                /**
                 * @description Milliseconds since 1970-01-01T00:00:00Z.
                 * @example 1795000000000
                 */
                signedAt: number;
                /** @description Leaves. */
                size: number;
                /** @description What was signed. */
                text: string;
            };
            rules: components["schemas"]["ProvenRules"];
        };
        Inventory: {
            allocationRatioBps: number;
            /** @description What claims may take together. */
            capacity: number;
            /** @description GPU_MILLI: thousandths taken of each device. */
            deviceUsed: number[];
            expandable: boolean;
            maxUnit: number;
            minUnit: number;
            reserved: number;
            resourceClass: string;
            stepSize: number;
            total: number;
            used: number;
            variant: string;
        };
        InventoryDiagnosis: {
            classes: {
                capacity: number;
                hosts: number;
                /** @description Free, and may not be claimed now. used + offered + notOffered = capacity. */
                notOffered: number;
                /** @description Free, and may be claimed now. */
                offered: number;
                reasons: {
                    /** @description What this reason alone keeps back; reasons may overlap. */
                    amount: number;
                    /** @enum {string} */
                    code: "never_heard" | "contact_stale" | "contact_lost" | "cordoned" | "draining" | "maintenance" | "maintenance_planned" | "no_inventory" | "nothing_declared" | "reserved" | "allocation_ratio" | "below_minimum" | "step_remainder" | "node_not_ready" | "node_unschedulable" | "node_tainted" | "node_platform" | "node_gone" | "nothing_left" | "outside_idle_hours" | "egress_undeclared" | "storage_undeclared" | "gpu_unknown" | "gpu_partitioned" | "claims_exceed" | "unbonded" | "no_rate";
                    detail: string;
                    hosts: number;
                }[];
                resourceClass: string;
                total: number;
                used: number;
                variant: string;
            }[];
            /** @description Hosts with something to tell. */
            findings: components["schemas"]["HostDiagnosisPage"];
            hosts: number;
            hostsOnOffer: number;
        };
        InventoryReplacement: {
            /** @description Of your copy of the host; a stale one is refused. */
            generation: number;
            inventories: components["schemas"]["InventoryRequest"][];
        };
        /**
         * @example {
         *       "resourceClass": "GPU_MILLI",
         *       "variant": "A100",
         *       "total": 8000
         *     }
         */
        InventoryRequest: {
            /** @description In basis points: 15000 promises one and a half times what there is. */
            allocationRatioBps?: number;
            /** @description STORAGE_GIB: whether a volume can be made larger where it is; true by default. Where it cannot, tenants who ask are refused. */
            expandable?: boolean;
            /** @description The most that one replica may take. */
            maxUnit?: number;
            /** @description The least that one replica may take. */
            minUnit?: number;
            /** @description Kept back for yourself. */
            reserved?: number;
            /**
             * @description The unit is in the name. GPU_MILLI: thousandths of a GPU.
             * @example CPU_MILLI
             */
            resourceClass: string;
            /** @description What a replica takes is a multiple of this: 1000 sells GPUs whole. */
            stepSize?: number;
            /** @description In the unit of the class; 1000 for each GPU. */
            total: number;
            /**
             * @description GPU model or storage class (`ephemeral` for a host's own disks); empty for classes that have none.
             * @example A100
             */
            variant?: string;
        };
        IssuedKey: {
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            createdAt: number;
            createdBy: string | null;
            expiresAt: number | null;
            /** @example key_4k9d0x7h2m5n8p1qr3st6vwy */
            id: string;
            /** @description To the minute. */
            lastUsedAt: number | null;
            name: string;
            /** @description How it begins. */
            prefix: string;
            /** @description The only project that it sees; null for all. */
            projectId: string | null;
            revokedAt: number | null;
            role: string;
            scopes: string[];
            /** @description What to send as bearer. Shown in the first answer alone: a repeat with the same Idempotency-Key lacks it. */
            secret?: string;
        };
        Key: {
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            createdAt: number;
            createdBy: string | null;
            expiresAt: number | null;
            /** @example key_4k9d0x7h2m5n8p1qr3st6vwy */
            id: string;
            /** @description To the minute. */
            lastUsedAt: number | null;
            name: string;
            /** @description How it begins. */
            prefix: string;
            /** @description The only project that it sees; null for all. */
            projectId: string | null;
            revokedAt: number | null;
            role: string;
            scopes: string[];
        };
        /**
         * @example {
         *       "name": "ci",
         *       "role": "developer"
         *     }
         */
        KeyInput: {
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            expiresAt?: number;
            /** @example production */
            name: string;
            /**
             * @description Limits the key to a project.
             * @example prj_4k9d0x7h2m5n8p1qr3st6vwy
             */
            projectId?: string;
            /** @enum {string} */
            role: "owner" | "admin" | "developer" | "billing-viewer" | "technician" | "finance-viewer" | "administrator";
            /** @description Default: all of the role's. */
            scopes?: components["schemas"]["Scope"][];
        };
        KeyPage: {
            items: components["schemas"]["Key"][];
            /** @description Give it as `cursor` for the next page; null on the last. */
            nextCursor: string | null;
        };
        Lease: {
            activatedAt: number | null;
            /** @description Where its public ports are served. Each has a random name, which goes with the lease. */
            addresses: {
                /** @description The port's name. */
                name: string;
                port: number;
                /** Format: uri */
                url: string;
            }[];
            blocked: components["schemas"]["Blocked"] | null;
            closed: {
                billed: boolean;
                /** @enum {string} */
                fault: "tenant" | "operator" | "platform" | "none";
                /** @enum {string} */
                reason: "tenant_closed" | "duration_over" | "wait_over" | "funds_ended" | "suspension_over" | "price_above_maximum" | "capacity_reclaimed" | "image_not_found" | "crash_loop" | "out_of_memory" | "invalid_workload" | "start_timed_out" | "host_lost" | "capacity_withdrawn" | "platform_error";
            } | null;
            closedAt: number | null;
            closingAt: number | null;
            constraints: components["schemas"]["LeaseConstraints"];
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            createdAt: number;
            durationMillis: number | null;
            endsAt: number | null;
            /** @description The fall-back, counted from 0, that it was placed by: `constraints` and `resources` are its own then. Null when it was not placed, or got what was asked for first. */
            fallback: number | null;
            fallbacks: {
                /** @description Instead of those asked for first, all of them but `affinity`; `{}`: anywhere. Left out: the same. */
                constraints?: {
                    /**
                     * @description Of each group at least one.
                     * @example [
                     *       [
                     *         "nvme",
                     *         "ssd"
                     *       ]
                     *     ]
                     */
                    anyOfTraits?: string[][];
                    forbiddenTraits?: string[];
                    /**
                     * @description ISO 3166-1 alpha-2; none: anywhere.
                     * @example [
                     *       "DE",
                     *       "FR"
                     *     ]
                     */
                    jurisdictions?: string[];
                    /**
                     * @description How far those it runs with are trusted, at the least, with each class of capacity that it claims: by work they did and faults of theirs, as the rules say (`reputation`). Where replicas run already they stay.
                     * @enum {string}
                     */
                    minimumTier?: "proven" | "trusted";
                    regions?: string[];
                    requiredTraits?: string[];
                    /** @description How the replicas are divided over operators, sites, hosts or jurisdictions. */
                    spread?: {
                        /** @description At most so many of the replicas in one. */
                        maximum?: number;
                        /** @description At most so many more in one than where, of all it may run in, there are fewest. */
                        maximumSkew?: number;
                        /** @enum {string} */
                        over: "operator" | "site" | "host" | "jurisdiction";
                    };
                };
                /** @description Instead of those asked for first; none named: any that the pool has a price for. Left out: the same. */
                gpuModels?: string[];
                /**
                 * @description How much dearer than what was asked for first it may be, in basis points; dearer ones are passed over. Left out: as `pricing` says.
                 * @example 2000
                 */
                maximumDearerBps?: number;
            }[];
            /** @description What it lives on, once it is charged and while it is open. */
            funds: components["schemas"]["LeaseFunds"] | null;
            /** @description Since when its funds are about to end; it is suspended when they do. */
            graceAt: number | null;
            /** @example lse_4k9d0x7h2m5n8p1qr3st6vwy */
            id: string;
            name: string;
            /**
             * @description The most it costs an hour, every replica running.
             * @example 1500000000
             */
            nanoTokensPerHour: string;
            placedAt: number | null;
            pool: string;
            /**
             * @description The prices stay until then; those of a spot lease until they change after it.
             * @example 1795000000000
             */
            priceLockedUntil: number;
            /** @description Of each class and, for GPUs, each model it may be given. */
            prices: components["schemas"]["ResourcePrice"][];
            pricing: components["schemas"]["Pricing"];
            /** @example prj_4k9d0x7h2m5n8p1qr3st6vwy */
            projectId: string;
            readyReplicas: number;
            /** @description Notice that a spot lease will be reclaimed, once it was given. It is never taken back. */
            reclaim: {
                /**
                 * @description When it ends; nothing later is charged.
                 * @example 1795000000000
                 */
                at: number;
                /**
                 * @description Milliseconds since 1970-01-01T00:00:00Z.
                 * @example 1795000000000
                 */
                noticedAt: number;
                /** @enum {string} */
                reason: "price_above_maximum" | "capacity_reclaimed";
            } | null;
            /**
             * @description How many alike.
             * @example 2
             */
            replicas: number;
            /** @description Each replica; left out of lists. */
            replicaStates?: {
                /** @description image_not_found: Its image cannot be pulled. crash_loop: It keeps ending. out_of_memory: It took more memory than the lease has, and was ended. health_check_failed: It runs, and does not pass its health check. not_enough_room: Where it was placed there is no room for it just now. invalid_workload: It cannot be started as it is described: its command does not exist, its image runs as root, or the like. host_lost: What it ran on is not heard of any more. contact_lost: What it runs on cannot be asked just now. */
                reason?: string;
                replica: number;
                /** @description How often it was started again since it was last placed. */
                restarts: number;
                /**
                 * @description Milliseconds since 1970-01-01T00:00:00Z.
                 * @example 1795000000000
                 */
                since?: number;
                /** @enum {string} */
                state: "waiting" | "starting" | "ready" | "not_ready" | "unknown" | "suspended" | "gone";
            }[];
            resources: components["schemas"]["LeaseResources"];
            /** @enum {string} */
            state: "requested" | "blocked" | "placed" | "provisioning" | "active" | "degraded" | "suspended" | "closing" | "closed" | "failed";
            /** @description Set while it is `suspended`: nothing of it runs, its volumes are kept and paid from the reserve. It runs again as soon as the wallet has the funds that a new lease would need. */
            suspension: components["schemas"]["Suspension"] | null;
            /** @description Its ETag: send it as If-Match to change it. Only your own changes move it. */
            version: number;
            /** @description When it closes if it was not placed by then; null: it waits as long as it takes. */
            waitUntil: number | null;
            workload: components["schemas"]["LeaseWorkload"];
        };
        LeaseAuction: {
            /** @description Null until the auction is over. */
            bids: {
                /** @description SHA-256, hexadecimal. */
                digest: string;
                /** @description What the lease would cost an hour by it; null when it did not pass every filter of placement. */
                nanoTokensPerHour: string | null;
                /** @description SHA-256 of seed, colon and digest. Of the cheapest bids the one with the least ticket wins. */
                ticket: string;
                won: boolean;
            }[] | null;
            closedAt: number | null;
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            closesAt: number;
            /** @example auc_4k9d0x7h2m5n8p1qr3st6vwy */
            id: string;
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            opensAt: number;
            /** @description Null until the auction is over. */
            seed: string | null;
            /** @description SHA-256 of the seed, told before anybody could bid. */
            seedHash: string;
            /**
             * @description Without a winner the lease is placed at the price of the pool; `void`: it was closed before.
             * @enum {string}
             */
            state: "open" | "awarded" | "no_bids" | "no_fitting_bid" | "void";
        };
        /**
         * @example {
         *       "replicas": 3
         *     }
         */
        LeaseChange: {
            /** @example production */
            name?: string;
            /**
             * @description How many alike.
             * @example 2
             */
            replicas?: number;
            resources?: components["schemas"]["LeaseResources"];
        };
        /**
         * @description Where it may run.
         * @example {
         *       "jurisdictions": [
         *         "DE"
         *       ],
         *       "spread": {
         *         "over": "operator",
         *         "maximum": 1
         *       }
         *     }
         */
        LeaseConstraints: {
            /** @description Where it goes by where other open leases of the same project are. What is said of a lease that is over counts no more. */
            affinity?: {
                /** @example lse_4k9d0x7h2m5n8p1qr3st6vwy */
                leaseId: string;
                /** @enum {string} */
                over: "host" | "site" | "operator" | "jurisdiction" | "region";
                /**
                 * @description Together: only where the other has a replica. Apart: only where it has none; this holds for both, whichever is placed later.
                 * @enum {string}
                 */
                place: "together" | "apart";
                /**
                 * @description What is preferred keeps nothing out.
                 * @enum {string}
                 */
                strength: "required" | "preferred";
            }[];
            /**
             * @description Of each group at least one.
             * @example [
             *       [
             *         "nvme",
             *         "ssd"
             *       ]
             *     ]
             */
            anyOfTraits?: string[][];
            forbiddenTraits?: string[];
            /**
             * @description ISO 3166-1 alpha-2; none: anywhere.
             * @example [
             *       "DE",
             *       "FR"
             *     ]
             */
            jurisdictions?: string[];
            /**
             * @description How far those it runs with are trusted, at the least, with each class of capacity that it claims: by work they did and faults of theirs, as the rules say (`reputation`). Where replicas run already they stay.
             * @enum {string}
             */
            minimumTier?: "proven" | "trusted";
            regions?: string[];
            requiredTraits?: string[];
            /** @description How the replicas are divided over operators, sites, hosts or jurisdictions. */
            spread?: {
                /** @description At most so many of the replicas in one. */
                maximum?: number;
                /** @description At most so many more in one than where, of all it may run in, there are fewest. */
                maximumSkew?: number;
                /** @enum {string} */
                over: "operator" | "site" | "host" | "jurisdiction";
            };
        };
        LeaseEvent: {
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            at: number;
            data: {
                [key: string]: unknown;
            };
            id: string;
            type: string;
        };
        LeaseEventPage: {
            items: components["schemas"]["LeaseEvent"][];
            /** @description Give it as `cursor` for the next page; null on the last. */
            nextCursor: string | null;
        };
        LeaseFunds: {
            /**
             * @description Set aside for it, less what it owes since it was last charged.
             * @example 1500000000
             */
            escrow: string;
            /** @description The instant at which that ends, at the prices of now; null when it costs nothing. */
            lastsUntil: number | null;
            /**
             * @description What it costs an hour just now, but for what the reserve pays.
             * @example 1500000000
             */
            nanoTokensPerHour: string;
            /**
             * @description Of the escrow: kept to pay for its volumes while it is suspended.
             * @example 1500000000
             */
            reserve: string;
            /** @description How long the escrow lasts but for the reserve, and after it this lease's share of the wallet, which leases share by price; null when it costs nothing. */
            runwayMillis: number | null;
        };
        LeasePage: {
            items: components["schemas"]["Lease"][];
            /** @description Give it as `cursor` for the next page; null on the last. */
            nextCursor: string | null;
        };
        /**
         * @example {
         *       "pool": "standard",
         *       "replicas": 2,
         *       "resources": {
         *         "cpuMillis": 2000,
         *         "memoryMib": 4096
         *       },
         *       "workload": {
         *         "image": "nginx:1.29"
         *       }
         *     }
         */
        LeaseRequest: {
            constraints?: components["schemas"]["LeaseConstraints"];
            /** @description From its activation; left out: until it is closed. What has volumes is not placed where maintenance is announced that begins before its end. */
            durationMillis?: number;
            /**
             * @description What it may be placed by instead, tried in this order each time that it is to be placed and does not fit as it was asked for. Funds are held for the dearest of them.
             * @example [
             *       {
             *         "constraints": {
             *           "jurisdictions": [
             *             "CH"
             *           ]
             *         }
             *       },
             *       {
             *         "constraints": {},
             *         "maximumDearerBps": 2000
             *       }
             *     ]
             */
            fallbacks?: {
                /** @description Instead of those asked for first, all of them but `affinity`; `{}`: anywhere. Left out: the same. */
                constraints?: {
                    /**
                     * @description Of each group at least one.
                     * @example [
                     *       [
                     *         "nvme",
                     *         "ssd"
                     *       ]
                     *     ]
                     */
                    anyOfTraits?: string[][];
                    forbiddenTraits?: string[];
                    /**
                     * @description ISO 3166-1 alpha-2; none: anywhere.
                     * @example [
                     *       "DE",
                     *       "FR"
                     *     ]
                     */
                    jurisdictions?: string[];
                    /**
                     * @description How far those it runs with are trusted, at the least, with each class of capacity that it claims: by work they did and faults of theirs, as the rules say (`reputation`). Where replicas run already they stay.
                     * @enum {string}
                     */
                    minimumTier?: "proven" | "trusted";
                    regions?: string[];
                    requiredTraits?: string[];
                    /** @description How the replicas are divided over operators, sites, hosts or jurisdictions. */
                    spread?: {
                        /** @description At most so many of the replicas in one. */
                        maximum?: number;
                        /** @description At most so many more in one than where, of all it may run in, there are fewest. */
                        maximumSkew?: number;
                        /** @enum {string} */
                        over: "operator" | "site" | "host" | "jurisdiction";
                    };
                };
                /** @description Instead of those asked for first; none named: any that the pool has a price for. Left out: the same. */
                gpuModels?: string[];
                /**
                 * @description How much dearer than what was asked for first it may be, in basis points; dearer ones are passed over. Left out: as `pricing` says.
                 * @example 2000
                 */
                maximumDearerBps?: number;
            }[];
            /** @example production */
            name?: string;
            /** @example standard */
            pool: string;
            pricing?: components["schemas"]["PricingTerms"];
            /**
             * @description Left out: the key's own, or the tenant's first.
             * @example prj_4k9d0x7h2m5n8p1qr3st6vwy
             */
            projectId?: string;
            /**
             * @description How many alike.
             * @example 2
             */
            replicas: number;
            resources: components["schemas"]["LeaseResources"];
            /** @description How long it may wait to be placed: then it closes as `wait_over`, nothing is charged and what was held is free again. Left out: as long as it takes. */
            waitMillis?: number;
            workload: components["schemas"]["LeaseWorkload"];
        };
        /**
         * @description What one replica takes.
         * @example {
         *       "cpuMillis": 2000,
         *       "memoryMib": 4096
         *     }
         */
        LeaseResources: {
            /**
             * @description Thousandths of a vCPU.
             * @example 2000
             */
            cpuMillis: number;
            /** @description By custom resource class. */
            custom?: {
                [key: string]: number;
            };
            egressMbps?: number;
            /** @description Storage that goes with the replica. */
            ephemeralGib?: number;
            gpu?: {
                count: number;
                /** @description Thousandths of a GPU; below 1000 it is a share of one, and `count` is 1. */
                milliPerGpu?: number;
                /** @description Any of these will do; none named: any that the pool has a price for. */
                models?: string[];
            };
            /** @example 4096 */
            memoryMib: number;
            /** @description Storage that outlasts the replica. A volume can grow, and not shrink. */
            volumes?: {
                gib: number;
                /**
                 * @description Where the replica finds it: absolute, in none of the folders of the system. Left out: `/volumes/<name>`.
                 * @example /data
                 */
                mountPath?: string;
                name: string;
                storageClass: string;
            }[];
        };
        /** @description The last scheduling rounds that said anything of a lease, the latest first. */
        LeaseRounds: {
            items: {
                /**
                 * @description Milliseconds since 1970-01-01T00:00:00Z.
                 * @example 1795000000000
                 */
                at: number;
                /** @description What came of it: replicas that were placed, or reasons. */
                decision: {
                    /** @example lse_4k9d0x7h2m5n8p1qr3st6vwy */
                    leaseId: string;
                    /** @enum {string} */
                    outcome: "placed" | "waits" | "refused" | "unchanged";
                } & {
                    [key: string]: unknown;
                };
                policy: {
                    [key: string]: unknown;
                };
                /** @example rnd_4k9d0x7h2m5n8p1qr3st6vwy */
                roundId: string;
            }[];
        };
        /**
         * @description What runs in each replica.
         * @example {
         *       "image": "nginx:1.29"
         *     }
         */
        LeaseWorkload: {
            args?: string[];
            command?: string[];
            environment?: {
                [key: string]: string;
            };
            healthCheck?: {
                failureThreshold: number;
                intervalSeconds: number;
                path?: string;
                port: number;
                timeoutSeconds: number;
                /** @enum {string} */
                type: "http" | "tcp";
            };
            /** @example nginx:1.29 */
            image: string;
            ports?: {
                name: string;
                port: number;
                /** @enum {string} */
                protocol: "tcp" | "udp";
                /** @description Served over HTTP at an address of its own, that of `addresses`, while the lease is open. */
                public?: boolean;
            }[];
            /** @description The project's registry credential of that name; left out: the image is pulled as anybody may. */
            registryCredential?: string;
            /**
             * @description The user it runs as, never root. Left out: the image's own, which must be a number other than 0.
             * @example 1000
             */
            runAsUser?: number;
            /** @description Whether it may write outside its volumes and `/tmp`. Left out: it may not. */
            writableRoot?: boolean;
        };
        LedgerAudit: {
            accounts: number;
            /**
             * @description Of all entries: zero.
             * @example 1500000000
             */
            entriesSum: string;
            /**
             * @description Tokens in the world.
             * @example 1500000000
             */
            issued: string;
            transfers: number;
            /** @description Transfers that disagree with their entries; the first hundred. */
            unbalancedTransfers: string[];
            /** @description Accounts that disagree with their entries or their pending transfers; the first hundred. */
            wrongBalances: {
                /** @example acc_4k9d0x7h2m5n8p1qr3st6vwy */
                accountId: string;
                /**
                 * @description Nano-tokens (billionths), as a decimal string.
                 * @example 1500000000
                 */
                balance: string;
                /**
                 * @description Nano-tokens (billionths), as a decimal string.
                 * @example 1500000000
                 */
                entries: string;
                kind: string;
                ownerId: string;
                /**
                 * @description Nano-tokens (billionths), as a decimal string.
                 * @example 1500000000
                 */
                pending: string;
                /**
                 * @description Nano-tokens (billionths), as a decimal string.
                 * @example 1500000000
                 */
                reserved: string;
            }[];
            /** @description Accounts whose history is not their entries; the first hundred. */
            wrongHistories: string[];
        };
        LedgerDifference: {
            account: {
                asset: string;
                /** @description Since when nothing is paid out of it. */
                frozenAt: number | null;
                /** @example acc_4k9d0x7h2m5n8p1qr3st6vwy */
                id: string;
                /**
                 * @description What the account is for.
                 * @enum {string}
                 */
                kind: "wallet" | "escrow" | "earnings" | "payouts" | "unclaimed" | "bond" | "stake" | "cover" | "exits" | "redress" | "treasury" | "fees" | "dust" | "issuance";
                ownerId: string;
            };
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            at: number;
            endedAt: number | null;
            /**
             * @description Nano-tokens (billionths), as a decimal string.
             * @example 1500000000
             */
            expected: string;
            /**
             * @description Nano-tokens (billionths), as a decimal string.
             * @example 1500000000
             */
            found: string;
            id: number;
            /**
             * @description What is not as it must be; `raised` by a person.
             * @enum {string}
             */
            kind: "balance" | "reserved" | "escrow" | "statement" | "raised";
            notes: {
                /**
                 * @description Milliseconds since 1970-01-01T00:00:00Z.
                 * @example 1795000000000
                 */
                at: number;
                authorId: string;
                reason: string;
                /** @enum {string} */
                what: "raised" | "acknowledged" | "resolved";
            }[];
            /** @description The transfer that began it, as near as can be told. */
            transferId: string | null;
        };
        LedgerDifferencePage: {
            items: components["schemas"]["LedgerDifference"][];
            /** @description Give it as `cursor` for the next page; null on the last. */
            nextCursor: string | null;
        };
        Log: {
            /** @description The latest; null before the first. */
            head: components["schemas"]["LogHead"] | null;
            /** @description Every key that ever signed, the latest first. */
            keys: {
                /**
                 * @description Milliseconds since 1970-01-01T00:00:00Z.
                 * @example 1795000000000
                 */
                firstSignedAt: number;
                /** @description The first 16 hexadecimal digits of the SHA-256 of the public key. */
                id: string;
                /**
                 * Format: base64
                 * @description The 32 bytes of an Ed25519 public key, base 64.
                 */
                publicKey: string;
            }[];
        };
        LogConsistency: {
            /** @description Leaves. */
            first: number;
            /** @description As RFC 6962, 2.1.2 has it; verified as RFC 9162, 2.1.4.2 says. */
            proof: string[];
            /** @description Leaves. */
            second: number;
        };
        /** @description What the log was at a moment. Keep one: no later log can deny it. */
        LogHead: {
            /** @description The first 16 hexadecimal digits of the SHA-256 of the public key. */
            keyId: string;
            /**
             * Format: base64
             * @description The root of the tree, as RFC 6962 has it, base 64.
             */
            root: string;
            /**
             * Format: base64
             * @description Ed25519, of the lines `weir-log-head`, size, root and signedAt, each ended by a line feed, base 64.
             */
            signature: string;
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            signedAt: number;
            /** @description Leaves. */
            size: number;
        };
        LogHeadPage: {
            items: components["schemas"]["LogHead"][];
            /** @description Give it as `cursor` for the next page; null on the last. */
            nextCursor: string | null;
        };
        LogLine: {
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            at: number;
            replica: number;
            text: string;
        };
        MaintenanceRequest: {
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            endsAt: number;
            reason: string;
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            startsAt: number;
        };
        MaintenanceWindow: {
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            endsAt: number;
            /** @example mnt_4k9d0x7h2m5n8p1qr3st6vwy */
            id: string;
            reason: string;
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            startsAt: number;
        };
        Member: {
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            createdAt: number;
            email: string;
            /** @example mbr_4k9d0x7h2m5n8p1qr3st6vwy */
            id: string;
            role: string;
        };
        MemberChange: {
            /** @enum {string} */
            role: "owner" | "admin" | "developer" | "billing-viewer" | "technician" | "finance-viewer" | "administrator";
        };
        /**
         * @example {
         *       "email": "ada@example.com",
         *       "role": "owner"
         *     }
         */
        MemberInput: {
            /**
             * Format: email
             * @example ada@example.com
             */
            email: string;
            /** @enum {string} */
            role: "owner" | "admin" | "developer" | "billing-viewer" | "technician" | "finance-viewer" | "administrator";
        };
        MemberPage: {
            items: components["schemas"]["Member"][];
            /** @description Give it as `cursor` for the next page; null on the last. */
            nextCursor: string | null;
        };
        Message: {
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            createdAt: number;
            /** @description How many of its deliveries are in each state. */
            deliveries: {
                delivered: number;
                failed: number;
                pending: number;
            };
            /** @example msg_4k9d0x7h2m5n8p1qr3st6vwy */
            id: string;
            /** @description The lease it is about. */
            leaseId: string | null;
            /** @description The body, as it is sent. */
            payload: {
                data: {
                    [key: string]: unknown;
                };
                timestamp: string;
                type: components["schemas"]["EventType"];
            };
            type: components["schemas"]["EventType"];
        };
        MessagePage: {
            items: components["schemas"]["Message"][];
            /** @description Give it as `cursor` for the next page; null on the last. */
            nextCursor: string | null;
        };
        Movement: {
            /**
             * @description Positive when it came in.
             * @example 1500000000
             */
            amount: string;
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            at: number;
            counterparty: {
                /**
                 * @description What the account is for.
                 * @enum {string}
                 */
                kind: "wallet" | "escrow" | "earnings" | "payouts" | "unclaimed" | "bond" | "stake" | "cover" | "exits" | "redress" | "treasury" | "fees" | "dust" | "issuance";
                ownerId: string;
            };
            reason: string;
            subjectId: string | null;
            /** @example trf_4k9d0x7h2m5n8p1qr3st6vwy */
            transferId: string;
        };
        MovementPage: {
            items: components["schemas"]["Movement"][];
            /** @description Give it as `cursor` for the next page; null on the last. */
            nextCursor: string | null;
        };
        MovesRequest: {
            /**
             * @description At most so many replicas are told to move.
             * @default 50
             */
            moves: number;
        };
        NewOperator: {
            key: components["schemas"]["IssuedKey"];
            operator: components["schemas"]["Operator"];
        };
        NewTenant: {
            key: components["schemas"]["IssuedKey"];
            project: components["schemas"]["Project"];
            tenant: components["schemas"]["Tenant"];
        };
        OfferedPool: {
            classes: {
                /**
                 * @description How much is free, coarsely: `low` is under a tenth of what is on offer, `medium` under half.
                 * @enum {string}
                 */
                availability: "none" | "low" | "medium" | "high";
                resourceClass: string;
                variant: string;
            }[];
            jurisdictions: string[];
            name: string;
            regions: string[];
        };
        OfferedPoolPage: {
            items: components["schemas"]["OfferedPool"][];
            /** @description Give it as `cursor` for the next page; null on the last. */
            nextCursor: string | null;
        };
        /** @description A leaf of the log, its inclusion proof (RFC 6962, 2.1.1), and what it commits to. */
        OpenedLeaf: {
            /**
             * Format: base64
             * @description SHA-256 of 0x00 and the leaf, base 64.
             */
            hash: string;
            /** @description Whom it is about, and what only they may know: the SHA-256 of its canonical JSON is the leaf's `hidden`. Take it out, and the file is still verified. */
            hidden?: {
                salt: string;
            } & {
                [key: string]: unknown;
            };
            /** @description What is hashed, as canonical JSON (RFC 8785): keys in order, no blanks. */
            leaf: {
                index: number;
                /** @enum {string} */
                kind: "rules" | "seeds" | "round" | "rate" | "usage" | "draw" | "challenge" | "fault" | "slash" | "decision" | "loss" | "charge" | "statement" | "line" | "cover" | "price" | "claim" | "credit" | "share" | "reward" | "inflow" | "entry";
                salt: string;
            } & {
                [key: string]: unknown;
            };
            /**
             * Format: base64
             * @description The hashes from the leaf to the root, one after another, base 64.
             */
            proof: string;
        };
        Operator: {
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            createdAt: number;
            /**
             * @description Operators of one group belong together: where work is divided over operators they count as one. Null: it counts by itself.
             * @example northern
             */
            groupId: string | null;
            /** @example opr_4k9d0x7h2m5n8p1qr3st6vwy */
            id: string;
            name: string;
        };
        /**
         * @example {
         *       "groupId": "northern"
         *     }
         */
        OperatorChange: {
            /**
             * @description Operators of one group belong together: where work is divided over operators they count as one. Null: it counts by itself.
             * @example northern
             */
            groupId: string | null;
        };
        OperatorDeposit: {
            /**
             * @description Nano-tokens (billionths), as a decimal string.
             * @example 1500000000
             */
            amount: string;
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            at: number;
            /** @example trf_4k9d0x7h2m5n8p1qr3st6vwy */
            id: string;
            /** @example opr_4k9d0x7h2m5n8p1qr3st6vwy */
            operatorId: string;
            reference: string;
        };
        OperatorDepositRequest: {
            /** @description Nano-tokens (billionths), as a decimal string. */
            amount: string;
            /**
             * @description The payer's own. The same deposit sent again with it changes nothing.
             * @example production
             */
            reference: string;
        };
        /** @description Something that an operator has to answer for. */
        OperatorFault: {
            /**
             * @description When it happened.
             * @example 1795000000000
             */
            at: number;
            /** @description The facts. They are in the log once it is settled. */
            evidence: {
                [key: string]: string | number;
            };
            /** @example hst_4k9d0x7h2m5n8p1qr3st6vwy */
            hostId: string;
            /** @example ofl_4k9d0x7h2m5n8p1qr3st6vwy */
            id: string;
            /** @enum {string} */
            kind: "lost_contact" | "host_lost" | "early_reclaim" | "failed_challenge" | "false_capacity" | "meter_cheating";
            /** @example opr_4k9d0x7h2m5n8p1qr3st6vwy */
            operatorId: string;
            /** @example pol_4k9d0x7h2m5n8p1qr3st6vwy */
            poolId: string;
            /** @description Why; null while it is open. */
            reason: string | null;
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            recordedAt: number;
            /** @description The version of the rules that it goes by. */
            rulesVersion: number;
            settledAt: number | null;
            /**
             * @description `open` within the grace; `cured` in time; `excused`, being of the platform's making; or `confirmed`.
             * @enum {string}
             */
            state: "open" | "cured" | "excused" | "confirmed";
            /** @description The capacity in question: what claims held, or all that the host offers where that is in doubt. */
            units: {
                resourceClass: string;
                units: string;
                variant: string;
            }[];
        };
        OperatorFaultPage: {
            items: components["schemas"]["OperatorFault"][];
            /** @description Give it as `cursor` for the next page; null on the last. */
            nextCursor: string | null;
        };
        /**
         * @example {
         *       "name": "Northern Light"
         *     }
         */
        OperatorInput: {
            /** @example production */
            name: string;
        };
        OperatorPage: {
            items: components["schemas"]["Operator"][];
            /** @description Give it as `cursor` for the next page; null on the last. */
            nextCursor: string | null;
        };
        OwnPayouts: {
            items: components["schemas"]["Payout"][];
            /** @description Give it as `cursor` for the next page; null on the last. */
            nextCursor: string | null;
            upcoming: {
                /**
                 * @description What would be paid then of what is earned by now: nothing, unless it reaches the threshold.
                 * @example 1500000000
                 */
                amount: string;
                /** @description When the next period starts; null where nobody is paid out. */
                at: number | null;
                /** @description Whether nothing is paid out at present, since a difference in the account is looked into. */
                frozen: boolean;
                /**
                 * @description Earned too lately to be paid then.
                 * @example 1500000000
                 */
                held: string;
                /**
                 * @description Nano-tokens (billionths), as a decimal string.
                 * @example 1500000000
                 */
                threshold: string;
                /**
                 * @description Reserved for payouts that are pending.
                 * @example 1500000000
                 */
                underWay: string;
            };
        };
        PasswordChange: {
            current: string;
            /**
             * @description 12 characters at least.
             * @example correct horse battery staple
             */
            password: string;
        };
        PasswordInput: {
            /**
             * @description 12 characters at least.
             * @example correct horse battery staple
             */
            password: string;
        };
        PaymentDeposit: {
            /**
             * @description Nano-tokens (billionths), as a decimal string.
             * @example 1500000000
             */
            amount: string;
            /** @example dep_4k9d0x7h2m5n8p1qr3st6vwy */
            id: string;
            /** @description Why it was assigned or returned. */
            reason: string | null;
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            receivedAt: number;
            recipient: string;
            reference: string;
            resolvedAt: number | null;
            /** @enum {string} */
            state: "credited" | "held" | "assigned" | "returned";
            /** @description Whose wallet it is in; null while it is held, and when it was returned. */
            tenantId: string | null;
        };
        PaymentDepositPage: {
            items: components["schemas"]["PaymentDeposit"][];
            /** @description Give it as `cursor` for the next page; null on the last. */
            nextCursor: string | null;
        };
        PaymentMessage: {
            attempts: number;
            /** @description What is sent, the same to the byte at every attempt; null before the first. */
            body: string | null;
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            createdAt: number;
            id: string;
            lastError: string | null;
            nextAttemptAt: number | null;
            sentAt: number | null;
            /**
             * @description `dropped`: nothing was left to say.
             * @enum {string}
             */
            state: "pending" | "sent" | "failed" | "dropped";
            /** @enum {string} */
            type: "payout.batch" | "deposit.return" | "wallet.top_up_requested";
        };
        PaymentMessagePage: {
            items: components["schemas"]["PaymentMessage"][];
            /** @description Give it as `cursor` for the next page; null on the last. */
            nextCursor: string | null;
        };
        Payout: {
            /**
             * @description Nano-tokens (billionths), as a decimal string.
             * @example 1500000000
             */
            amount: string;
            batchId: string | null;
            /** @example pay_4k9d0x7h2m5n8p1qr3st6vwy */
            id: string;
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            madeAt: number;
            /** @example opr_4k9d0x7h2m5n8p1qr3st6vwy */
            operatorId: string;
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            periodStartsAt: number;
            /** @description Why it was skipped (`account_frozen`: a difference in the account is looked into), failed or came back. */
            reason: string | null;
            /** @description The payment service's own. */
            reference: string | null;
            resolvedAt: number | null;
            /**
             * @description What failed, was skipped or came back is earnings again, and in a later payout; what is stopped waits for a person, reserved, and then goes on.
             * @enum {string}
             */
            state: "stopped" | "pending" | "paid" | "failed" | "returned" | "skipped";
        };
        PayoutNotice: {
            /** @description The payout's; another one is refused. */
            amount: string;
            /**
             * @description `failed`: nothing was paid, nor will be. `returned`: it was paid, and came back.
             * @enum {string}
             */
            outcome: "paid" | "failed" | "returned";
            /** @example pay_4k9d0x7h2m5n8p1qr3st6vwy */
            payoutId: string;
            /** @description Why it failed or came back. */
            reason?: string;
            /**
             * @description Your own.
             * @example production
             */
            reference?: string;
        };
        PayoutPage: {
            items: components["schemas"]["Payout"][];
            /** @description Give it as `cursor` for the next page; null on the last. */
            nextCursor: string | null;
        };
        Person: {
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            createdAt: number;
            email: string;
            /** @description Has signed in by OpenID Connect. */
            hasIdentity: boolean;
            hasPassword: boolean;
            /** @example per_4k9d0x7h2m5n8p1qr3st6vwy */
            id: string;
            name: string;
        };
        /**
         * @example {
         *       "email": "ada@example.com",
         *       "name": "Ada",
         *       "password": "correct horse battery staple"
         *     }
         */
        PersonInput: {
            /**
             * Format: email
             * @example ada@example.com
             */
            email: string;
            /** @example production */
            name: string;
            /**
             * @description 12 characters at least.
             * @example correct horse battery staple
             */
            password: string;
        };
        PersonPage: {
            items: components["schemas"]["Person"][];
            /** @description Give it as `cursor` for the next page; null on the last. */
            nextCursor: string | null;
        };
        /** @description A round decided again from what is kept of it. */
        PlacementReplay: {
            checks: {
                hosts: boolean;
                log: boolean;
                market: boolean;
                outcomes: boolean;
                plan: boolean;
                requests: boolean;
                seed: boolean;
            };
            claims: number;
            header: components["schemas"]["RoundHeader"];
            hosts: number;
            /** @description Whether all checks agree. */
            identical: boolean;
            /** @description Its place in the log; null until it is there. */
            logIndex: number | null;
            /** @description The decision, made again. */
            plan: {
                [key: string]: unknown;
            };
            /** @description Parts of it that could not be written then. */
            refused: {
                [key: string]: unknown;
            }[];
            requests: number;
            /** @example rnd_4k9d0x7h2m5n8p1qr3st6vwy */
            roundId: string;
        };
        PlacementRound: {
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            at: number;
            /** @description What is kept of it, compressed. */
            bytes: number;
            fence: string;
            header: components["schemas"]["RoundHeader"];
            /** @example rnd_4k9d0x7h2m5n8p1qr3st6vwy */
            id: string;
            /** @description Of which it said anything. */
            leases: number;
            /** @example pol_4k9d0x7h2m5n8p1qr3st6vwy */
            poolId: string;
        };
        PlacementRoundPage: {
            items: components["schemas"]["PlacementRound"][];
            /** @description Give it as `cursor` for the next page; null on the last. */
            nextCursor: string | null;
        };
        /** @description All that a round was decided by: what `weir placement simulate` takes. */
        PlacementSimulation: {
            format: string;
        } & {
            [key: string]: unknown;
        };
        Pool: {
            /** @description How much placement prefers cheaper asks over spreading a lease's replicas over operators, in basis points: 0 not at all, 10000 above all. */
            askWeightBps: number;
            /** @description A lease that can cost so much an hour goes to auction unasked; null: only those whose tenants ask. */
            auctionFromNanoTokensPerHour: string | null;
            /**
             * @description How long operators may bid for a lease that goes to auction; 0: the pool holds no auctions.
             * @example 60000
             */
            auctionWindowMillis: number;
            /** @description How concentrated on few operators the claims may be, of each class, when three or more serve it: the sum of the squares of their shares of its capacity, in basis points; 10000: as much as they are. */
            concentrationCapBps: number;
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            createdAt: number;
            feeBps: number;
            /** @example pol_4k9d0x7h2m5n8p1qr3st6vwy */
            id: string;
            /** @description How far two sources of one meter may differ, in basis points of the larger, before what they counted is held for a decision. */
            meteringToleranceBps: number;
            name: string;
            /** @description How a charge is divided, in basis points: operatorBps + treasuryBps + feeBps = 10000. */
            operatorBps: number;
            /** @description How much of the pool one operator may carry, when three or more serve it; basis points. Operators of one group count as one. */
            operatorShareCapBps: number;
            /**
             * @description How placement packs hosts. `expected-fill`: where what the next arrivals would fill, by what was asked for lately, falls least; `fragmentation-gradient`: where what they could not use grows least; `best-fit`: where the least is left.
             * @enum {string}
             */
            packScore: "expected-fill" | "fragmentation-gradient" | "best-fit";
            /** @description How much packing is preferred over spreading and cheaper asks, in basis points: 0 only between hosts that are equal in both, 10000 above all. */
            packWeightBps: number;
            /** @description So many replicas may be on the move at once to free whole hosts and GPUs, without anybody asking for it: each starts anew elsewhere before the one that runs ends, and a lease moves one replica an hour at most. 0: none. */
            rebalanceMoves: number;
            /** @description How much operators of better tiers (`GET /v1/operator/reputation`) are preferred over spreading and cheaper asks, in basis points: 0 not at all, 10000 above all. */
            tierWeightBps: number;
            treasuryBps: number;
        };
        PoolConcentration: {
            classes: {
                /** @description The index of what is claimed by the capacity, which the bound is for: 0 while nothing is claimed, `claimedBps` when all is. */
                boundBps: number;
                capacity: number;
                /** @description The sum of the squares of the shares of the capacity, in basis points, rounded up; 10000 where one has all. */
                capacityBps: number;
                claimed: number;
                /** @description The sum of the squares of the shares of what is claimed, in basis points, rounded up; 10000 where one has all. */
                claimedBps: number;
                /** @description The one that carries most comes first. */
                groups: {
                    capacity: number;
                    claimed: number;
                    /** @description Of all that is claimed, rounded down. */
                    claimedShareBps: number;
                    /** @description Those that belong together, or the one. */
                    operatorIds: string[];
                }[];
                resourceClass: string;
                variant: string;
            }[];
            /** @description The pool's bound; 10000: none. */
            concentrationCapBps: number;
        };
        PoolPage: {
            items: components["schemas"]["Pool"][];
            /** @description Give it as `cursor` for the next page; null on the last. */
            nextCursor: string | null;
        };
        PoolPatch: {
            /** @description How much placement prefers cheaper asks over spreading a lease's replicas over operators, in basis points: 0 not at all, 10000 above all. */
            askWeightBps?: number;
            /** @description A lease that can cost so much an hour goes to auction unasked; null: only those whose tenants ask. */
            auctionFromNanoTokensPerHour?: string | null;
            /**
             * @description How long operators may bid for a lease that goes to auction; 0: the pool holds no auctions.
             * @example 60000
             */
            auctionWindowMillis?: number;
            /** @description How concentrated on few operators the claims may be, of each class, when three or more serve it: the sum of the squares of their shares of its capacity, in basis points; 10000: as much as they are. */
            concentrationCapBps?: number;
            feeBps?: number;
            /** @description How far two sources of one meter may differ, in basis points of the larger, before what they counted is held for a decision. */
            meteringToleranceBps?: number;
            /** @description How a charge is divided, in basis points: operatorBps + treasuryBps + feeBps = 10000. */
            operatorBps?: number;
            /** @description How much of the pool one operator may carry, when three or more serve it; basis points. Operators of one group count as one. */
            operatorShareCapBps?: number;
            /**
             * @description How placement packs hosts. `expected-fill`: where what the next arrivals would fill, by what was asked for lately, falls least; `fragmentation-gradient`: where what they could not use grows least; `best-fit`: where the least is left.
             * @enum {string}
             */
            packScore?: "expected-fill" | "fragmentation-gradient" | "best-fit";
            /** @description How much packing is preferred over spreading and cheaper asks, in basis points: 0 only between hosts that are equal in both, 10000 above all. */
            packWeightBps?: number;
            /** @description So many replicas may be on the move at once to free whole hosts and GPUs, without anybody asking for it: each starts anew elsewhere before the one that runs ends, and a lease moves one replica an hour at most. 0: none. */
            rebalanceMoves?: number;
            /** @description How much operators of better tiers (`GET /v1/operator/reputation`) are preferred over spreading and cheaper asks, in basis points: 0 not at all, 10000 above all. */
            tierWeightBps?: number;
            treasuryBps?: number;
        };
        PoolRequest: {
            /** @description How much placement prefers cheaper asks over spreading a lease's replicas over operators, in basis points: 0 not at all, 10000 above all. */
            askWeightBps?: number;
            /** @description A lease that can cost so much an hour goes to auction unasked; null: only those whose tenants ask. */
            auctionFromNanoTokensPerHour?: string | null;
            /**
             * @description How long operators may bid for a lease that goes to auction; 0: the pool holds no auctions.
             * @example 60000
             */
            auctionWindowMillis?: number;
            /** @description How concentrated on few operators the claims may be, of each class, when three or more serve it: the sum of the squares of their shares of its capacity, in basis points; 10000: as much as they are. */
            concentrationCapBps?: number;
            feeBps?: number;
            /** @description How far two sources of one meter may differ, in basis points of the larger, before what they counted is held for a decision. */
            meteringToleranceBps?: number;
            /** @example general */
            name: string;
            /** @description How a charge is divided, in basis points: operatorBps + treasuryBps + feeBps = 10000. */
            operatorBps?: number;
            /** @description How much of the pool one operator may carry, when three or more serve it; basis points. Operators of one group count as one. */
            operatorShareCapBps?: number;
            /**
             * @description How placement packs hosts. `expected-fill`: where what the next arrivals would fill, by what was asked for lately, falls least; `fragmentation-gradient`: where what they could not use grows least; `best-fit`: where the least is left.
             * @enum {string}
             */
            packScore?: "expected-fill" | "fragmentation-gradient" | "best-fit";
            /** @description How much packing is preferred over spreading and cheaper asks, in basis points: 0 only between hosts that are equal in both, 10000 above all. */
            packWeightBps?: number;
            /** @description So many replicas may be on the move at once to free whole hosts and GPUs, without anybody asking for it: each starts anew elsewhere before the one that runs ends, and a lease moves one replica an hour at most. 0: none. */
            rebalanceMoves?: number;
            /** @description How much operators of better tiers (`GET /v1/operator/reputation`) are preferred over spreading and cheaper asks, in basis points: 0 not at all, 10000 above all. */
            tierWeightBps?: number;
            treasuryBps?: number;
        };
        Price: {
            /**
             * @description What of it is base fee, which goes to the pool's treasury.
             * @example 1500000000
             */
            baseNanoTokensPerUnitHour: string;
            /**
             * @description Whether it is always so, moves with how much of the pool is claimed, or from epoch to epoch with how much was.
             * @enum {string}
             */
            kind: "fixed" | "kinked" | "base-fee";
            /**
             * @description Nano-tokens (billionths), as a decimal string.
             * @example 1500000000
             */
            nanoTokensPerUnitHour: string;
            /**
             * @description A resource class, or what is metered: EGRESS_GIB (per GiB), STORED_GIB_HOUR.
             * @example CPU_MILLI
             */
            resourceClass: string;
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            since: number;
            /**
             * @description What the price is for.
             * @example vCPU hour
             */
            unit: string;
            /**
             * @description GPU model or storage class; empty: every variant that has no rate of its own.
             * @example
             */
            variant: string;
        };
        /**
         * @example {
         *       "amount": "100",
         *       "way": [
         *         {
         *           "reserveIn": "5000",
         *           "reserveOut": "10000"
         *         }
         *       ]
         *     }
         */
        PriceCurveAmountsInQuestion: {
            /** @description Units of the asset, as a decimal string. */
            amount: string;
            way: {
                /** @description Units of the asset, as a decimal string. */
                reserveIn: string;
                /** @description Units of the asset, as a decimal string. */
                reserveOut: string;
            }[];
        };
        PriceCurveAmountsInResult: {
            amounts: string[];
        };
        /**
         * @example {
         *       "amount": "100",
         *       "way": [
         *         {
         *           "reserveIn": "5000",
         *           "reserveOut": "10000"
         *         }
         *       ]
         *     }
         */
        PriceCurveAmountsOutQuestion: {
            /** @description Units of the asset, as a decimal string. */
            amount: string;
            way: {
                /** @description Units of the asset, as a decimal string. */
                reserveIn: string;
                /** @description Units of the asset, as a decimal string. */
                reserveOut: string;
            }[];
        };
        PriceCurveAmountsOutResult: {
            amounts: string[];
        };
        /**
         * @example {
         *       "rule": {
         *         "targetBps": 5000,
         *         "denominator": 8,
         *         "floor": "1000",
         *         "ceiling": "1000000000000"
         *       },
         *       "base": "1000000000",
         *       "utilisation": {
         *         "used": "100",
         *         "total": "100"
         *       }
         *     }
         */
        PriceCurveBaseFeeQuestion: {
            /** @description Units of the asset, as a decimal string. */
            base: string;
            rule: {
                /** @description Units of the asset, as a decimal string. */
                ceiling: string;
                denominator: number;
                /** @description Units of the asset, as a decimal string. */
                floor: string;
                /** @description Basis points. */
                targetBps: number;
            };
            utilisation: {
                /** @description Units of the asset, as a decimal string. */
                total: string;
                /** @description Units of the asset, as a decimal string. */
                used: string;
            };
        };
        PriceCurveBaseFeeResult: {
            /**
             * @description As a decimal string.
             * @example 1000
             */
            amount: string;
        };
        /**
         * @example {
         *       "rule": {
         *         "targetBps": "200",
         *         "decayBpsPerDay": "200",
         *         "bumpBps": "500",
         *         "unit": "10000000000000000"
         *       },
         *       "request": {
         *         "amount": "2400000000000000000000",
         *         "periodMillis": 31536000000,
         *         "bumpedBps": "200",
         *         "elapsedMillis": 0,
         *         "capacity": "50000000000000000000000",
         *         "used": "0"
         *       }
         *     }
         */
        PriceCurveCoverQuestion: {
            request: {
                /** @description Units of the asset, as a decimal string. */
                amount: string;
                /** @description Units of the asset, as a decimal string. */
                bumpedBps: string;
                /** @description Units of the asset, as a decimal string. */
                capacity: string;
                /**
                 * @description Milliseconds.
                 * @example 86400000
                 */
                elapsedMillis: number;
                /**
                 * @description Milliseconds.
                 * @example 86400000
                 */
                periodMillis: number;
                /** @description Units of the asset, as a decimal string. */
                used: string;
            };
            rule: {
                /** @description Units of the asset, as a decimal string. */
                bumpBps: string;
                /** @description Units of the asset, as a decimal string. */
                decayBpsPerDay: string;
                /** @description Units of the asset, as a decimal string. */
                targetBps: string;
                /** @description Units of the asset, as a decimal string. */
                unit: string;
            };
        };
        PriceCurveCoverResult: {
            /**
             * @description As a decimal string.
             * @example 1000
             */
            baseBps: string;
            /**
             * @description As a decimal string.
             * @example 1000
             */
            bumpedBps: string;
            /**
             * @description As a decimal string.
             * @example 1000
             */
            premium: string;
            /**
             * @description As a decimal string.
             * @example 1000
             */
            usedBps: string;
        };
        /**
         * @example {
         *       "rateRayPerYear": "50000000000000000000000000",
         *       "elapsedMillis": 31536000000
         *     }
         */
        PriceCurveInterestQuestion: {
            /**
             * @description Milliseconds.
             * @example 86400000
             */
            elapsedMillis: number;
            /** @description Units of the asset, as a decimal string. */
            rateRayPerYear: string;
        };
        PriceCurveInterestResult: {
            /**
             * @description As a decimal string.
             * @example 1000
             */
            compounded: string;
            /**
             * @description As a decimal string.
             * @example 1000
             */
            linear: string;
        };
        /**
         * @example {
         *       "rate": {
         *         "base": "1000",
         *         "multiplier": "2000",
         *         "jumpMultiplier": "10000",
         *         "kinkBps": 9000
         *       },
         *       "utilisation": {
         *         "used": "50",
         *         "total": "100"
         *       }
         *     }
         */
        PriceCurveJumpRateQuestion: {
            rate: {
                /** @description Units of the asset, as a decimal string. */
                base: string;
                /** @description Units of the asset, as a decimal string. */
                jumpMultiplier: string;
                /** @description Basis points. */
                kinkBps: number;
                /** @description Units of the asset, as a decimal string. */
                multiplier: string;
            };
            utilisation: {
                /** @description Units of the asset, as a decimal string. */
                total: string;
                /** @description Units of the asset, as a decimal string. */
                used: string;
            };
        };
        PriceCurveJumpRateResult: {
            /**
             * @description As a decimal string.
             * @example 1000
             */
            amount: string;
        };
        /**
         * @example {
         *       "curve": {
         *         "base": "1000",
         *         "slope1": "500",
         *         "slope2": "5000",
         *         "kinkBps": 8000
         *       },
         *       "utilisation": {
         *         "used": "50",
         *         "total": "100"
         *       }
         *     }
         */
        PriceCurveKinkedQuestion: {
            curve: {
                /** @description Units of the asset, as a decimal string. */
                base: string;
                /** @description Basis points. */
                kinkBps: number;
                /** @description Units of the asset, as a decimal string. */
                slope1: string;
                /** @description Units of the asset, as a decimal string. */
                slope2: string;
            };
            utilisation: {
                /** @description Units of the asset, as a decimal string. */
                total: string;
                /** @description Units of the asset, as a decimal string. */
                used: string;
            };
        };
        PriceCurveKinkedResult: {
            /**
             * @description As a decimal string.
             * @example 1000
             */
            amount: string;
        };
        /**
         * @example {
         *       "pair": {
         *         "reserve0": "5000",
         *         "reserve1": "10000",
         *         "supply": "7071"
         *       },
         *       "lastProduct": "49000000"
         *     }
         */
        PriceCurveProtocolSharesQuestion: {
            /** @description Units of the asset, as a decimal string. */
            lastProduct: string;
            pair: {
                /** @description Units of the asset, as a decimal string. */
                reserve0: string;
                /** @description Units of the asset, as a decimal string. */
                reserve1: string;
                /** @description Units of the asset, as a decimal string. */
                supply: string;
            };
        };
        PriceCurveProtocolSharesResult: {
            /**
             * @description As a decimal string.
             * @example 1000
             */
            amount: string;
        };
        /**
         * @example {
         *       "pair": {
         *         "reserve0": "5000",
         *         "reserve1": "10000",
         *         "supply": "7071"
         *       },
         *       "amounts": {
         *         "amount0": "500",
         *         "amount1": "1000"
         *       }
         *     }
         */
        PriceCurveProvideQuestion: {
            amounts: {
                /** @description Units of the asset, as a decimal string. */
                amount0: string;
                /** @description Units of the asset, as a decimal string. */
                amount1: string;
            };
            pair: {
                /** @description Units of the asset, as a decimal string. */
                reserve0: string;
                /** @description Units of the asset, as a decimal string. */
                reserve1: string;
                /** @description Units of the asset, as a decimal string. */
                supply: string;
            };
        };
        PriceCurveProvideResult: {
            pair: {
                /**
                 * @description As a decimal string.
                 * @example 1000
                 */
                reserve0: string;
                /**
                 * @description As a decimal string.
                 * @example 1000
                 */
                reserve1: string;
                /**
                 * @description As a decimal string.
                 * @example 1000
                 */
                supply: string;
            };
            /**
             * @description As a decimal string.
             * @example 1000
             */
            shares: string;
        };
        /**
         * @example {
         *       "amount": "100",
         *       "reserves": {
         *         "reserveIn": "5000",
         *         "reserveOut": "10000"
         *       }
         *     }
         */
        PriceCurveQuoteQuestion: {
            /** @description Units of the asset, as a decimal string. */
            amount: string;
            reserves: {
                /** @description Units of the asset, as a decimal string. */
                reserveIn: string;
                /** @description Units of the asset, as a decimal string. */
                reserveOut: string;
            };
        };
        PriceCurveQuoteResult: {
            /**
             * @description As a decimal string.
             * @example 1000
             */
            amount: string;
        };
        /**
         * @example {
         *       "borrowRate": "5000",
         *       "utilisation": {
         *         "used": "50",
         *         "total": "100"
         *       },
         *       "reserveBps": 1000
         *     }
         */
        PriceCurveSupplyRateQuestion: {
            /** @description Units of the asset, as a decimal string. */
            borrowRate: string;
            /** @description Basis points. */
            reserveBps: number;
            utilisation: {
                /** @description Units of the asset, as a decimal string. */
                total: string;
                /** @description Units of the asset, as a decimal string. */
                used: string;
            };
        };
        PriceCurveSupplyRateResult: {
            /**
             * @description As a decimal string.
             * @example 1000
             */
            amount: string;
        };
        /**
         * @example {
         *       "pair": {
         *         "reserve0": "5000",
         *         "reserve1": "10000",
         *         "supply": "7071"
         *       },
         *       "into": {
         *         "amount0": "100",
         *         "amount1": "0"
         *       },
         *       "out": {
         *         "amount0": "0",
         *         "amount1": "195"
         *       }
         *     }
         */
        PriceCurveSwapQuestion: {
            into: {
                /** @description Units of the asset, as a decimal string. */
                amount0: string;
                /** @description Units of the asset, as a decimal string. */
                amount1: string;
            };
            out: {
                /** @description Units of the asset, as a decimal string. */
                amount0: string;
                /** @description Units of the asset, as a decimal string. */
                amount1: string;
            };
            pair: {
                /** @description Units of the asset, as a decimal string. */
                reserve0: string;
                /** @description Units of the asset, as a decimal string. */
                reserve1: string;
                /** @description Units of the asset, as a decimal string. */
                supply: string;
            };
        };
        PriceCurveSwapResult: {
            /**
             * @description As a decimal string.
             * @example 1000
             */
            reserve0: string;
            /**
             * @description As a decimal string.
             * @example 1000
             */
            reserve1: string;
            /**
             * @description As a decimal string.
             * @example 1000
             */
            supply: string;
        };
        /**
         * @example {
         *       "pair": {
         *         "reserve0": "5000",
         *         "reserve1": "10000",
         *         "supply": "7071"
         *       },
         *       "shares": "700"
         *     }
         */
        PriceCurveTakeOutQuestion: {
            pair: {
                /** @description Units of the asset, as a decimal string. */
                reserve0: string;
                /** @description Units of the asset, as a decimal string. */
                reserve1: string;
                /** @description Units of the asset, as a decimal string. */
                supply: string;
            };
            /** @description Units of the asset, as a decimal string. */
            shares: string;
        };
        PriceCurveTakeOutResult: {
            /**
             * @description As a decimal string.
             * @example 1000
             */
            amount0: string;
            /**
             * @description As a decimal string.
             * @example 1000
             */
            amount1: string;
            pair: {
                /**
                 * @description As a decimal string.
                 * @example 1000
                 */
                reserve0: string;
                /**
                 * @description As a decimal string.
                 * @example 1000
                 */
                reserve1: string;
                /**
                 * @description As a decimal string.
                 * @example 1000
                 */
                supply: string;
            };
        };
        PricePage: {
            items: components["schemas"]["Price"][];
            /** @description Give it as `cursor` for the next page; null on the last. */
            nextCursor: string | null;
        };
        /** @description How it is bought: what was asked, with what the pool published then. */
        Pricing: {
            /** @description Whether operators are to bid for it, for the time that its pool says; it costs no more than it would without. When left out its pool decides, by what it costs. */
            auction?: boolean;
            /**
             * @description For all replicas. It is refused above this, and closed when its price rises above it.
             * @example 250000000
             */
            maximumNanoTokensPerHour?: string;
            /** @enum {string} */
            mode: "on-demand";
            /**
             * @description At this quote's prices, as long as it stands.
             * @example quo_4k9d0x7h2m5n8p1qr3st6vwy
             */
            quoteId?: string;
        } | {
            /**
             * @description For all replicas. It is refused above this, and reclaimed with notice when its price rises above it; until then it pays no more than this.
             * @example 250000000
             */
            maximumNanoTokensPerHour: string;
            /** @enum {string} */
            mode: "spot";
            /** @description It is told at least this long before it is reclaimed. */
            noticeMillis: number;
            /**
             * @description At this quote's prices, as long as it stands.
             * @example quo_4k9d0x7h2m5n8p1qr3st6vwy
             */
            quoteId?: string;
        } | {
            /** @description What the term costs less, in basis points. */
            discountBps: number;
            /**
             * @description For all replicas, less the discount. It is refused above this.
             * @example 250000000
             */
            maximumNanoTokensPerHour?: string;
            /** @enum {string} */
            mode: "reserved";
            /**
             * @description At this quote's prices, as long as it stands.
             * @example quo_4k9d0x7h2m5n8p1qr3st6vwy
             */
            quoteId?: string;
            /**
             * @description So many are reserved, whatever runs.
             * @example 2
             */
            replicas: number;
            /** @description One that the pool offers, from the activation on; the lease closes at its end. */
            termMillis: number;
        };
        /**
         * @description On demand: the price is fixed for a while, then the current one is. Spot: the current price, a new one once it changes and a minute after the last; reclaimed with notice when the price passes the maximum or when others need the capacity. Reserved: a term at a discount, all of it set aside at once; its capacity is kept whatever runs, it is charged from what was set aside and from nothing else, to its end even when it is closed before, and what was not served is given back then.
         * @example {
         *       "mode": "on-demand"
         *     }
         */
        PricingTerms: {
            /** @description Whether operators are to bid for it, for the time that its pool says; it costs no more than it would without. When left out its pool decides, by what it costs. */
            auction?: boolean;
            /**
             * @description For all replicas. It is refused above this, and closed when its price rises above it.
             * @example 250000000
             */
            maximumNanoTokensPerHour?: string;
            /** @enum {string} */
            mode: "on-demand";
            /**
             * @description At this quote's prices, as long as it stands.
             * @example quo_4k9d0x7h2m5n8p1qr3st6vwy
             */
            quoteId?: string;
        } | {
            /**
             * @description For all replicas. It is refused above this, and reclaimed with notice when its price rises above it; until then it pays no more than this.
             * @example 250000000
             */
            maximumNanoTokensPerHour: string;
            /** @enum {string} */
            mode: "spot";
            /**
             * @description At this quote's prices, as long as it stands.
             * @example quo_4k9d0x7h2m5n8p1qr3st6vwy
             */
            quoteId?: string;
        } | {
            /**
             * @description For all replicas, less the discount. It is refused above this.
             * @example 250000000
             */
            maximumNanoTokensPerHour?: string;
            /** @enum {string} */
            mode: "reserved";
            /**
             * @description At this quote's prices, as long as it stands.
             * @example quo_4k9d0x7h2m5n8p1qr3st6vwy
             */
            quoteId?: string;
            /** @description One that the pool offers, from the activation on; the lease closes at its end. */
            termMillis: number;
        };
        /** @description A refusal, RFC 9457. Some codes carry further members, such as limits. */
        Problem: {
            /** @description Stable: programs branch on it. */
            code: string;
            /** @description What happened and what would be right, for people. */
            detail: string;
            /** @description The field at fault: `/a/b` in the body, `?name` in the query, `:name` in the path. */
            pointer?: string;
            requestId: string;
            status: number;
            title: string;
            /** Format: uri */
            type: string;
        } & {
            [key: string]: unknown;
        };
        Project: {
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            createdAt: number;
            /** @example prj_4k9d0x7h2m5n8p1qr3st6vwy */
            id: string;
            name: string;
        };
        ProjectInput: {
            /** @example production */
            name: string;
        };
        ProjectPage: {
            items: components["schemas"]["Project"][];
            /** @description Give it as `cursor` for the next page; null on the last. */
            nextCursor: string | null;
        };
        /**
         * @example {
         *       "seed": "0707070707070707070707070707070707070707070707070707070707070707",
         *       "setId": "3",
         *       "leafCounts": [
         *         "1000000",
         *         "5000000"
         *       ],
         *       "count": 5
         *     }
         */
        ProofChallengesQuestion: {
            /** @default 5 */
            count: number;
            leafCounts: string[];
            /** @description SHA-256, hexadecimal. */
            seed: string;
            /** @description Units of the asset, as a decimal string. */
            setId: string;
        };
        ProofChallengesResult: {
            challenges: {
                /**
                 * @description As a decimal string.
                 * @example 1000
                 */
                offset: string;
                piece: number;
            }[];
        };
        /**
         * @example {
         *       "first": 1,
         *       "second": 1,
         *       "firstRoot": "395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56",
         *       "secondRoot": "395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56",
         *       "proof": []
         *     }
         */
        ProofConsistencyQuestion: {
            first: number;
            /** @description SHA-256, hexadecimal. */
            firstRoot: string;
            proof: string[];
            second: number;
            /** @description SHA-256, hexadecimal. */
            secondRoot: string;
        };
        ProofConsistencyResult: {
            valid: boolean;
        };
        /**
         * @example {
         *       "lostWad": "10000000000000000",
         *       "challenges": 150
         *     }
         */
        ProofEvasionQuestion: {
            challenges: number;
            /** @description Units of the asset, as a decimal string. */
            lostWad: string;
        };
        ProofEvasionResult: {
            /**
             * @description As a decimal string.
             * @example 1000
             */
            evasionWad: string;
        };
        /**
         * @example {
         *       "rule": {
         *         "period": "2880",
         *         "window": "60",
         *         "challenges": 5
         *       },
         *       "proving": {
         *         "deadline": "2880",
         *         "proven": false
         *       },
         *       "now": "8641"
         *     }
         */
        ProofFaultsQuestion: {
            /** @description Units of the asset, as a decimal string. */
            now: string;
            proving: {
                /** @description Units of the asset, as a decimal string. */
                deadline: string;
                proven: boolean;
            };
            rule: {
                challenges: number;
                /** @description Units of the asset, as a decimal string. */
                period: string;
                /** @description Units of the asset, as a decimal string. */
                window: string;
            };
        };
        ProofFaultsResult: {
            /**
             * @description As a decimal string.
             * @example 1000
             */
            faults: string;
        };
        /**
         * @example {
         *       "leafCounts": [
         *         "200",
         *         "100",
         *         "0",
         *         "30"
         *       ],
         *       "leaf": "300"
         *     }
         */
        ProofFindLeafQuestion: {
            /** @description Units of the asset, as a decimal string. */
            leaf: string;
            leafCounts: string[];
        };
        ProofFindLeafResult: {
            /**
             * @description As a decimal string.
             * @example 1000
             */
            leafCount: string;
            /**
             * @description As a decimal string.
             * @example 1000
             */
            offset: string;
            piece: number;
        };
        /**
         * @example {
         *       "index": 0,
         *       "size": 1,
         *       "leafHash": "395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56",
         *       "proof": [],
         *       "root": "395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56"
         *     }
         */
        ProofInclusionQuestion: {
            index: number;
            /** @description SHA-256, hexadecimal. */
            leafHash: string;
            proof: string[];
            /** @description SHA-256, hexadecimal. */
            root: string;
            size: number;
        };
        ProofInclusionResult: {
            valid: boolean;
        };
        /**
         * @example {
         *       "leaves": [
         *         "4c313233343536"
         *       ]
         *     }
         */
        ProofRootQuestion: {
            leaves: string[];
        };
        ProofRootResult: {
            leafHashes: string[];
            root: string;
        };
        ProposedMoves: {
            gain: {
                /** @description GPUs that nothing would be on, less those that would be taken. */
                gpus: number;
                /** @description Hosts that would be empty. */
                hosts: number;
            };
            /** @description Each is worth it by itself. The cheapest first: spot replicas, then those with least to move. */
            proposals: {
                cost: {
                    /** @description Held twice until the replicas run elsewhere: each is started anew before the one that runs ends. */
                    heldTwice: {
                        amount: number;
                        resourceClass: string;
                        variant: string;
                    }[];
                    replicas: number;
                    spotReplicas: number;
                };
                gain: {
                    /** @description GPUs that nothing would be on, less those that would be taken. */
                    gpus: number;
                    /** @description Hosts that would be empty. */
                    hosts: number;
                };
                /**
                 * @description The host that would be empty, or have more whole GPUs free.
                 * @example hst_4k9d0x7h2m5n8p1qr3st6vwy
                 */
                hostId: string;
                moves: {
                    /** @example clm_4k9d0x7h2m5n8p1qr3st6vwy */
                    claimId: string;
                    /** @example hst_4k9d0x7h2m5n8p1qr3st6vwy */
                    fromHostId: string;
                    isSpot: boolean;
                    /** @example lse_4k9d0x7h2m5n8p1qr3st6vwy */
                    leaseId: string;
                    replica: number;
                    resources: {
                        amount: number;
                        devices?: {
                            index: number;
                            milli: number;
                        }[];
                        resourceClass: string;
                        variant: string;
                    }[];
                    /** @example hst_4k9d0x7h2m5n8p1qr3st6vwy */
                    toHostId: string;
                }[];
            }[];
            /** @description Replicas that would move. */
            replicas: number;
        };
        /** @description A leaf of the log and its inclusion proof (RFC 6962, 2.1.1). */
        ProvenLeaf: {
            /**
             * Format: base64
             * @description SHA-256 of 0x00 and the leaf, base 64.
             */
            hash: string;
            /** @description What is hashed, as canonical JSON (RFC 8785): keys in order, no blanks. */
            leaf: {
                index: number;
                /** @enum {string} */
                kind: "rules" | "seeds" | "round" | "rate" | "usage" | "fault" | "slash" | "loss" | "charge" | "statement" | "line" | "cover" | "claim" | "reward" | "entry";
                salt: string;
            } & {
                [key: string]: unknown;
            };
            /**
             * Format: base64
             * @description The hashes from the leaf to the root, one after another, base 64.
             */
            proof: string;
        };
        /** @description The version of the rules that it goes by. */
        ProvenRules: {
            /**
             * Format: base64
             * @description SHA-256 of 0x00 and the leaf, base 64.
             */
            hash: string;
            /** @description Whom it is about, and what only they may know: the SHA-256 of its canonical JSON is the leaf's `hidden`. Take it out, and the file is still verified. */
            hidden?: {
                salt: string;
            } & {
                [key: string]: unknown;
            };
            /** @description What is hashed, as canonical JSON (RFC 8785): keys in order, no blanks. */
            leaf: {
                index: number;
                /** @enum {string} */
                kind: "rules" | "seeds" | "round" | "rate" | "usage" | "draw" | "challenge" | "fault" | "slash" | "decision" | "loss" | "charge" | "statement" | "line" | "cover" | "price" | "claim" | "credit" | "share" | "reward" | "inflow" | "entry";
                salt: string;
            } & {
                [key: string]: unknown;
            };
            /**
             * Format: base64
             * @description The hashes from the leaf to the root, one after another, base 64.
             */
            proof: string;
            /** @description The version's own signature; null where the platform had no key. */
            signed: {
                /**
                 * Format: base64
                 * @description The 32 bytes of an Ed25519 public key, base 64.
                 */
                publicKey: string;
                /**
                 * Format: base64
                 * @description Ed25519, as docs/rules.md says, base 64.
                 */
                signature: string;
            } | null;
        };
        /**
         * @example {
         *       "answers": [
         *         {
         *           "value": "0x1",
         *           "weight": "1"
         *         },
         *         {
         *           "value": "0x2",
         *           "weight": "1"
         *         },
         *         {
         *           "value": "0x1",
         *           "weight": "1"
         *         }
         *       ]
         *     }
         */
        QuorumAgreedQuestion: {
            answers: {
                value: string;
                /** @description Units of the asset, as a decimal string. */
                weight: string;
            }[];
            /** @description Units of the asset, as a decimal string. */
            quorum?: string;
        };
        QuorumAgreedResult: {
            /**
             * @description As a decimal string.
             * @example 1000
             */
            quorum: string;
            value: string | null;
        };
        /**
         * @example {
         *       "values": [
         *         "10",
         *         "9",
         *         "1",
         *         "2"
         *       ]
         *     }
         */
        QuorumMedianQuestion: {
            values: string[];
        };
        QuorumMedianResult: {
            /**
             * @description As a decimal string.
             * @example 1000
             */
            amount: string;
        };
        Quota: {
            limit: number;
            /** @example prj_4k9d0x7h2m5n8p1qr3st6vwy */
            projectId: string;
            resourceClass: string;
        };
        /**
         * @example {
         *       "limit": 16000
         *     }
         */
        QuotaInput: {
            /** @description In the class's own unit. */
            limit: number;
        };
        QuotaList: {
            items: components["schemas"]["Quota"][];
        };
        Quote: {
            /** @description What is like it and would have fitted when it was asked, or would by now, the least change first; none when it fitted, and when the quote is read again later. Each is what a quote for it would have said. */
            alternatives: components["schemas"]["Alternative"][];
            blocked: components["schemas"]["Blocked"] | null;
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            createdAt: number;
            /**
             * @description How long it would wait, about, if nobody came before it; 0: not at all; null: nobody knows.
             * @example 1200000
             */
            expectedWaitMillis: number | null;
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            expiresAt: number;
            /** @description The fall-back, counted from 0, that it would have been placed by; null for what was asked for first, and when the quote is read again later. */
            fallback: number | null;
            /** @description Whether it could be placed when it was asked. */
            feasible: boolean;
            /** @example quo_4k9d0x7h2m5n8p1qr3st6vwy */
            id: string;
            /**
             * @description Nano-tokens (billionths), as a decimal string.
             * @example 1500000000
             */
            nanoTokensPerHour: string;
            /** @description What a term costs, set aside when the lease is asked for; null for other ways to buy. */
            paidAheadNanoTokens: string | null;
            prices: components["schemas"]["ResourcePrice"][];
            pricing: components["schemas"]["Pricing"];
            /** @description What a lease that begins now is promised as long as it lives; null where nothing is. */
            serviceLevel: components["schemas"]["ServiceLevelTable"] | null;
            /**
             * @description What that follows from: it fits now; leases end, or maintenance does, that are known to; how often such capacity became free in the last day; nothing.
             * @enum {string}
             */
            waitBasis: "now" | "known-ends" | "rate" | "unknown";
        };
        /**
         * @example {
         *       "pool": "standard",
         *       "replicas": 2,
         *       "resources": {
         *         "cpuMillis": 2000,
         *         "memoryMib": 4096
         *       }
         *     }
         */
        QuoteRequest: {
            constraints?: components["schemas"]["LeaseConstraints"];
            /** @description From its activation; left out: until it is closed. What has volumes is not placed where maintenance is announced that begins before its end. */
            durationMillis?: number;
            /**
             * @description What it may be placed by instead, tried in this order each time that it is to be placed and does not fit as it was asked for. Funds are held for the dearest of them.
             * @example [
             *       {
             *         "constraints": {
             *           "jurisdictions": [
             *             "CH"
             *           ]
             *         }
             *       },
             *       {
             *         "constraints": {},
             *         "maximumDearerBps": 2000
             *       }
             *     ]
             */
            fallbacks?: {
                /** @description Instead of those asked for first, all of them but `affinity`; `{}`: anywhere. Left out: the same. */
                constraints?: {
                    /**
                     * @description Of each group at least one.
                     * @example [
                     *       [
                     *         "nvme",
                     *         "ssd"
                     *       ]
                     *     ]
                     */
                    anyOfTraits?: string[][];
                    forbiddenTraits?: string[];
                    /**
                     * @description ISO 3166-1 alpha-2; none: anywhere.
                     * @example [
                     *       "DE",
                     *       "FR"
                     *     ]
                     */
                    jurisdictions?: string[];
                    /**
                     * @description How far those it runs with are trusted, at the least, with each class of capacity that it claims: by work they did and faults of theirs, as the rules say (`reputation`). Where replicas run already they stay.
                     * @enum {string}
                     */
                    minimumTier?: "proven" | "trusted";
                    regions?: string[];
                    requiredTraits?: string[];
                    /** @description How the replicas are divided over operators, sites, hosts or jurisdictions. */
                    spread?: {
                        /** @description At most so many of the replicas in one. */
                        maximum?: number;
                        /** @description At most so many more in one than where, of all it may run in, there are fewest. */
                        maximumSkew?: number;
                        /** @enum {string} */
                        over: "operator" | "site" | "host" | "jurisdiction";
                    };
                };
                /** @description Instead of those asked for first; none named: any that the pool has a price for. Left out: the same. */
                gpuModels?: string[];
                /**
                 * @description How much dearer than what was asked for first it may be, in basis points; dearer ones are passed over. Left out: as `pricing` says.
                 * @example 2000
                 */
                maximumDearerBps?: number;
            }[];
            /** @example standard */
            pool: string;
            pricing?: components["schemas"]["PricingTerms"];
            /**
             * @description How many alike.
             * @example 2
             */
            replicas: number;
            resources: components["schemas"]["LeaseResources"];
        };
        RaisedDifference: {
            /**
             * @description What the account is for.
             * @enum {string}
             */
            kind: "wallet" | "escrow" | "earnings" | "payouts" | "unclaimed" | "bond" | "stake" | "cover" | "exits" | "redress" | "treasury" | "fees" | "dust" | "issuance";
            /**
             * @description A tenant, lease, operator or pool, or `platform`.
             * @example opr_4k9d0x7h2m5n8p1qr3st6vwy
             */
            ownerId: string;
            /** @description For whoever looks later. Kept for good, with the key that said it. */
            reason: string;
        };
        Rate: {
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            activeFrom: number;
            /** @description When a later version takes over; null while none is set. */
            activeUntil: number | null;
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            createdAt: number;
            curve: {
                /** @enum {string} */
                kind: "fixed";
                /**
                 * @description Nano-tokens (billionths), as a decimal string.
                 * @example 1500000000
                 */
                nanoTokensPerUnitHour: string;
            } | {
                /**
                 * @description Nano-tokens (billionths), as a decimal string.
                 * @example 1500000000
                 */
                base: string;
                /** @enum {string} */
                kind: "kinked";
                /**
                 * @description Utilisation at the kink, in basis points.
                 * @example 8000
                 */
                kinkBps: number;
                /**
                 * @description Nano-tokens (billionths), as a decimal string.
                 * @example 1500000000
                 */
                slope1: string;
                /**
                 * @description Nano-tokens (billionths), as a decimal string.
                 * @example 1500000000
                 */
                slope2: string;
            } | {
                /**
                 * @description An epoch moves the base by at most this part of it.
                 * @example 8
                 */
                denominator: number;
                /** @example 300000 */
                epochMillis: number;
                /**
                 * @description Nano-tokens (billionths), as a decimal string.
                 * @example 1500000000
                 */
                floor: string;
                /**
                 * @description Nano-tokens (billionths), as a decimal string.
                 * @example 1500000000
                 */
                initial: string;
                /** @enum {string} */
                kind: "base-fee";
                /**
                 * @description Utilisation at which the base stays, in basis points.
                 * @example 7000
                 */
                targetBps: number;
                /**
                 * @description Nano-tokens (billionths), as a decimal string.
                 * @example 1500000000
                 */
                tip: string;
            };
            /** @example rat_4k9d0x7h2m5n8p1qr3st6vwy */
            id: string;
            /** @example pol_4k9d0x7h2m5n8p1qr3st6vwy */
            poolId: string;
            /**
             * @description A resource class, or what is metered: EGRESS_GIB (per GiB), STORED_GIB_HOUR.
             * @example CPU_MILLI
             */
            resourceClass: string;
            /**
             * @description GPU model or storage class; empty: every variant that has no rate of its own.
             * @example
             */
            variant: string;
            version: number;
        };
        RatePage: {
            items: components["schemas"]["Rate"][];
            /** @description Give it as `cursor` for the next page; null on the last. */
            nextCursor: string | null;
        };
        /**
         * @example {
         *       "resourceClass": "CPU_MILLI",
         *       "curve": {
         *         "kind": "fixed",
         *         "nanoTokensPerUnitHour": "20000000"
         *       }
         *     }
         */
        RateRequest: {
            /**
             * @description Now by default; never in the past.
             * @example 1795000000000
             */
            activeFrom?: number;
            /** @description Per priced unit (a vCPU, a GiB, a GPU) and hour. Kinked: `base` when idle, `slope1` more at the kink, `slope2` more when full. Base fee: `tip`, which the pool divides as it does any price, and a base, all of which goes to the pool's treasury: `initial` at first, then moved at the end of each epoch by at most its `denominator`th part, up when more than `targetBps` of the capacity is claimed, down when less, never below `floor` (EIP-1559). */
            curve: {
                /** @enum {string} */
                kind: "fixed";
                /** @description Nano-tokens (billionths), as a decimal string. */
                nanoTokensPerUnitHour: string;
            } | {
                /** @description Nano-tokens (billionths), as a decimal string. */
                base: string;
                /** @enum {string} */
                kind: "kinked";
                /**
                 * @description Utilisation at the kink, in basis points.
                 * @example 8000
                 */
                kinkBps: number;
                /** @description Nano-tokens (billionths), as a decimal string. */
                slope1: string;
                /** @description Nano-tokens (billionths), as a decimal string. */
                slope2: string;
            } | {
                /**
                 * @description An epoch moves the base by at most this part of it.
                 * @example 8
                 */
                denominator: number;
                /** @example 300000 */
                epochMillis: number;
                /** @description Nano-tokens (billionths), as a decimal string. */
                floor: string;
                /** @description Nano-tokens (billionths), as a decimal string. */
                initial: string;
                /** @enum {string} */
                kind: "base-fee";
                /**
                 * @description Utilisation at which the base stays, in basis points.
                 * @example 7000
                 */
                targetBps: number;
                /** @description Nano-tokens (billionths), as a decimal string. */
                tip: string;
            };
            /**
             * @description A resource class, or what is metered: EGRESS_GIB (per GiB), STORED_GIB_HOUR.
             * @example CPU_MILLI
             */
            resourceClass: string;
            /**
             * @description GPU model or storage class; empty: every variant that has no rate of its own.
             * @example
             */
            variant?: string;
        };
        /**
         * @example {
         *       "reason": "The invoice was paid twice."
         *     }
         */
        Reason: {
            /** @description For whoever looks later. Kept for good, with the key that said it. */
            reason: string;
        };
        Redeliveries: {
            /** @description How many are on their way again: at most 5000 by one request. */
            deliveries: number;
            /** @description Give it as `cursor` for the rest; null when that was all. */
            nextCursor: string | null;
        };
        /**
         * @example {
         *       "from": 1795000000000,
         *       "to": 1795003600000
         *     }
         */
        RedeliveriesInput: {
            /** @description `nextCursor` of the answer before, with the rest of the request as it was. */
            cursor?: string;
            /**
             * @description Only to this one; left out: to all that are enabled.
             * @example end_4k9d0x7h2m5n8p1qr3st6vwy
             */
            endpointId?: string;
            /**
             * @description Of messages made at this moment or later.
             * @example 1795000000000
             */
            from: number;
            /**
             * @description Only of messages about this lease.
             * @example lse_4k9d0x7h2m5n8p1qr3st6vwy
             */
            leaseId?: string;
            /**
             * @description `false`: also what was delivered. What waits is never touched.
             * @default true
             */
            onlyFailed: boolean;
            /**
             * @description Of messages made before this moment.
             * @example 1795000000000
             */
            to: number;
        };
        RegisteredHosts: {
            hosts: {
                generation: number;
                /** @example hst_4k9d0x7h2m5n8p1qr3st6vwy */
                id: string;
                name: string;
            }[];
        };
        RegistryCredential: {
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            createdAt: number;
            /** @example rcr_4k9d0x7h2m5n8p1qr3st6vwy */
            id: string;
            name: string;
            /** @example prj_4k9d0x7h2m5n8p1qr3st6vwy */
            projectId: string;
            server: string;
            /**
             * @description When its password was last given.
             * @example 1795000000000
             */
            updatedAt: number;
            username: string;
        };
        /**
         * @example {
         *       "name": "ours",
         *       "server": "registry.example.com",
         *       "username": "robot",
         *       "password": "s3cret"
         *     }
         */
        RegistryCredentialInput: {
            /**
             * @description Workloads name it so.
             * @example ours
             */
            name: string;
            /** @description Kept sealed, and never shown. */
            password: string;
            /**
             * @description Left out: the key's own, or the tenant's first.
             * @example prj_4k9d0x7h2m5n8p1qr3st6vwy
             */
            projectId?: string;
            /** @example registry.example.com */
            server: string;
            username: string;
        };
        RegistryCredentialList: {
            items: components["schemas"]["RegistryCredential"][];
        };
        /** @description How far an operator is trusted with a class, and all that it follows from. */
        Reputation: {
            /**
             * @description The end of the day up to which it counts.
             * @example 1795000000000
             */
            asOf: number;
            /** @description Confirmed ones that count, of all operators that belong together; not those whose slash was forgiven. */
            faults: {
                /**
                 * @description Milliseconds since 1970-01-01T00:00:00Z.
                 * @example 1795000000000
                 */
                at: number;
                /** @example ofl_4k9d0x7h2m5n8p1qr3st6vwy */
                faultId: string;
                /** @enum {string} */
                kind: "lost_contact" | "host_lost" | "early_reclaim" | "failed_challenge" | "false_capacity" | "meter_cheating";
                units: string;
            }[];
            /**
             * @description Units of the class × milliseconds.
             * @example 2592000000000
             */
            lost: string;
            /**
             * @description What faults count for, the same way.
             * @example 1440
             */
            lostUnitHours: string;
            /** @example CPU_MILLI */
            resourceClass: string;
            /** @description The version of the rules that it goes by. */
            rulesVersion: number;
            /** @description Of what you did and what faults count for, together, how much is what you did; rounded down. */
            scoreBps: number;
            /**
             * @description All that tenants may ask for: `minimumTier` of a lease.
             * @enum {string}
             */
            tier: "unproven" | "proven" | "trusted";
            /** @description Of each day that counts: time that was charged and paid on it, less what was given back, and what challenges that were passed count for. */
            work: {
                /**
                 * @description Milliseconds since 1970-01-01T00:00:00Z.
                 * @example 1795000000000
                 */
                startsAt: number;
                /**
                 * @description Units of the class × milliseconds.
                 * @example 2592000000000
                 */
                unitMillis: string;
            }[];
            /**
             * @description Units of the class × milliseconds.
             * @example 2592000000000
             */
            worked: string;
            /**
             * @description What you did, in hours of a vCPU, a GiB or a GPU, halved with each half-life; rounded down.
             * @example 1440
             */
            workedUnitHours: string;
        };
        /** @description How far an operator is trusted, by class of capacity. */
        ReputationList: {
            items: {
                /**
                 * @description The end of the day up to which it counts.
                 * @example 1795000000000
                 */
                asOf: number;
                /**
                 * @description What faults count for, the same way.
                 * @example 1440
                 */
                lostUnitHours: string;
                /** @example CPU_MILLI */
                resourceClass: string;
                /** @description The version of the rules that it goes by. */
                rulesVersion: number;
                /** @description Of what you did and what faults count for, together, how much is what you did; rounded down. */
                scoreBps: number;
                /**
                 * @description All that tenants may ask for: `minimumTier` of a lease.
                 * @enum {string}
                 */
                tier: "unproven" | "proven" | "trusted";
                /**
                 * @description What you did, in hours of a vCPU, a GiB or a GPU, halved with each half-life; rounded down.
                 * @example 1440
                 */
                workedUnitHours: string;
            }[];
        };
        ResourcePrice: {
            /**
             * @description What of the price is base fee, which goes to the pool's treasury; 0 where there is none.
             * @example 1500000000
             */
            baseNanoTokensPerUnitHour: string;
            /**
             * @description Nano-tokens (billionths), as a decimal string.
             * @example 1500000000
             */
            nanoTokensPerUnitHour: string;
            resourceClass: string;
            variant: string;
        };
        Reversal: {
            /**
             * @description Nano-tokens (billionths), as a decimal string.
             * @example 1500000000
             */
            amount: string;
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            at: number;
            authorId: string;
            from: {
                /**
                 * @description What the account is for.
                 * @enum {string}
                 */
                kind: "wallet" | "escrow" | "earnings" | "payouts" | "unclaimed" | "bond" | "stake" | "cover" | "exits" | "redress" | "treasury" | "fees" | "dust" | "issuance";
                ownerId: string;
            };
            /**
             * @description The transfer that takes back.
             * @example trf_4k9d0x7h2m5n8p1qr3st6vwy
             */
            id: string;
            reason: string;
            /** @description What was paid from an escrow comes back to its tenant's wallet. */
            to: {
                /**
                 * @description What the account is for.
                 * @enum {string}
                 */
                kind: "wallet" | "escrow" | "earnings" | "payouts" | "unclaimed" | "bond" | "stake" | "cover" | "exits" | "redress" | "treasury" | "fees" | "dust" | "issuance";
                ownerId: string;
            };
            /** @example trf_4k9d0x7h2m5n8p1qr3st6vwy */
            transferId: string;
        };
        ReviewedUsage: {
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            endsAt: number;
            /** @example hus_4k9d0x7h2m5n8p1qr3st6vwy */
            id: string;
            /** @enum {string} */
            meter: "egress_bytes" | "stored_bytes";
            replica: number;
            /**
             * @description The beginning of the hour.
             * @example 1795000000000
             */
            startsAt: number;
            /** @enum {string} */
            state: "under_review" | "charged" | "waived";
        };
        ReviewedUsagePage: {
            items: components["schemas"]["ReviewedUsage"][];
            /** @description Give it as `cursor` for the next page; null on the last. */
            nextCursor: string | null;
        };
        /** @description What an operator got for its idle capacity, with all that it follows from. */
        Reward: {
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            closedAt: number;
            /**
             * @description All work of the window.
             * @example 1500000000
             */
            counted: string;
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            endsAt: number;
            own: {
                /**
                 * @description What you got.
                 * @example 1500000000
                 */
                amount: string;
                /**
                 * @description Your work of the window.
                 * @example 1500000000
                 */
                counted: string;
                /** @description What stood ready, and idle. */
                units: {
                    resourceClass: string;
                    /** @description Units of the class × milliseconds. */
                    unitMillis: string;
                    variant: string;
                }[];
                /**
                 * @description What it counted for, each class rounded down.
                 * @example 1500000000
                 */
                work: string;
            };
            /**
             * @description What was paid, to all.
             * @example 1500000000
             */
            paid: string;
            /** @example pol_4k9d0x7h2m5n8p1qr3st6vwy */
            poolId: string;
            /**
             * @description What the treasury must have for `pps`, in nano-tokens; null where no reserve suffices.
             * @example 69314718056
             */
            reserve: string | null;
            /**
             * @description What it took in within the epoch, in nano-tokens.
             * @example 2000000000
             */
            revenue: string;
            /** @description The version of the rules that it goes by. */
            rulesVersion: number;
            /**
             * @description `pps`: at the posted rates; `pplns`: a part of what the treasury took in.
             * @enum {string}
             */
            scheme: "pps" | "pplns";
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            startsAt: number;
            /**
             * @description What the treasury had before it paid.
             * @example 1500000000
             */
            treasury: string;
            /**
             * @description Where the window of `pplns` begins.
             * @example 1795000000000
             */
            windowFrom: number;
            /**
             * @description What all idle capacity counted for, at the posted rates.
             * @example 1500000000
             */
            work: string;
        };
        /** @description An hour of a pool whose idle capacity was paid for. */
        RewardEpoch: {
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            closedAt: number;
            /**
             * @description All work of the window.
             * @example 1500000000
             */
            counted: string;
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            endsAt: number;
            /**
             * @description What was paid, to all.
             * @example 1500000000
             */
            paid: string;
            /** @example pol_4k9d0x7h2m5n8p1qr3st6vwy */
            poolId: string;
            /**
             * @description What the treasury must have for `pps`, in nano-tokens; null where no reserve suffices.
             * @example 69314718056
             */
            reserve: string | null;
            /**
             * @description What it took in within the epoch, in nano-tokens.
             * @example 2000000000
             */
            revenue: string;
            /** @description The version of the rules that it goes by. */
            rulesVersion: number;
            /**
             * @description `pps`: at the posted rates; `pplns`: a part of what the treasury took in.
             * @enum {string}
             */
            scheme: "pps" | "pplns";
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            startsAt: number;
            /**
             * @description What the treasury had before it paid.
             * @example 1500000000
             */
            treasury: string;
            /**
             * @description Where the window of `pplns` begins.
             * @example 1795000000000
             */
            windowFrom: number;
            /**
             * @description What all idle capacity counted for, at the posted rates.
             * @example 1500000000
             */
            work: string;
        };
        RewardEpochPage: {
            items: components["schemas"]["RewardEpoch"][];
            /** @description Give it as `cursor` for the next page; null on the last. */
            nextCursor: string | null;
        };
        /** @description Who got much of the rewards for little work. */
        RewardFairness: {
            /** @description The sum of the squares of the shares of all rewards, in steps of a tenth, rounded down. */
            concentrationBps: number;
            /** @description Who got most comes first. */
            groups: {
                /** @description Whether it got a tenth of the rewards or more, and twice its share of the work. */
                freeRides: boolean;
                /** @description Those that belong together, or the one. */
                operatorIds: string[];
                /** @description Of the rewards of thirty days, in steps of a tenth, rounded down. */
                rewardShareBps: number;
                /** @description Of what tenants paid operators in that time, the same way. */
                workShareBps: number;
            }[];
        };
        RewardPage: {
            items: components["schemas"]["Reward"][];
            /** @description Give it as `cursor` for the next page; null on the last. */
            nextCursor: string | null;
        };
        /** @description An hour's rewards with all that they follow from. `weir verify` checks them without us. */
        RewardProof: {
            epoch: components["schemas"]["OpenedLeaf"];
            /** @enum {string} */
            format: "weir-reward/1";
            log: {
                /** @description The first 16 hexadecimal digits of the SHA-256 of the public key. */
                keyId: string;
                /**
                 * Format: base64
                 * @description The 32 bytes of an Ed25519 public key, base 64.
                 */
                publicKey: string;
                /**
                 * Format: base64
                 * @description The root of the tree, as RFC 6962 has it, base 64.
                 */
                root: string;
                /**
                 * Format: base64
                 * @description Ed25519, of the lines `weir-log-head`, size, root and signedAt, each ended by a line feed, base 64.
                 */
                signature: string;
                /**
                 * @description Milliseconds since 1970-01-01T00:00:00Z.
                 * @example 1795000000000
                 */
                signedAt: number;
                /** @description Leaves. */
                size: number;
                /** @description What was signed. */
                text: string;
            };
            /** @description The entry of the ledger that paid you. */
            moved?: components["schemas"]["OpenedLeaf"];
            /** @description Your shares of those hours. */
            own?: components["schemas"]["OpenedLeaf"][];
            rules: components["schemas"]["ProvenRules"];
            /** @description Of each operator, in the order that ties go by; whose each is, is in `hidden`. */
            shares: components["schemas"]["OpenedLeaf"][];
            /** @description The hours of the window before, the newest first. */
            window: components["schemas"]["OpenedLeaf"][];
        };
        /** @description What a scheduling round committed to: the log has the SHA-256 of its canonical JSON (RFC 8785). */
        RoundHeader: {
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            at: number;
            /** @enum {string} */
            format: "weir-round/1";
            /** @description A salted hash of all hosts, hexadecimal. */
            hosts: string;
            /** @description A salted hash of asks, quotas and what was asked for lately, hexadecimal. */
            market: string;
            outcomes: {
                /** @description The root, as RFC 6962 has it, hexadecimal. */
                root: string;
                /** @description Leaves. */
                size: number;
            };
            /** @description The pool's policy by which it was decided. */
            policy: {
                [key: string]: unknown;
            };
            /** @example pol_4k9d0x7h2m5n8p1qr3st6vwy */
            poolId: string;
            requests: {
                /** @description The root, as RFC 6962 has it, hexadecimal. */
                root: string;
                /** @description Leaves. */
                size: number;
            };
            /** @example rnd_4k9d0x7h2m5n8p1qr3st6vwy */
            roundId: string;
            /** @description Hashed (SHA-256) `place` + 1 times, it is the anchor of the chain, which the log had before. */
            seed: {
                /** @example sdc_4k9d0x7h2m5n8p1qr3st6vwy */
                chainId: string;
                place: number;
                /** @description The seed, hexadecimal. */
                value: string;
            };
        };
        /** @description That a lease was decided about in a round of the log, by that policy and a seed fixed before. Of other requests there are hashes alone. `weir verify` checks it without us. */
        RoundProof: {
            chain: components["schemas"]["ProvenLeaf"];
            /** @enum {string} */
            format: "weir-round-proof/1";
            header: components["schemas"]["RoundHeader"];
            log: {
                /** @description The first 16 hexadecimal digits of the SHA-256 of the public key. */
                keyId: string;
                /**
                 * Format: base64
                 * @description The 32 bytes of an Ed25519 public key, base 64.
                 */
                publicKey: string;
                /**
                 * Format: base64
                 * @description The root of the tree, as RFC 6962 has it, base 64.
                 */
                root: string;
                /**
                 * Format: base64
                 * @description Ed25519, of the lines `weir-log-head`, size, root and signedAt, each ended by a line feed, base 64.
                 */
                signature: string;
                /**
                 * @description Milliseconds since 1970-01-01T00:00:00Z.
                 * @example 1795000000000
                 */
                signedAt: number;
                /** @description Leaves. */
                size: number;
                /** @description What was signed. */
                text: string;
            };
            outcome: {
                index: number;
                leaf: {
                    salt: string;
                } & {
                    [key: string]: unknown;
                };
                /**
                 * Format: base64
                 * @description The hashes from the leaf to the root, one after another, base 64.
                 */
                proof: string;
            };
            request: {
                index: number;
                leaf: {
                    salt: string;
                } & {
                    [key: string]: unknown;
                };
                /**
                 * Format: base64
                 * @description The hashes from the leaf to the root, one after another, base 64.
                 */
                proof: string;
            };
            round: components["schemas"]["ProvenLeaf"];
        };
        /** @description All parameters that whoever takes part goes by. */
        Rules: {
            bond: {
                rates: ({
                    /**
                     * @description Nano-tokens (billionths), as a decimal string.
                     * @example 1500000000
                     */
                    nanoTokensPerUnit: string;
                    /** @example CPU_MILLI */
                    resourceClass: string;
                    /**
                     * @description GPU model or storage class; empty: every variant that has no rate of its own.
                     * @example
                     */
                    variant: string;
                } & {
                    [key: string]: unknown;
                })[];
                /** @description How long what is unbonded stays at stake. */
                unbondingMillis: number;
            } & {
                [key: string]: unknown;
            };
            /** @description What flows faster than any of these stops for a person. */
            breakers?: ({
                /** @enum {string} */
                flow: "payout" | "exit" | "price" | "slash";
                /** @description Or parts of what each is of (the capital it leaves, the price before), in basis points, summed. */
                mostBps: number | null;
                /** @description The most in the window; null where `mostBps` says it. */
                mostNanoTokens: string | null;
                /**
                 * @description What is counted together: all of the flow, or what is of one operator, pool or account (of prices, one price).
                 * @enum {string}
                 */
                scope: "flow" | "operator" | "pool" | "account";
                windowMillis: number;
            } & {
                [key: string]: unknown;
            })[];
            challenge?: {
                /** @description When a host failed so many within the time, it is not what it is offered as; 0: never. */
                falseAfter: number;
                /** @description The time within which they count. */
                falseWithinMillis: number;
                /** @description How much later the answer may be there. */
                graceMillis: number;
                /** @description The promised speed: a lane fills and reads a MiB within so many microseconds. */
                microsPerMib: number;
                /** @description The most memory that one lane of the work fills, in MiB: a power of two. */
                mostLaneMib: number;
                /** @description The largest takes so many vCPUs. */
                mostVcpus: number;
                /** @description For how many hours of work each unit of a passed one counts. */
                passHours: number;
                /** @description So many of each pool and hour, at times that nobody knows before; 0: none. */
                perPoolAndHour: number;
                /** @description How volumes have to keep what is stored on them. */
                possession?: {
                    /** @description So many leaves of 4 KiB are asked for in each period. */
                    leaves: number;
                    /** @description The most data that a volume is given to keep, in MiB; never more than three quarters of it. */
                    mostDataMib: number;
                    /** @description The largest takes a volume of so many GiB. */
                    mostGib: number;
                    /** @description When it missed so many of them it is over. */
                    mostMissed: number;
                    /** @description How long a period is. */
                    periodMillis: number;
                    /** @description So many periods it lasts. */
                    periods: number;
                    /** @description So many of each pool and hour begin, at times that nobody knows before; 0: none. */
                    perPoolAndHour: number;
                    /** @description Within so long of being ready it must have taken them. */
                    storeMillis: number;
                    /** @description In so long before its end they are asked for, and must be answered for. */
                    windowMillis: number;
                } & {
                    [key: string]: unknown;
                };
                /** @description Idle capacity is paid for only where its operator's last challenge in the pool was passed, and within so long; 0: whether or not. */
                provenMillis: number;
                /** @description How long the work takes at the promised speed, about. */
                workMillis: number;
            } & {
                [key: string]: unknown;
            };
            /** @description How long a new version is published, at the least, before it holds. */
            changeDelayMillis: number;
            cover?: {
                /** @description How much buying all that there is puts on it. */
                bumpBps: number;
                /** @description How much of it a day takes off. */
                decayBpsPerDay: number;
                /** @description How long whoever backs the pool waits to leave, at the least. */
                exitMillis: number;
                /** @description How much may be covered for each unit of capital, in basis points. */
                gearingBps: number;
                /** @description The longest. */
                maxPeriodMillis: number;
                /** @description The shortest period. */
                minPeriodMillis: number;
                /** @description An hour of outage of a replica is covered for at most so many times what the replica costs in it. */
                mostPriceTimes: number;
                /** @description By how much required capital moves in a day, in basis points of itself. */
                requiredDayBps: number;
                /** @description And at once. */
                requiredStepBps: number;
                /** @description From the end of a month until its outages are paid for. */
                settleMillis: number;
                /** @description The price of cover never falls below this, in basis points of the amount and year. */
                targetBps: number;
                /**
                 * @description Cover is counted in units of this, rounded up.
                 * @example 1500000000
                 */
                unitNanoTokens: string;
                /** @description How long a premium takes to be in the price of a share. */
                unlockMillis: number;
                /** @description From buying until the cover begins. */
                waitMillis: number;
            } & {
                [key: string]: unknown;
            };
            dispute?: {
                /** @description From then until the outcome is carried out. */
                cooldownMillis: number;
                /**
                 * @description Put down with a dispute: back unless it is denied.
                 * @example 1500000000
                 */
                depositNanoTokens: string;
                /** @description How long an assessor who leaves waits for the deposit: as long as votes and cooldown take at the least. */
                exitMillis: number;
                /** @description How long what was found of a month can be disputed; 0: not at all. */
                openMillis: number;
                /** @description So much of all that was deposited when it was opened must vote, in basis points; it is a draw else. */
                quorumBps: number;
                /** @description How long assessors vote. */
                votingMillis: number;
            } & {
                [key: string]: unknown;
            };
            faults?: {
                /** @description How long a slash waits for an appeal. */
                appealMillis: number;
                /** @description How long an appeal waits for a decision; what is undecided then is dropped. */
                decisionMillis: number;
                /** @description What an operator must give before it takes capacity away that is in use. */
                noticeMillis: number;
                /** @description When a part of the platform was silent for so long, what contact was lost meanwhile is its doing. */
                platformPauseMillis: number;
                /** @description When so much of the operators that are heard of lost contact at once, it is the platform's doing, in basis points. */
                platformShareBps: number;
                /** @description Within so long of each other is at once. */
                platformWindowMillis: number;
                /** @description How long what was slashed is kept for those who were harmed, before it is the treasury's. */
                redressMillis: number;
                table: {
                    early_reclaim: {
                        /** @description How much of the bond that the capacity in question asks for, in basis points. */
                        amountBps: number;
                        /** @description No more than this part of all that is at stake, for faults of the kind in one period, in basis points. */
                        capBps: number;
                        /** @description What is made good within it costs nothing. */
                        graceMillis: number;
                        /** @description The period of the cap. */
                        periodMillis: number;
                    } & {
                        [key: string]: unknown;
                    };
                    failed_challenge: {
                        /** @description How much of the bond that the capacity in question asks for, in basis points. */
                        amountBps: number;
                        /** @description No more than this part of all that is at stake, for faults of the kind in one period, in basis points. */
                        capBps: number;
                        /** @description What is made good within it costs nothing. */
                        graceMillis: number;
                        /** @description The period of the cap. */
                        periodMillis: number;
                    } & {
                        [key: string]: unknown;
                    };
                    false_capacity: {
                        /** @description How much of the bond that the capacity in question asks for, in basis points. */
                        amountBps: number;
                        /** @description No more than this part of all that is at stake, for faults of the kind in one period, in basis points. */
                        capBps: number;
                        /** @description What is made good within it costs nothing. */
                        graceMillis: number;
                        /** @description The period of the cap. */
                        periodMillis: number;
                    } & {
                        [key: string]: unknown;
                    };
                    host_lost: {
                        /** @description How much of the bond that the capacity in question asks for, in basis points. */
                        amountBps: number;
                        /** @description No more than this part of all that is at stake, for faults of the kind in one period, in basis points. */
                        capBps: number;
                        /** @description What is made good within it costs nothing. */
                        graceMillis: number;
                        /** @description The period of the cap. */
                        periodMillis: number;
                    } & {
                        [key: string]: unknown;
                    };
                    lost_contact: {
                        /** @description How much of the bond that the capacity in question asks for, in basis points. */
                        amountBps: number;
                        /** @description No more than this part of all that is at stake, for faults of the kind in one period, in basis points. */
                        capBps: number;
                        /** @description What is made good within it costs nothing. */
                        graceMillis: number;
                        /** @description The period of the cap. */
                        periodMillis: number;
                    } & {
                        [key: string]: unknown;
                    };
                    meter_cheating: {
                        /** @description How much of the bond that the capacity in question asks for, in basis points. */
                        amountBps: number;
                        /** @description No more than this part of all that is at stake, for faults of the kind in one period, in basis points. */
                        capBps: number;
                        /** @description What is made good within it costs nothing. */
                        graceMillis: number;
                        /** @description The period of the cap. */
                        periodMillis: number;
                    } & {
                        [key: string]: unknown;
                    };
                } & {
                    [key: string]: unknown;
                };
            } & {
                [key: string]: unknown;
            };
            reputation?: {
                faultHours: {
                    early_reclaim: number;
                    failed_challenge: number;
                    false_capacity: number;
                    host_lost: number;
                    lost_contact: number;
                    meter_cheating: number;
                } & {
                    [key: string]: unknown;
                };
                /** @description After so many days work and faults count for half as much. */
                halfLifeDays: number;
                proven: {
                    /** @description How much of what the operator did and what its faults count for, together, is what it did, in basis points. */
                    leastScoreBps: number;
                    /** @description How much it did at the least, in hours of a vCPU, a GiB or a GPU. */
                    leastUnitHours: number;
                } & {
                    [key: string]: unknown;
                };
                /** @description Classes of which more work is asked for, so many times. */
                times: {
                    /** @example CPU_MILLI */
                    resourceClass: string;
                    times: number;
                }[];
                trusted: {
                    /** @description How much of what the operator did and what its faults count for, together, is what it did, in basis points. */
                    leastScoreBps: number;
                    /** @description How much it did at the least, in hours of a vCPU, a GiB or a GPU. */
                    leastUnitHours: number;
                } & {
                    [key: string]: unknown;
                };
            } & {
                [key: string]: unknown;
            };
            reward?: {
                /** @description What the treasury keeps of the rates; without it no reserve suffices, in basis points. */
                feeBps: number;
                /** @description The reserve is such that the treasury is emptied with a probability of less than 2 to the minus so much. */
                halvings: number;
                /**
                 * @description How far an operator must be trusted with a class for its idle capacity to count.
                 * @enum {string}
                 */
                leastTier: "unproven" | "proven" | "trusted";
                rates: ({
                    /**
                     * @description For an hour of a vCPU, a GiB or a GPU that stands ready, and idle.
                     * @example 1500000000
                     */
                    nanoTokensPerUnitHour: string;
                    /** @example CPU_MILLI */
                    resourceClass: string;
                    /**
                     * @description GPU model or storage class; empty: every variant that has no rate of its own.
                     * @example
                     */
                    variant: string;
                } & {
                    [key: string]: unknown;
                })[];
                /** @description Which part of what the treasury took in within an hour is divided by `pplns`, in basis points. */
                revenueBps: number;
                /**
                 * @description `pps`: at the rates, while the treasury has the reserve that this takes, and by `pplns` else; `pplns`: a part of what the treasury took in.
                 * @enum {string}
                 */
                scheme: "pps" | "pplns";
                /**
                 * @description By the last so much work `pplns` divides, in nano-tokens at the rates.
                 * @example 1500000000
                 */
                windowNanoTokens: string;
            } & {
                [key: string]: unknown;
            };
            stake?: {
                /** @description The most that an operator takes of what flows in. */
                commissionMostBps: number;
                /** @description How long before terms become worse for whoever backs the operator; longer than the unbonding. */
                noticeMillis: number;
                /** @description Earnings flow in for at least so long at a time. */
                reportMillis: number;
                /** @description How long whoever leaves a stake pool waits, and bears its losses. */
                unbondingMillis: number;
                /** @description How long a gain takes to be in the price of a share. */
                unlockMillis: number;
            } & {
                [key: string]: unknown;
            };
        } & {
            [key: string]: unknown;
        };
        /** @description A version of the rules. What began under one keeps it. */
        RuleSet: {
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            activeFrom: number;
            /** @enum {string} */
            decidedBy: "product" | "administrator";
            /** @description SHA-256 of the rules as canonical JSON (RFC 8785), in hexadecimal digits. */
            digest: string;
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            proposedAt: number;
            /** @description Why, for anybody to read. */
            reason: string;
            rules: components["schemas"]["Rules"];
            /** @description Ed25519 over the lines `weir-rule-set`, version, activeFrom and digest, each ended by a line feed; null where the platform has no key. */
            signed: {
                /**
                 * Format: base64
                 * @description The 32 bytes of an Ed25519 public key: one of those of the log.
                 */
                publicKey: string;
                /** Format: base64 */
                signature: string;
            } | null;
            /** @enum {string} */
            state: "pending" | "in_force" | "superseded" | "withdrawn";
            version: number;
            withdrawnAt: number | null;
        };
        RuleSetPage: {
            items: components["schemas"]["RuleSet"][];
            /** @description Give it as `cursor` for the next page; null on the last. */
            nextCursor: string | null;
        };
        RulesProposal: {
            /**
             * @description When the delay is over by default, and never before.
             * @example 1795000000000
             */
            activeFrom?: number;
            /** @description Why, for anybody to read. */
            reason: string;
            rules: components["schemas"]["RulesRequest"];
        };
        RulesRequest: {
            bond: {
                /** @description What classes of capacity need bonded behind them; those without a rate need nothing. */
                rates: {
                    /** @description For each priced unit offered: a vCPU, a GiB, a GPU. */
                    nanoTokensPerUnit: string;
                    /** @example CPU_MILLI */
                    resourceClass: string;
                    /**
                     * @description GPU model or storage class; empty: every variant that has no rate of its own.
                     * @example
                     */
                    variant: string;
                }[];
                /** @description How long what is unbonded stays at stake. */
                unbondingMillis: number;
            };
            /** @description What flows faster than any of these stops for a person. */
            breakers: {
                /** @enum {string} */
                flow: "payout" | "exit" | "price" | "slash";
                /** @description Or parts of what each is of (the capital it leaves, the price before), in basis points, summed. */
                mostBps: number | null;
                /** @description The most in the window; null where `mostBps` says it. */
                mostNanoTokens: string | null;
                /**
                 * @description What is counted together: all of the flow, or what is of one operator, pool or account (of prices, one price).
                 * @enum {string}
                 */
                scope: "flow" | "operator" | "pool" | "account";
                windowMillis: number;
            }[];
            /** @description How idle capacity has to prove itself; left out, as in the version published before. */
            challenge?: {
                /** @description When a host failed so many within the time, it is not what it is offered as; 0: never. */
                falseAfter: number;
                /** @description The time within which they count. */
                falseWithinMillis: number;
                /** @description How much later the answer may be there. */
                graceMillis: number;
                /** @description The promised speed: a lane fills and reads a MiB within so many microseconds. */
                microsPerMib: number;
                /** @description The most memory that one lane of the work fills, in MiB: a power of two. */
                mostLaneMib: number;
                /** @description The largest takes so many vCPUs. */
                mostVcpus: number;
                /** @description For how many hours of work each unit of a passed one counts. */
                passHours: number;
                /** @description So many of each pool and hour, at times that nobody knows before; 0: none. */
                perPoolAndHour: number;
                /** @description How volumes have to keep what is stored on them; left out, as in the version published before. */
                possession?: {
                    /** @description So many leaves of 4 KiB are asked for in each period. */
                    leaves: number;
                    /** @description The most data that a volume is given to keep, in MiB; never more than three quarters of it. */
                    mostDataMib: number;
                    /** @description The largest takes a volume of so many GiB. */
                    mostGib: number;
                    /** @description When it missed so many of them it is over. */
                    mostMissed: number;
                    /** @description How long a period is. */
                    periodMillis: number;
                    /** @description So many periods it lasts. */
                    periods: number;
                    /** @description So many of each pool and hour begin, at times that nobody knows before; 0: none. */
                    perPoolAndHour: number;
                    /** @description Within so long of being ready it must have taken them. */
                    storeMillis: number;
                    /** @description In so long before its end they are asked for, and must be answered for. */
                    windowMillis: number;
                };
                /** @description Idle capacity is paid for only where its operator's last challenge in the pool was passed, and within so long; 0: whether or not. */
                provenMillis: number;
                /** @description How long the work takes at the promised speed, about. */
                workMillis: number;
            };
            /** @description How long a new version is published, at the least, before it holds. */
            changeDelayMillis: number;
            /** @description What insurance goes by. */
            cover: {
                /** @description How much buying all that there is puts on it. */
                bumpBps: number;
                /** @description How much of it a day takes off. */
                decayBpsPerDay: number;
                /** @description How long whoever backs the pool waits to leave, at the least. */
                exitMillis: number;
                /** @description How much may be covered for each unit of capital, in basis points. */
                gearingBps: number;
                /** @description The longest. */
                maxPeriodMillis: number;
                /** @description The shortest period. */
                minPeriodMillis: number;
                /** @description An hour of outage of a replica is covered for at most so many times what the replica costs in it. */
                mostPriceTimes: number;
                /** @description By how much required capital moves in a day, in basis points of itself. */
                requiredDayBps: number;
                /** @description And at once. */
                requiredStepBps: number;
                /** @description From the end of a month until its outages are paid for. */
                settleMillis: number;
                /** @description The price of cover never falls below this, in basis points of the amount and year. */
                targetBps: number;
                /** @description Cover is counted in units of this, rounded up. */
                unitNanoTokens: string;
                /** @description How long a premium takes to be in the price of a share. */
                unlockMillis: number;
                /** @description From buying until the cover begins. */
                waitMillis: number;
            };
            /** @description How what insurance paid is disputed; left out, as in the version published before. */
            dispute?: {
                /** @description From then until the outcome is carried out. */
                cooldownMillis: number;
                /** @description Put down with a dispute: back unless it is denied. */
                depositNanoTokens: string;
                /** @description How long an assessor who leaves waits for the deposit: as long as votes and cooldown take at the least. */
                exitMillis: number;
                /** @description How long what was found of a month can be disputed; 0: not at all. */
                openMillis: number;
                /** @description So much of all that was deposited when it was opened must vote, in basis points; it is a draw else. */
                quorumBps: number;
                /** @description How long assessors vote. */
                votingMillis: number;
            };
            /** @description What operators answer for, and what it costs them. */
            faults: {
                /** @description How long a slash waits for an appeal. */
                appealMillis: number;
                /** @description How long an appeal waits for a decision; what is undecided then is dropped. */
                decisionMillis: number;
                /** @description What an operator must give before it takes capacity away that is in use. */
                noticeMillis: number;
                /** @description When a part of the platform was silent for so long, what contact was lost meanwhile is its doing. */
                platformPauseMillis: number;
                /** @description When so much of the operators that are heard of lost contact at once, it is the platform's doing, in basis points. */
                platformShareBps: number;
                /** @description Within so long of each other is at once. */
                platformWindowMillis: number;
                /** @description How long what was slashed is kept for those who were harmed, before it is the treasury's. */
                redressMillis: number;
                table: {
                    early_reclaim: {
                        /** @description How much of the bond that the capacity in question asks for, in basis points. */
                        amountBps: number;
                        /** @description No more than this part of all that is at stake, for faults of the kind in one period, in basis points. */
                        capBps: number;
                        /** @description What is made good within it costs nothing. */
                        graceMillis: number;
                        /** @description The period of the cap. */
                        periodMillis: number;
                    };
                    failed_challenge: {
                        /** @description How much of the bond that the capacity in question asks for, in basis points. */
                        amountBps: number;
                        /** @description No more than this part of all that is at stake, for faults of the kind in one period, in basis points. */
                        capBps: number;
                        /** @description What is made good within it costs nothing. */
                        graceMillis: number;
                        /** @description The period of the cap. */
                        periodMillis: number;
                    };
                    false_capacity: {
                        /** @description How much of the bond that the capacity in question asks for, in basis points. */
                        amountBps: number;
                        /** @description No more than this part of all that is at stake, for faults of the kind in one period, in basis points. */
                        capBps: number;
                        /** @description What is made good within it costs nothing. */
                        graceMillis: number;
                        /** @description The period of the cap. */
                        periodMillis: number;
                    };
                    host_lost: {
                        /** @description How much of the bond that the capacity in question asks for, in basis points. */
                        amountBps: number;
                        /** @description No more than this part of all that is at stake, for faults of the kind in one period, in basis points. */
                        capBps: number;
                        /** @description What is made good within it costs nothing. */
                        graceMillis: number;
                        /** @description The period of the cap. */
                        periodMillis: number;
                    };
                    lost_contact: {
                        /** @description How much of the bond that the capacity in question asks for, in basis points. */
                        amountBps: number;
                        /** @description No more than this part of all that is at stake, for faults of the kind in one period, in basis points. */
                        capBps: number;
                        /** @description What is made good within it costs nothing. */
                        graceMillis: number;
                        /** @description The period of the cap. */
                        periodMillis: number;
                    };
                    meter_cheating: {
                        /** @description How much of the bond that the capacity in question asks for, in basis points. */
                        amountBps: number;
                        /** @description No more than this part of all that is at stake, for faults of the kind in one period, in basis points. */
                        capBps: number;
                        /** @description What is made good within it costs nothing. */
                        graceMillis: number;
                        /** @description The period of the cap. */
                        periodMillis: number;
                    };
                };
            };
            /** @description How far operators are trusted, by class of capacity. */
            reputation: {
                /** @description For how many hours of work each unit in question of a fault counts. */
                faultHours: {
                    early_reclaim: number;
                    failed_challenge: number;
                    false_capacity: number;
                    host_lost: number;
                    lost_contact: number;
                    meter_cheating: number;
                };
                /** @description After so many days work and faults count for half as much. */
                halfLifeDays: number;
                proven: {
                    /** @description How much of what the operator did and what its faults count for, together, is what it did, in basis points. */
                    leastScoreBps: number;
                    /** @description How much it did at the least, in hours of a vCPU, a GiB or a GPU. */
                    leastUnitHours: number;
                };
                /** @description Classes of which more work is asked for, so many times. */
                times: {
                    /** @example CPU_MILLI */
                    resourceClass: string;
                    times: number;
                }[];
                trusted: {
                    /** @description How much of what the operator did and what its faults count for, together, is what it did, in basis points. */
                    leastScoreBps: number;
                    /** @description How much it did at the least, in hours of a vCPU, a GiB or a GPU. */
                    leastUnitHours: number;
                };
            };
            /** @description What idle capacity gets of its pool's treasury. */
            reward: {
                /** @description What the treasury keeps of the rates; without it no reserve suffices, in basis points. */
                feeBps: number;
                /** @description The reserve is such that the treasury is emptied with a probability of less than 2 to the minus so much. */
                halvings: number;
                /**
                 * @description How far an operator must be trusted with a class for its idle capacity to count.
                 * @enum {string}
                 */
                leastTier: "unproven" | "proven" | "trusted";
                /** @description Classes without a rate get nothing. */
                rates: {
                    /** @description For an hour of a vCPU, a GiB or a GPU that stands ready, and idle. */
                    nanoTokensPerUnitHour: string;
                    /** @example CPU_MILLI */
                    resourceClass: string;
                    /**
                     * @description GPU model or storage class; empty: every variant that has no rate of its own.
                     * @example
                     */
                    variant: string;
                }[];
                /** @description Which part of what the treasury took in within an hour is divided by `pplns`, in basis points. */
                revenueBps: number;
                /**
                 * @description `pps`: at the rates, while the treasury has the reserve that this takes, and by `pplns` else; `pplns`: a part of what the treasury took in.
                 * @enum {string}
                 */
                scheme: "pps" | "pplns";
                /** @description By the last so much work `pplns` divides, in nano-tokens at the rates. */
                windowNanoTokens: string;
            };
            stake: {
                /** @description The most that an operator takes of what flows in. */
                commissionMostBps: number;
                /** @description How long before terms become worse for whoever backs the operator; longer than the unbonding. */
                noticeMillis: number;
                /** @description Earnings flow in for at least so long at a time. */
                reportMillis: number;
                /** @description How long whoever leaves a stake pool waits, and bears its losses. */
                unbondingMillis: number;
                /** @description How long a gain takes to be in the price of a share. */
                unlockMillis: number;
            };
        };
        RulesWithdrawal: {
            /** @description Why, for anybody to read. */
            reason: string;
        };
        /** @enum {string} */
        Scope: "leases:read" | "leases:write" | "billing:read" | "billing:write" | "webhooks:read" | "webhooks:write" | "identity:read" | "identity:write" | "inventory:read" | "inventory:write" | "earnings:read" | "usage:write" | "admin" | "queues:read";
        /** @description What a pool promises, and what it credits by itself for a month in which it fails. What the workload itself causes does not count. */
        ServiceLevel: {
            /** @description What leases that begin now keep as long as they live; null when the pool promises nothing yet. */
            current: components["schemas"]["ServiceLevelTable"] | null;
            /** @description Published, for leases that begin in the next month or later. */
            next: components["schemas"]["ServiceLevelTable"] | null;
            pool: string;
        };
        ServiceLevelRequest: {
            /** @description From the highest availability to the lowest; the lowest that is missed counts. Empty: nothing is promised. */
            levels: {
                /** @description Availability over a month, in millionths of the time its replicas were to run: 999500 is 99.95 %. */
                availabilityBelowPpm: number;
                /** @description What is credited below it, in basis points of what the month cost. */
                creditBps: number;
            }[];
        };
        /** @description Measured is replica-time of a month: of the time in which replicas that were once ready had to run, how much they were not, for whatever reason but the workload's own. */
        ServiceLevelTable: {
            /**
             * @description The beginning of the first month (UTC) that it holds for; it names the version, which never changes from then on.
             * @example 1795000000000
             */
            activeFrom: number;
            /** @description From the highest availability to the lowest; the lowest that is missed counts. Empty: nothing is promised. */
            levels: {
                /** @description Availability over a month, in millionths of the time its replicas were to run: 999500 is 99.95 %. */
                availabilityBelowPpm: number;
                /** @description What is credited below it, in basis points of what the month cost. */
                creditBps: number;
            }[];
        };
        Session: {
            account: string;
            /** @description Send it as `x-weir-csrf` with every request that is not GET or HEAD. */
            csrfToken: string;
            /**
             * @description At the latest; sooner when it is not used.
             * @example 1795000000000
             */
            expiresAt: number;
            name: string;
            roles: components["schemas"]["SessionRole"][];
        };
        /** @description Act as it by the header `x-weir-role: <kind>:<id>`. */
        SessionRole: {
            /** @description Of the tenant or operator; `platform` for administrators. A backer is a tenant, with its wallet and stake alone. */
            id: string;
            /** @enum {string} */
            kind: "tenant" | "operator" | "backer" | "admin";
            name: string;
            /**
             * @description What you are there.
             * @example owner
             */
            role: string;
        };
        /**
         * @example {
         *       "pool": {
         *         "assets": "1000",
         *         "shares": "900",
         *         "virtualShares": "1"
         *       },
         *       "assets": "100"
         *     }
         */
        SharePoolDepositQuestion: {
            /** @description Units of the asset, as a decimal string. */
            assets: string;
            pool: {
                /** @description Units of the asset, as a decimal string. */
                assets: string;
                /** @description Units of the asset, as a decimal string. */
                shares: string;
                /** @description Shares that nobody holds, against one asset; 0 for none. */
                virtualShares?: string;
            };
        };
        SharePoolDepositResult: {
            /**
             * @description As a decimal string.
             * @example 1000
             */
            assets: string;
            pool: {
                /**
                 * @description As a decimal string.
                 * @example 1000
                 */
                assets: string;
                /**
                 * @description As a decimal string.
                 * @example 1000
                 */
                shares: string;
                /**
                 * @description As a decimal string.
                 * @example 1000
                 */
                virtualShares: string;
            };
            /**
             * @description As a decimal string.
             * @example 1000
             */
            shares: string;
        };
        /**
         * @example {
         *       "shares": "101",
         *       "totalFee": "10",
         *       "recipients": [
         *         {
         *           "id": "operator",
         *           "fee": "5"
         *         }
         *       ]
         *     }
         */
        SharePoolDivideFeeQuestion: {
            recipients: {
                /** @description Units of the asset, as a decimal string. */
                fee: string;
                /** @example a */
                id: string;
            }[];
            /** @description Units of the asset, as a decimal string. */
            shares: string;
            /** @description Units of the asset, as a decimal string. */
            totalFee: string;
        };
        SharePoolDivideFeeResult: {
            recipients: {
                [key: string]: string;
            };
            /**
             * @description As a decimal string.
             * @example 1000
             */
            treasury: string;
        };
        /**
         * @example {
         *       "request": {
         *         "amount": "100",
         *         "shares": "90"
         *       },
         *       "rateRay": "1000000000000000000000000000"
         *     }
         */
        SharePoolExitQuestion: {
            /** @description Units of the asset, as a decimal string. */
            rateRay: string;
            request: {
                /** @description Units of the asset, as a decimal string. */
                amount: string;
                /** @description Units of the asset, as a decimal string. */
                shares: string;
            };
        };
        SharePoolExitResult: {
            /**
             * @description As a decimal string.
             * @example 1000
             */
            amount: string;
        };
        /**
         * @example {
         *       "pool": {
         *         "assets": "1000",
         *         "shares": "900",
         *         "virtualShares": "1"
         *       },
         *       "reward": "100",
         *       "fee": {
         *         "part": "1",
         *         "whole": "10"
         *       }
         *     }
         */
        SharePoolFeeSharesQuestion: {
            fee: {
                /** @description Units of the asset, as a decimal string. */
                part: string;
                /** @description Units of the asset, as a decimal string. */
                whole: string;
            };
            pool: {
                /** @description Units of the asset, as a decimal string. */
                assets: string;
                /** @description Units of the asset, as a decimal string. */
                shares: string;
                /** @description Shares that nobody holds, against one asset; 0 for none. */
                virtualShares?: string;
            };
            /** @description Units of the asset, as a decimal string. */
            reward: string;
        };
        SharePoolFeeSharesResult: {
            /**
             * @description As a decimal string.
             * @example 1000
             */
            amount: string;
        };
        /**
         * @example {
         *       "queue": {
         *         "requests": [
         *           {
         *             "amount": "100",
         *             "shares": "90"
         *           },
         *           {
         *             "amount": "50",
         *             "shares": "50"
         *           }
         *         ],
         *         "finalized": 0
         *       },
         *       "batchEnds": [
         *         1,
         *         2
         *       ],
         *       "rateRay": "1000000000000000000000000000"
         *     }
         */
        SharePoolFinalizeQuestion: {
            batchEnds: number[];
            queue: {
                finalized: number;
                requests: {
                    /** @description Units of the asset, as a decimal string. */
                    amount: string;
                    /** @description Units of the asset, as a decimal string. */
                    shares: string;
                }[];
            };
            /** @description Units of the asset, as a decimal string. */
            rateRay: string;
        };
        SharePoolFinalizeResult: {
            /**
             * @description As a decimal string.
             * @example 1000
             */
            assets: string;
            /**
             * @description As a decimal string.
             * @example 1000
             */
            shares: string;
        };
        /**
         * @example {
         *       "pool": {
         *         "assets": "1000",
         *         "shares": "900",
         *         "virtualShares": "1"
         *       },
         *       "gain": "100",
         *       "maxBps": 500
         *     }
         */
        SharePoolLimitGainQuestion: {
            /** @description Units of the asset, as a decimal string. */
            gain: string;
            /** @description Basis points. */
            maxBps: number;
            pool: {
                /** @description Units of the asset, as a decimal string. */
                assets: string;
                /** @description Units of the asset, as a decimal string. */
                shares: string;
                /** @description Shares that nobody holds, against one asset; 0 for none. */
                virtualShares?: string;
            };
        };
        SharePoolLimitGainResult: {
            /**
             * @description As a decimal string.
             * @example 1000
             */
            kept: string;
            /**
             * @description As a decimal string.
             * @example 1000
             */
            taken: string;
        };
        /**
         * @example {
         *       "pool": {
         *         "assets": "1000",
         *         "shares": "900",
         *         "virtualShares": "1"
         *       },
         *       "loss": "300"
         *     }
         */
        SharePoolLoseQuestion: {
            /** @description Units of the asset, as a decimal string. */
            loss: string;
            pool: {
                /** @description Units of the asset, as a decimal string. */
                assets: string;
                /** @description Units of the asset, as a decimal string. */
                shares: string;
                /** @description Shares that nobody holds, against one asset; 0 for none. */
                virtualShares?: string;
            };
        };
        SharePoolLoseResult: {
            halted: boolean;
            /**
             * @description As a decimal string.
             * @example 1000
             */
            lost: string;
            pool: {
                /**
                 * @description As a decimal string.
                 * @example 1000
                 */
                assets: string;
                /**
                 * @description As a decimal string.
                 * @example 1000
                 */
                shares: string;
                /**
                 * @description As a decimal string.
                 * @example 1000
                 */
                virtualShares: string;
            };
            /**
             * @description As a decimal string.
             * @example 1000
             */
            unmet: string;
        };
        /**
         * @example {
         *       "pool": {
         *         "assets": "1000",
         *         "shares": "900",
         *         "virtualShares": "1"
         *       },
         *       "shares": "100"
         *     }
         */
        SharePoolMintQuestion: {
            pool: {
                /** @description Units of the asset, as a decimal string. */
                assets: string;
                /** @description Units of the asset, as a decimal string. */
                shares: string;
                /** @description Shares that nobody holds, against one asset; 0 for none. */
                virtualShares?: string;
            };
            /** @description Units of the asset, as a decimal string. */
            shares: string;
        };
        SharePoolMintResult: {
            /**
             * @description As a decimal string.
             * @example 1000
             */
            assets: string;
            pool: {
                /**
                 * @description As a decimal string.
                 * @example 1000
                 */
                assets: string;
                /**
                 * @description As a decimal string.
                 * @example 1000
                 */
                shares: string;
                /**
                 * @description As a decimal string.
                 * @example 1000
                 */
                virtualShares: string;
            };
            /**
             * @description As a decimal string.
             * @example 1000
             */
            shares: string;
        };
        /**
         * @example {
         *       "unlocking": {
         *         "pool": {
         *           "assets": "1000",
         *           "shares": "900",
         *           "virtualShares": "1"
         *         },
         *         "locked": "100",
         *         "updatedAt": 0,
         *         "unlocksAt": 604800000
         *       },
         *       "now": 302400000
         *     }
         */
        SharePoolPriceQuestion: {
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            now: number;
            unlocking: {
                /** @description Units of the asset, as a decimal string. */
                locked: string;
                pool: {
                    /** @description Units of the asset, as a decimal string. */
                    assets: string;
                    /** @description Units of the asset, as a decimal string. */
                    shares: string;
                    /** @description Shares that nobody holds, against one asset; 0 for none. */
                    virtualShares?: string;
                };
                /**
                 * @description Milliseconds since 1970-01-01T00:00:00Z.
                 * @example 1795000000000
                 */
                unlocksAt: number;
                /**
                 * @description Milliseconds since 1970-01-01T00:00:00Z.
                 * @example 1795000000000
                 */
                updatedAt: number;
            };
        };
        SharePoolPriceResult: {
            /**
             * @description As a decimal string.
             * @example 1000
             */
            amount: string;
        };
        /**
         * @example {
         *       "pool": {
         *         "assets": "1000",
         *         "shares": "900",
         *         "virtualShares": "1"
         *       },
         *       "shares": "100"
         *     }
         */
        SharePoolRedeemQuestion: {
            pool: {
                /** @description Units of the asset, as a decimal string. */
                assets: string;
                /** @description Units of the asset, as a decimal string. */
                shares: string;
                /** @description Shares that nobody holds, against one asset; 0 for none. */
                virtualShares?: string;
            };
            /** @description Units of the asset, as a decimal string. */
            shares: string;
        };
        SharePoolRedeemResult: {
            /**
             * @description As a decimal string.
             * @example 1000
             */
            assets: string;
            pool: {
                /**
                 * @description As a decimal string.
                 * @example 1000
                 */
                assets: string;
                /**
                 * @description As a decimal string.
                 * @example 1000
                 */
                shares: string;
                /**
                 * @description As a decimal string.
                 * @example 1000
                 */
                virtualShares: string;
            };
            /**
             * @description As a decimal string.
             * @example 1000
             */
            shares: string;
        };
        /**
         * @example {
         *       "unlocking": {
         *         "pool": {
         *           "assets": "1000",
         *           "shares": "900",
         *           "virtualShares": "1"
         *         },
         *         "locked": "100",
         *         "updatedAt": 0,
         *         "unlocksAt": 604800000
         *       },
         *       "report": {
         *         "now": 302400000,
         *         "gain": "50",
         *         "loss": "0",
         *         "fee": "5",
         *         "refund": "0",
         *         "unlockMillis": 604800000
         *       }
         *     }
         */
        SharePoolReportQuestion: {
            report: {
                /** @description Units of the asset, as a decimal string. */
                fee: string;
                /** @description Units of the asset, as a decimal string. */
                gain: string;
                /** @description Units of the asset, as a decimal string. */
                loss: string;
                /**
                 * @description Milliseconds since 1970-01-01T00:00:00Z.
                 * @example 1795000000000
                 */
                now: number;
                /** @description Units of the asset, as a decimal string. */
                refund: string;
                /**
                 * @description Milliseconds.
                 * @example 86400000
                 */
                unlockMillis: number;
            };
            unlocking: {
                /** @description Units of the asset, as a decimal string. */
                locked: string;
                pool: {
                    /** @description Units of the asset, as a decimal string. */
                    assets: string;
                    /** @description Units of the asset, as a decimal string. */
                    shares: string;
                    /** @description Shares that nobody holds, against one asset; 0 for none. */
                    virtualShares?: string;
                };
                /**
                 * @description Milliseconds since 1970-01-01T00:00:00Z.
                 * @example 1795000000000
                 */
                unlocksAt: number;
                /**
                 * @description Milliseconds since 1970-01-01T00:00:00Z.
                 * @example 1795000000000
                 */
                updatedAt: number;
            };
        };
        SharePoolReportResult: {
            /**
             * @description As a decimal string.
             * @example 1000
             */
            feeShares: string;
            unlocking: {
                /**
                 * @description As a decimal string.
                 * @example 1000
                 */
                locked: string;
                pool: {
                    /**
                     * @description As a decimal string.
                     * @example 1000
                     */
                    assets: string;
                    /**
                     * @description As a decimal string.
                     * @example 1000
                     */
                    shares: string;
                    /**
                     * @description As a decimal string.
                     * @example 1000
                     */
                    virtualShares: string;
                };
                unlocksAt: number;
                updatedAt: number;
            };
        };
        /**
         * @example {
         *       "assets": "2000",
         *       "stored": "1000",
         *       "openCover": "4800",
         *       "elapsedMillis": 86400000
         *     }
         */
        SharePoolRequiredCapitalQuestion: {
            /** @description Units of the asset, as a decimal string. */
            assets: string;
            /**
             * @description Milliseconds.
             * @example 86400000
             */
            elapsedMillis: number;
            /** @description Units of the asset, as a decimal string. */
            openCover: string;
            /** @description Units of the asset, as a decimal string. */
            stored: string;
        };
        SharePoolRequiredCapitalResult: {
            /**
             * @description As a decimal string.
             * @example 1000
             */
            desired: string;
            /**
             * @description As a decimal string.
             * @example 1000
             */
            free: string;
            /**
             * @description As a decimal string.
             * @example 1000
             */
            required: string;
        };
        /**
         * @example {
         *       "pool": {
         *         "assets": "1000",
         *         "shares": "900",
         *         "virtualShares": "1"
         *       },
         *       "assets": "100"
         *     }
         */
        SharePoolWithdrawQuestion: {
            /** @description Units of the asset, as a decimal string. */
            assets: string;
            pool: {
                /** @description Units of the asset, as a decimal string. */
                assets: string;
                /** @description Units of the asset, as a decimal string. */
                shares: string;
                /** @description Shares that nobody holds, against one asset; 0 for none. */
                virtualShares?: string;
            };
        };
        SharePoolWithdrawResult: {
            /**
             * @description As a decimal string.
             * @example 1000
             */
            assets: string;
            pool: {
                /**
                 * @description As a decimal string.
                 * @example 1000
                 */
                assets: string;
                /**
                 * @description As a decimal string.
                 * @example 1000
                 */
                shares: string;
                /**
                 * @description As a decimal string.
                 * @example 1000
                 */
                virtualShares: string;
            };
            /**
             * @description As a decimal string.
             * @example 1000
             */
            shares: string;
        };
        ShareTransferRequest: {
            /** @description Shares, as a decimal string. */
            shares: string;
            /** @example ten_4k9d0x7h2m5n8p1qr3st6vwy */
            tenantId: string;
        };
        /**
         * @example {
         *       "account": "ada@example.com",
         *       "password": "correct horse battery staple"
         *     }
         */
        SignIn: {
            /** @description The address that you sign in by. */
            account: string;
            password: string;
        };
        SignInWays: {
            /** @description By sending the browser to `/v1/session/oidc?return_to=<path>`: it comes back signed in, to that path; or to `/console/sign-in?problem=<code>`. */
            oidc: boolean;
            /** @description By `POST /v1/session`. */
            password: boolean;
        };
        Site: {
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            createdAt: number;
            /** @example sit_4k9d0x7h2m5n8p1qr3st6vwy */
            id: string;
            /**
             * @description ISO 3166-1 alpha-2.
             * @example DE
             */
            jurisdiction: string;
            name: string;
            /** @example opr_4k9d0x7h2m5n8p1qr3st6vwy */
            operatorId: string;
            region: string;
        };
        SitePage: {
            items: components["schemas"]["Site"][];
            /** @description Give it as `cursor` for the next page; null on the last. */
            nextCursor: string | null;
        };
        SiteRequest: {
            /**
             * @description ISO 3166-1 alpha-2.
             * @example DE
             */
            jurisdiction: string;
            /** @example production */
            name: string;
            /**
             * @description Coarse, as tenants see it.
             * @example europe-west
             */
            region: string;
        };
        /** @description What a fault costs of what an operator has at stake. */
        Slash: {
            /**
             * @description The lower of the fault's part of `base` and what the cap has left, each rounded down.
             * @example 1500000000
             */
            amount: string;
            appeal: {
                /**
                 * @description Milliseconds since 1970-01-01T00:00:00Z.
                 * @example 1795000000000
                 */
                at: number;
                /**
                 * @description It is dropped when nobody decided until then.
                 * @example 1795000000000
                 */
                decideBy: number;
                reason: string;
            } | null;
            /**
             * @description All that was at stake behind it and operators that it belongs together with, with what slashes of the kind took within the period.
             * @example 1500000000
             */
            atStake: string;
            /**
             * @description The bond that the capacity in question asks for.
             * @example 1500000000
             */
            base: string;
            borne: {
                /**
                 * @description Milliseconds since 1970-01-01T00:00:00Z.
                 * @example 1795000000000
                 */
                at: number;
                /**
                 * @description Nano-tokens (billionths), as a decimal string.
                 * @example 1500000000
                 */
                bond: string;
                /**
                 * @description What nobody could bear.
                 * @example 1500000000
                 */
                deficit: string;
                /**
                 * @description What tenants were owed then: insurance and treasury bear no more than that.
                 * @example 1500000000
                 */
                harm: string;
                /**
                 * @description Nano-tokens (billionths), as a decimal string.
                 * @example 1500000000
                 */
                insurance: string;
                /**
                 * @description Nano-tokens (billionths), as a decimal string.
                 * @example 1500000000
                 */
                stake: string;
                /**
                 * @description Nano-tokens (billionths), as a decimal string.
                 * @example 1500000000
                 */
                treasury: string;
            } | null;
            decision: {
                /**
                 * @description Milliseconds since 1970-01-01T00:00:00Z.
                 * @example 1795000000000
                 */
                at: number;
                /** @enum {string} */
                decidedBy: "administrator" | "time";
                /** @enum {string} */
                decision: "upheld" | "forgiven";
                reason: string;
            } | null;
            /**
             * @description When it is carried out unless you appeal.
             * @example 1795000000000
             */
            dueAt: number;
            /** @example ofl_4k9d0x7h2m5n8p1qr3st6vwy */
            faultId: string;
            /** @example slh_4k9d0x7h2m5n8p1qr3st6vwy */
            id: string;
            /** @enum {string} */
            kind: "lost_contact" | "host_lost" | "early_reclaim" | "failed_challenge" | "false_capacity" | "meter_cheating";
            /** @example opr_4k9d0x7h2m5n8p1qr3st6vwy */
            operatorId: string;
            /** @example pol_4k9d0x7h2m5n8p1qr3st6vwy */
            poolId: string;
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            proposedAt: number;
            /** @description Until when what it took is kept for tenants who were harmed. */
            redressUntil: number | null;
            /** @description The version of the rules that it goes by. */
            rulesVersion: number;
            /**
             * @description What faults of the kind cost it, and operators that it belongs together with, within the period before.
             * @example 1500000000
             */
            slashedBefore: string;
            /**
             * @description `closed`: what it took is with those who were harmed, or the treasury's.
             * @enum {string}
             */
            state: "pending" | "appealed" | "carried_out" | "forgiven" | "closed";
            /** @description The capacity in question: what claims held, or all that the host offers where that is in doubt. */
            units: {
                resourceClass: string;
                units: string;
                variant: string;
            }[];
        };
        SlashAppeal: {
            /** @description Why it should be dropped. */
            reason: string;
        };
        SlashDecision: {
            /** @enum {string} */
            decision: "uphold" | "forgive";
            /** @description For the operator to read. */
            reason: string;
        };
        SlashDetail: {
            /**
             * @description The lower of the fault's part of `base` and what the cap has left, each rounded down.
             * @example 1500000000
             */
            amount: string;
            appeal: {
                /**
                 * @description Milliseconds since 1970-01-01T00:00:00Z.
                 * @example 1795000000000
                 */
                at: number;
                /**
                 * @description It is dropped when nobody decided until then.
                 * @example 1795000000000
                 */
                decideBy: number;
                reason: string;
            } | null;
            /**
             * @description All that was at stake behind it and operators that it belongs together with, with what slashes of the kind took within the period.
             * @example 1500000000
             */
            atStake: string;
            /**
             * @description The bond that the capacity in question asks for.
             * @example 1500000000
             */
            base: string;
            borne: {
                /**
                 * @description Milliseconds since 1970-01-01T00:00:00Z.
                 * @example 1795000000000
                 */
                at: number;
                /**
                 * @description Nano-tokens (billionths), as a decimal string.
                 * @example 1500000000
                 */
                bond: string;
                /**
                 * @description What nobody could bear.
                 * @example 1500000000
                 */
                deficit: string;
                /**
                 * @description What tenants were owed then: insurance and treasury bear no more than that.
                 * @example 1500000000
                 */
                harm: string;
                /**
                 * @description Nano-tokens (billionths), as a decimal string.
                 * @example 1500000000
                 */
                insurance: string;
                /**
                 * @description Nano-tokens (billionths), as a decimal string.
                 * @example 1500000000
                 */
                stake: string;
                /**
                 * @description Nano-tokens (billionths), as a decimal string.
                 * @example 1500000000
                 */
                treasury: string;
            } | null;
            decision: {
                /**
                 * @description Milliseconds since 1970-01-01T00:00:00Z.
                 * @example 1795000000000
                 */
                at: number;
                /** @enum {string} */
                decidedBy: "administrator" | "time";
                /** @enum {string} */
                decision: "upheld" | "forgiven";
                reason: string;
            } | null;
            /**
             * @description When it is carried out unless you appeal.
             * @example 1795000000000
             */
            dueAt: number;
            fault: components["schemas"]["OperatorFault"];
            /** @example ofl_4k9d0x7h2m5n8p1qr3st6vwy */
            faultId: string;
            /** @example slh_4k9d0x7h2m5n8p1qr3st6vwy */
            id: string;
            /** @enum {string} */
            kind: "lost_contact" | "host_lost" | "early_reclaim" | "failed_challenge" | "false_capacity" | "meter_cheating";
            /** @example opr_4k9d0x7h2m5n8p1qr3st6vwy */
            operatorId: string;
            /** @example pol_4k9d0x7h2m5n8p1qr3st6vwy */
            poolId: string;
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            proposedAt: number;
            /** @description Until when what it took is kept for tenants who were harmed. */
            redressUntil: number | null;
            /** @description The version of the rules that it goes by. */
            rulesVersion: number;
            /**
             * @description What faults of the kind cost it, and operators that it belongs together with, within the period before.
             * @example 1500000000
             */
            slashedBefore: string;
            /**
             * @description `closed`: what it took is with those who were harmed, or the treasury's.
             * @enum {string}
             */
            state: "pending" | "appealed" | "carried_out" | "forgiven" | "closed";
            /** @description The capacity in question: what claims held, or all that the host offers where that is in doubt. */
            units: {
                resourceClass: string;
                units: string;
                variant: string;
            }[];
        };
        SlashPage: {
            items: components["schemas"]["Slash"][];
            /** @description Give it as `cursor` for the next page; null on the last. */
            nextCursor: string | null;
        };
        /** @description A slash with all that it follows from. `weir verify` checks it without us. */
        SlashProof: {
            /** @description Slashes of the kind within the period before. */
            before: components["schemas"]["OpenedLeaf"][];
            /** @description Decisions on those. */
            beforeDecisions: components["schemas"]["OpenedLeaf"][];
            /** @description What was borne of those. */
            beforeLosses: components["schemas"]["OpenedLeaf"][];
            /** @description What an administrator, or time, decided. */
            decision?: components["schemas"]["OpenedLeaf"];
            fault: components["schemas"]["OpenedLeaf"];
            /** @enum {string} */
            format: "weir-slash/1";
            log: {
                /** @description The first 16 hexadecimal digits of the SHA-256 of the public key. */
                keyId: string;
                /**
                 * Format: base64
                 * @description The 32 bytes of an Ed25519 public key, base 64.
                 */
                publicKey: string;
                /**
                 * Format: base64
                 * @description The root of the tree, as RFC 6962 has it, base 64.
                 */
                root: string;
                /**
                 * Format: base64
                 * @description Ed25519, of the lines `weir-log-head`, size, root and signedAt, each ended by a line feed, base 64.
                 */
                signature: string;
                /**
                 * @description Milliseconds since 1970-01-01T00:00:00Z.
                 * @example 1795000000000
                 */
                signedAt: number;
                /** @description Leaves. */
                size: number;
                /** @description What was signed. */
                text: string;
            };
            /** @description What each bore of it, and had. */
            loss?: components["schemas"]["OpenedLeaf"];
            rules: components["schemas"]["ProvenRules"];
            slash: components["schemas"]["OpenedLeaf"];
        };
        /**
         * @example {
         *       "reward": "200",
         *       "work": [
         *         {
         *           "id": "a",
         *           "weight": "600"
         *         },
         *         {
         *           "id": "b",
         *           "weight": "400"
         *         }
         *       ],
         *       "finder": "a"
         *     }
         */
        SplitFinderQuestion: {
            /** @example a */
            finder: string;
            /** @description Units of the asset, as a decimal string. */
            reward: string;
            work: {
                /** @example a */
                id: string;
                /** @description Units of the asset, as a decimal string. */
                weight: string;
            }[];
        };
        SplitFinderResult: {
            parts: {
                [key: string]: string;
            };
        };
        /**
         * @example {
         *       "total": "100",
         *       "shares": [
         *         {
         *           "id": "a",
         *           "weight": "600"
         *         },
         *         {
         *           "id": "b",
         *           "weight": "400"
         *         }
         *       ]
         *     }
         */
        SplitLargestRemainderQuestion: {
            shares: {
                /** @example a */
                id: string;
                /** @description Units of the asset, as a decimal string. */
                weight: string;
            }[];
            /** @description Units of the asset, as a decimal string. */
            total: string;
        };
        SplitLargestRemainderResult: {
            parts: {
                [key: string]: string;
            };
        };
        /**
         * @example {
         *       "reward": "100000000",
         *       "newestFirst": [
         *         {
         *           "id": "a",
         *           "work": "600"
         *         },
         *         {
         *           "id": "b",
         *           "work": "400"
         *         }
         *       ],
         *       "window": "1000",
         *       "deductions": [
         *         {
         *           "id": "donation",
         *           "bps": 500
         *         },
         *         {
         *           "id": "fee",
         *           "bps": 200
         *         }
         *       ],
         *       "withoutWork": "treasury"
         *     }
         */
        SplitPplnsQuestion: {
            deductions: {
                /** @description Basis points. */
                bps: number;
                /** @example a */
                id: string;
            }[];
            newestFirst: {
                /** @example a */
                id: string;
                /** @description Units of the asset, as a decimal string. */
                work: string;
            }[];
            /** @description Units of the asset, as a decimal string. */
            reward: string;
            /** @description Units of the asset, as a decimal string. */
            window: string;
            /** @example a */
            withoutWork: string;
        };
        SplitPplnsResult: {
            deductions: {
                [key: string]: string;
            };
            payouts: {
                [key: string]: string;
            };
        };
        /**
         * @example {
         *       "reward": "50000",
         *       "expectedWork": "1000",
         *       "feeBps": 200,
         *       "averageFees": "0",
         *       "work": "10"
         *     }
         */
        SplitPpsQuestion: {
            /** @description Units of the asset, as a decimal string. */
            averageFees?: string;
            /** @description Units of the asset, as a decimal string. */
            expectedWork: string;
            /** @description Basis points. */
            feeBps: number;
            /** @description Units of the asset, as a decimal string. */
            reward: string;
            /** @description Units of the asset, as a decimal string. */
            work: string;
        };
        /**
         * @example {
         *       "reward": "1000000000",
         *       "feeBps": 100,
         *       "halvings": 10,
         *       "treasury": "500000000000"
         *     }
         */
        SplitPpsReserveQuestion: {
            /** @description Basis points. */
            feeBps: number;
            halvings: number;
            /** @description Units of the asset, as a decimal string. */
            reward: string;
            /** @description Units of the asset, as a decimal string. */
            treasury: string;
        };
        SplitPpsReserveResult: {
            reserve: string | null;
            /** @enum {string} */
            scheme: "pps" | "pplns";
        };
        SplitPpsResult: {
            /**
             * @description As a decimal string.
             * @example 1000
             */
            amount: string;
        };
        StakeExitRequest: {
            /** @description Shares, as a decimal string. */
            shares: string;
        };
        /** @description What backs an operator. Gains rise into the price of its shares over time; losses lower it at once. */
        StakePool: {
            /**
             * @description Nano-tokens (billionths), as a decimal string.
             * @example 1500000000
             */
            assets: string;
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            createdAt: number;
            /** @description It lost all that it had; nobody can back it any more. */
            halted: boolean;
            /** @example stp_4k9d0x7h2m5n8p1qr3st6vwy */
            id: string;
            /** @description Terms that are worse for you, and from when. */
            next: {
                /** @description So much of that is the commission, minted as shares, in basis points. */
                commissionBps: number;
                /** @description So much of what the capacity earns flows into the pool, in basis points. */
                earningsBps: number;
                /**
                 * @description Milliseconds since 1970-01-01T00:00:00Z.
                 * @example 1795000000000
                 */
                from: number;
            } | null;
            /**
             * @description What the operator owes the pool of its earnings: it had spent them.
             * @example 1500000000
             */
            owed: string;
            /** @description What 10^18 shares are worth, in nano-tokens. */
            pricePerShareWad: string;
            /**
             * @description Shares, as a decimal string.
             * @example 1500000000
             */
            shares: string;
            terms: components["schemas"]["StakeTerms"];
        };
        StakePoolPage: {
            items: components["schemas"]["StakePool"][];
            /** @description Give it as `cursor` for the next page; null on the last. */
            nextCursor: string | null;
        };
        StakePosition: {
            /** @description Shares on their way out. */
            exits: {
                /**
                 * @description What they were worth when asked: you get that or what they are worth at the end, whichever is less.
                 * @example 1500000000
                 */
                amount: string;
                /**
                 * @description Milliseconds since 1970-01-01T00:00:00Z.
                 * @example 1795000000000
                 */
                askedAt: number;
                /**
                 * @description Milliseconds since 1970-01-01T00:00:00Z.
                 * @example 1795000000000
                 */
                dueAt: number;
                /** @example stx_4k9d0x7h2m5n8p1qr3st6vwy */
                id: string;
                rulesVersion: number;
                /**
                 * @description Shares, as a decimal string.
                 * @example 1500000000
                 */
                shares: string;
                /** @description A person looks at it before it is paid: more left than the rules allow at once. */
                stopped: boolean;
            }[];
            /** @description A loss is in evidence that may fall on the pool: nobody is paid until that is over, at the price of then. */
            heldBack: boolean;
            /** @example stp_4k9d0x7h2m5n8p1qr3st6vwy */
            poolId: string;
            /**
             * @description Shares, as a decimal string.
             * @example 1500000000
             */
            shares: string;
            /**
             * @description What the shares would be redeemed for now.
             * @example 1500000000
             */
            worth: string;
        };
        StakeRequest: {
            /** @description Nano-tokens (billionths), as a decimal string. */
            amount: string;
        };
        StakeTerms: {
            /** @description So much of that is the commission, minted as shares, in basis points. */
            commissionBps: number;
            /** @description So much of what the capacity earns flows into the pool, in basis points. */
            earningsBps: number;
        };
        Statement: {
            /**
             * @description Nano-tokens (billionths), as a decimal string.
             * @example 1500000000
             */
            charges: string;
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            closedAt: number;
            /**
             * @description Nano-tokens (billionths), as a decimal string.
             * @example 1500000000
             */
            closingBalance: string;
            /**
             * @description What came in, net of corrections: a deposit that was taken back, a charge that was given back.
             * @example 1500000000
             */
            deposits: string;
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            endsAt: number;
            /** @example stm_4k9d0x7h2m5n8p1qr3st6vwy */
            id: string;
            /**
             * @description Wallet and escrows together. Opening + deposits − charges = closing.
             * @example 1500000000
             */
            openingBalance: string;
            /**
             * @description `interim` for one that was closed on request.
             * @enum {string}
             */
            period: "hour" | "day" | "month" | "interim";
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            startsAt: number;
        };
        StatementExport: {
            /**
             * @description Nano-tokens (billionths), as a decimal string.
             * @example 1500000000
             */
            charges: string;
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            closedAt: number;
            /**
             * @description Nano-tokens (billionths), as a decimal string.
             * @example 1500000000
             */
            closingBalance: string;
            /** @description By time; they sum to the deposits. */
            depositLines: {
                /**
                 * @description Nano-tokens (billionths), as a decimal string.
                 * @example 1500000000
                 */
                amount: string;
                /**
                 * @description Milliseconds since 1970-01-01T00:00:00Z.
                 * @example 1795000000000
                 */
                at: number;
                /** @example trf_4k9d0x7h2m5n8p1qr3st6vwy */
                transferId: string;
            }[];
            /**
             * @description What came in, net of corrections: a deposit that was taken back, a charge that was given back.
             * @example 1500000000
             */
            deposits: string;
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            endsAt: number;
            /** @example stm_4k9d0x7h2m5n8p1qr3st6vwy */
            id: string;
            /** @description One for each lease and class; they sum to the charges. */
            lines: components["schemas"]["StatementLine"][];
            /**
             * @description Wallet and escrows together. Opening + deposits − charges = closing.
             * @example 1500000000
             */
            openingBalance: string;
            /**
             * @description `interim` for one that was closed on request.
             * @enum {string}
             */
            period: "hour" | "day" | "month" | "interim";
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            startsAt: number;
            /** @example ten_4k9d0x7h2m5n8p1qr3st6vwy */
            tenantId: string;
        };
        StatementLine: {
            /**
             * @description Nano-tokens (billionths), as a decimal string.
             * @example 1500000000
             */
            amount: string;
            /** @description On what came too late for its own statement: which statement that was, and its period. Null on what is of this period. */
            corrects: {
                /**
                 * @description Milliseconds since 1970-01-01T00:00:00Z.
                 * @example 1795000000000
                 */
                endsAt: number;
                /**
                 * @description Milliseconds since 1970-01-01T00:00:00Z.
                 * @example 1795000000000
                 */
                startsAt: number;
                /** @example stm_4k9d0x7h2m5n8p1qr3st6vwy */
                statementId: string;
            } | null;
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            endsAt: number;
            /** @example lse_4k9d0x7h2m5n8p1qr3st6vwy */
            leaseId: string;
            leaseName: string;
            line: number;
            /**
             * @description How the lease is bought.
             * @enum {string}
             */
            pricing: "on-demand" | "spot" | "reserved";
            /** @example CPU_MILLI */
            resourceClass: string;
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            startsAt: number;
            /** @description Units × milliseconds of what was claimed; bytes, or byte-milliseconds, of what was measured. */
            usage: string;
            /** @description A GPU's model or a storage class; empty where there is none. */
            variant: string;
            /**
             * @description Owed besides, and not asked for: the funds had ended.
             * @example 1500000000
             */
            waived: string;
        };
        StatementPage: {
            items: components["schemas"]["Statement"][];
            /** @description Give it as `cursor` for the next page; null on the last. */
            nextCursor: string | null;
        };
        /** @description A statement with all that it comes from. `weir verify` checks it without us. */
        StatementProof: {
            deposits: components["schemas"]["ProvenLeaf"][];
            /** @enum {string} */
            format: "weir-statement/1";
            lines: {
                charges: {
                    /**
                     * Format: base64
                     * @description SHA-256 of 0x00 and the leaf, base 64.
                     */
                    hash: string;
                    /** @description What is hashed, as canonical JSON (RFC 8785): keys in order, no blanks. */
                    leaf: {
                        index: number;
                        /** @enum {string} */
                        kind: "rules" | "seeds" | "round" | "rate" | "usage" | "fault" | "slash" | "loss" | "charge" | "statement" | "line" | "cover" | "claim" | "reward" | "entry";
                        salt: string;
                    } & {
                        [key: string]: unknown;
                    };
                    /**
                     * Format: base64
                     * @description The hashes from the leaf to the root, one after another, base 64.
                     */
                    proof: string;
                    usage?: components["schemas"]["ProvenLeaf"];
                }[];
                /**
                 * Format: base64
                 * @description SHA-256 of 0x00 and the leaf, base 64.
                 */
                hash: string;
                /** @description What is hashed, as canonical JSON (RFC 8785): keys in order, no blanks. */
                leaf: {
                    index: number;
                    /** @enum {string} */
                    kind: "rules" | "seeds" | "round" | "rate" | "usage" | "fault" | "slash" | "loss" | "charge" | "statement" | "line" | "cover" | "claim" | "reward" | "entry";
                    salt: string;
                } & {
                    [key: string]: unknown;
                };
                /**
                 * Format: base64
                 * @description The hashes from the leaf to the root, one after another, base 64.
                 */
                proof: string;
            }[];
            log: {
                /** @description The first 16 hexadecimal digits of the SHA-256 of the public key. */
                keyId: string;
                /**
                 * Format: base64
                 * @description The 32 bytes of an Ed25519 public key, base 64.
                 */
                publicKey: string;
                /**
                 * Format: base64
                 * @description The root of the tree, as RFC 6962 has it, base 64.
                 */
                root: string;
                /**
                 * Format: base64
                 * @description Ed25519, of the lines `weir-log-head`, size, root and signedAt, each ended by a line feed, base 64.
                 */
                signature: string;
                /**
                 * @description Milliseconds since 1970-01-01T00:00:00Z.
                 * @example 1795000000000
                 */
                signedAt: number;
                /** @description Leaves. */
                size: number;
                /** @description What was signed. */
                text: string;
            };
            /** @description The versions of rates that the charges' prices come from. */
            rates: components["schemas"]["ProvenLeaf"][];
            statement: components["schemas"]["ProvenLeaf"];
        };
        StatementWithLines: {
            /**
             * @description Nano-tokens (billionths), as a decimal string.
             * @example 1500000000
             */
            charges: string;
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            closedAt: number;
            /**
             * @description Nano-tokens (billionths), as a decimal string.
             * @example 1500000000
             */
            closingBalance: string;
            /** @description What was taken back, the latest thousand. They are in `deposits`. */
            corrections: components["schemas"]["Correction"][];
            /**
             * @description What came in, net of corrections: a deposit that was taken back, a charge that was given back.
             * @example 1500000000
             */
            deposits: string;
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            endsAt: number;
            /** @example stm_4k9d0x7h2m5n8p1qr3st6vwy */
            id: string;
            /** @description A page of the lines; all of them sum to the charges. */
            lines: components["schemas"]["StatementLine"][];
            /** @description Give it as `cursor` for further lines; null on the last page. */
            nextCursor: string | null;
            /**
             * @description Wallet and escrows together. Opening + deposits − charges = closing.
             * @example 1500000000
             */
            openingBalance: string;
            /**
             * @description `interim` for one that was closed on request.
             * @enum {string}
             */
            period: "hour" | "day" | "month" | "interim";
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            startsAt: number;
        };
        Status: {
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            at: number;
            pools: {
                capacity: {
                    /** @enum {string} */
                    availability: "none" | "low" | "medium" | "high";
                    resourceClass: string;
                    variant: string;
                }[];
                incidents: components["schemas"]["Incident"][];
                name: string;
                prices: {
                    /**
                     * @description Nano-tokens (billionths), as a decimal string.
                     * @example 1500000000
                     */
                    nanoTokensPerUnitHour: string;
                    resourceClass: string;
                    unit: string;
                    variant: string;
                }[];
                /**
                 * @description `degraded`: a tenth of its hosts or more are silent, or an incident says so; `disrupted`: half of them.
                 * @enum {string}
                 */
                state: "operational" | "degraded" | "disrupted";
            }[];
            /**
             * @description The worst of the pools'.
             * @enum {string}
             */
            state: "operational" | "degraded" | "disrupted";
        };
        /**
         * @example {
         *       "type": "lease.activated",
         *       "id": "4711",
         *       "subject": "lse_4k9d0x7h2m5n8p1qr3st6vwy"
         *     }
         */
        StreamEvent: {
            /** @description Grows, not gapless. A client that comes again with it as Last-Event-ID hears what it missed; some may come twice. */
            id: string;
            /** @description What it happened to. */
            subject: string | null;
            /**
             * @description An event type; or `stream.reset`: too much was missed, look at everything anew.
             * @example lease.activated
             */
            type: string;
        };
        /**
         * @example {
         *       "funds": "6000000000",
         *       "streams": [
         *         {
         *           "quantity": "1500",
         *           "nanoTokensPerUnitHour": "2000000000",
         *           "unitsPerPriced": "1000"
         *         }
         *       ]
         *     }
         */
        StreamFundedQuestion: {
            /** @description Units of the asset, as a decimal string. */
            funds: string;
            streams: {
                /** @description Units of the asset, as a decimal string. */
                charged?: string;
                /**
                 * @description Milliseconds.
                 * @example 86400000
                 */
                elapsedMillis?: number;
                /** @description Units of the asset, as a decimal string. */
                nanoTokensPerUnitHour: string;
                /** @description Units of the asset, as a decimal string. */
                quantity: string;
                /** @description Units of the asset, as a decimal string. */
                unitsPerPriced: string;
            }[];
        };
        StreamFundedResult: {
            millis: number;
        };
        /**
         * @example {
         *       "quantity": "1500",
         *       "nanoTokensPerUnitHour": "2000000000",
         *       "unitsPerPriced": "1000",
         *       "elapsedMillis": 5400000
         *     }
         */
        StreamOwedQuestion: {
            /**
             * @description Milliseconds.
             * @example 86400000
             */
            elapsedMillis: number;
            /** @description Units of the asset, as a decimal string. */
            nanoTokensPerUnitHour: string;
            /** @description Units of the asset, as a decimal string. */
            quantity: string;
            /** @description Units of the asset, as a decimal string. */
            unitsPerPriced: string;
        };
        StreamOwedResult: {
            /**
             * @description As a decimal string.
             * @example 1000
             */
            amount: string;
        };
        /**
         * @example {
         *       "funds": "100",
         *       "payments": [
         *         {
         *           "id": "a",
         *           "rate": "10"
         *         },
         *         {
         *           "id": "b",
         *           "rate": "10"
         *         }
         *       ],
         *       "elapsed": "6"
         *     }
         */
        StreamSettleInOrderQuestion: {
            /** @description Units of the asset, as a decimal string. */
            elapsed: string;
            /** @description Units of the asset, as a decimal string. */
            funds: string;
            payments: {
                /** @example a */
                id: string;
                /** @description Units of the asset, as a decimal string. */
                rate: string;
            }[];
        };
        StreamSettleInOrderResult: {
            /**
             * @description As a decimal string.
             * @example 1000
             */
            funds: string;
            overdrawn: boolean;
            paid: {
                [key: string]: string;
            };
            unsettled: {
                [key: string]: string;
            };
        };
        /**
         * @example {
         *       "funds": "100",
         *       "payments": [
         *         {
         *           "id": "a",
         *           "rate": "10"
         *         },
         *         {
         *           "id": "b",
         *           "rate": "10"
         *         }
         *       ],
         *       "elapsed": "6"
         *     }
         */
        StreamSettleQuestion: {
            /** @description Units of the asset, as a decimal string. */
            elapsed: string;
            /** @description Units of the asset, as a decimal string. */
            funds: string;
            payments: {
                /** @example a */
                id: string;
                /** @description Units of the asset, as a decimal string. */
                rate: string;
            }[];
        };
        StreamSettleResult: {
            /**
             * @description As a decimal string.
             * @example 1000
             */
            funds: string;
            overdrawn: boolean;
            paid: {
                [key: string]: string;
            };
            /**
             * @description As a decimal string.
             * @example 1000
             */
            remaining: string;
            unsettled: {
                [key: string]: string;
            };
        };
        /**
         * @example {
         *       "funds": "100",
         *       "streams": [
         *         {
         *           "id": "a",
         *           "owed": "60"
         *         },
         *         {
         *           "id": "b",
         *           "owed": "90"
         *         }
         *       ]
         *     }
         */
        StreamShortageQuestion: {
            /** @description Units of the asset, as a decimal string. */
            funds: string;
            streams: {
                /** @example a */
                id: string;
                /** @description Units of the asset, as a decimal string. */
                owed: string;
            }[];
        };
        StreamShortageResult: {
            paid: {
                [key: string]: string;
            };
        };
        Suspension: {
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            at: number;
            /**
             * @description funds_ended: The wallet and the escrow ran out. budget_reached: A budget with a hard stop is spent.
             * @enum {string}
             */
            reason: "funds_ended" | "budget_reached";
            /** @description Until when its volumes are kept: then it closes. Null while it waits for something else than funds. */
            until: number | null;
        };
        Tenant: {
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            createdAt: number;
            /** @example ten_4k9d0x7h2m5n8p1qr3st6vwy */
            id: string;
            name: string;
            /** @description Where a pool is short, a tenant of weight 2 may have twice as much of it as one of weight 1. */
            placementWeight: number;
            /**
             * @description How often bills are made.
             * @enum {string}
             */
            statementPeriod: "hour" | "day" | "month";
        };
        TenantChange: {
            /** @example production */
            name?: string;
            /** @description Where a pool is short, a tenant of weight 2 may have twice as much of it as one of weight 1. */
            placementWeight?: number;
            /**
             * @description How often bills are made.
             * @enum {string}
             */
            statementPeriod?: "hour" | "day" | "month";
        };
        /**
         * @example {
         *       "name": "Acme",
         *       "statementPeriod": "day"
         *     }
         */
        TenantInput: {
            /** @example production */
            name: string;
            /**
             * @description How often bills are made.
             * @enum {string}
             */
            statementPeriod?: "hour" | "day" | "month";
        };
        TenantPage: {
            items: components["schemas"]["Tenant"][];
            /** @description Give it as `cursor` for the next page; null on the last. */
            nextCursor: string | null;
        };
        /** @description What a pool publishes of the ways to buy from it, besides its prices. A lease keeps those it was made under. */
        TermsOfSale: {
            /**
             * @description Terms that may be paid ahead.
             * @default []
             */
            reserved: {
                /**
                 * @description Of every price, in basis points.
                 * @example 2000
                 */
                discountBps: number;
                /** @example 2592000000 */
                termMillis: number;
            }[];
            /**
             * @description A spot lease is told at least this long before it is reclaimed.
             * @example 120000
             */
            spotNoticeMillis: number;
        };
        /** @description What a pool publishes of the ways to buy from it, besides its prices. A lease keeps those it was made under. */
        TermsOfSaleOutput: {
            /**
             * @description Terms that may be paid ahead.
             * @default []
             */
            reserved: {
                /**
                 * @description Of every price, in basis points.
                 * @example 2000
                 */
                discountBps: number;
                /** @example 2592000000 */
                termMillis: number;
            }[];
            /**
             * @description A spot lease is told at least this long before it is reclaimed.
             * @example 120000
             */
            spotNoticeMillis: number;
        };
        TopUp: {
            /**
             * @description Nano-tokens (billionths), as a decimal string.
             * @example 1500000000
             */
            amount: string;
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            expiresAt: number;
            /**
             * @description The reference that the deposit comes with.
             * @example top_4k9d0x7h2m5n8p1qr3st6vwy
             */
            id: string;
            /** @description Why it was declined or failed, where the payment service says so. */
            reason: string | null;
            /** @description What came; null while nothing did. */
            received: string | null;
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            requestedAt: number;
            resolvedAt: number | null;
            /**
             * @description `settled`: the deposit has come. `expired`: it had not come in time. `declined`, `failed`: the payment service says that it will not come. Should it come after all, that is settled too.
             * @enum {string}
             */
            state: "requested" | "settled" | "expired" | "declined" | "failed";
        };
        TopUpNotice: {
            /**
             * @description `declined`: whoever pays for the tenant refused, or may not pay. `failed`: nobody could be asked.
             * @enum {string}
             */
            outcome: "declined" | "failed";
            /**
             * @description For the tenant to read.
             * @example The card has expired.
             */
            reason?: string;
            /** @example top_4k9d0x7h2m5n8p1qr3st6vwy */
            topUpId: string;
        };
        TopUpPage: {
            items: components["schemas"]["TopUp"][];
            /** @description Give it as `cursor` for the next page; null on the last. */
            nextCursor: string | null;
        };
        TopUpRequest: {
            /** @description How much is asked for at a time. */
            amount: string;
            /** @description The most that is asked for in a calendar month (UTC), requests that brought nothing excepted; no less than the amount. */
            mostPerMonth: string;
            /** @description Funds are asked for when less than this is available in the wallet. */
            threshold: string;
        };
        TopUpRule: {
            /**
             * @description Nano-tokens (billionths), as a decimal string.
             * @example 1500000000
             */
            amount: string;
            /**
             * @description Nano-tokens (billionths), as a decimal string.
             * @example 1500000000
             */
            mostPerMonth: string;
            /** @description The request that is out; null while none is. */
            outstanding: components["schemas"]["TopUp"] | null;
            /**
             * @description What was asked for this month, or came for it; requests that brought nothing excepted.
             * @example 1500000000
             */
            requestedThisMonth: string;
            /**
             * @description Nano-tokens (billionths), as a decimal string.
             * @example 1500000000
             */
            threshold: string;
        };
        Transfer: {
            /**
             * @description Nano-tokens (billionths), as a decimal string.
             * @example 1500000000
             */
            amount: string;
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            at: number;
            from: {
                /** @description `token`, or what shares are of. */
                asset: string;
                /**
                 * @description What the account is for.
                 * @enum {string}
                 */
                kind: "wallet" | "escrow" | "earnings" | "payouts" | "unclaimed" | "bond" | "stake" | "cover" | "exits" | "redress" | "treasury" | "fees" | "dust" | "issuance";
                ownerId: string;
            };
            /** @example trf_4k9d0x7h2m5n8p1qr3st6vwy */
            id: string;
            reason: string;
            /** @description How it was taken back; null when it was not. */
            reversal: {
                /**
                 * @description Milliseconds since 1970-01-01T00:00:00Z.
                 * @example 1795000000000
                 */
                at: number;
                authorId: string;
                /** @example trf_4k9d0x7h2m5n8p1qr3st6vwy */
                id: string;
                reason: string;
            } | null;
            subjectId: string | null;
            to: {
                /** @description `token`, or what shares are of. */
                asset: string;
                /**
                 * @description What the account is for.
                 * @enum {string}
                 */
                kind: "wallet" | "escrow" | "earnings" | "payouts" | "unclaimed" | "bond" | "stake" | "cover" | "exits" | "redress" | "treasury" | "fees" | "dust" | "issuance";
                ownerId: string;
            };
            /** @enum {string} */
            type: "posted" | "pending" | "post" | "void";
        };
        UsageDecision: {
            /** @enum {string} */
            decision: "charge";
            /** @description Kept with the decision. */
            reason: string;
            source: string;
        } | {
            /** @enum {string} */
            decision: "waive";
            /** @description Kept with the decision. */
            reason: string;
        };
        /**
         * @description A CloudEvent 1.0.
         * @example {
         *       "specversion": "1.0",
         *       "id": "42",
         *       "source": "/agents/a1",
         *       "type": "weir.usage.egress_bytes.v1",
         *       "subject": "clm_4k9d0x7h2m5n8p1qr3st6vwy",
         *       "data": {
         *         "bytes": 1048576,
         *         "startsAt": 1795000000000,
         *         "endsAt": 1795000060000
         *       }
         *     }
         */
        UsageEvent: {
            /** @description {bytes, startsAt, endsAt}: bytes sent in the interval, or kept throughout it. */
            data?: unknown;
            /** @description Unique for its source. A repeat adds nothing. */
            id?: unknown;
            /** @description Who measured: an agent's name. */
            source?: unknown;
            /** @description "1.0" */
            specversion?: unknown;
            /** @description The claim that it is about. */
            subject?: unknown;
            /** @description weir.usage.egress_bytes.v1, weir.usage.ingress_bytes.v1, weir.usage.cpu_millis_seconds.v1, weir.usage.memory_byte_seconds.v1, weir.usage.stored_bytes.v1 */
            type?: unknown;
        } & {
            [key: string]: unknown;
        };
        UsageEvents: components["schemas"]["UsageEvent"][] | components["schemas"]["UsageEvent"];
        UsageReceipt: {
            accepted: number;
            /** @description Known before, or twice in the batch. */
            duplicates: number;
            /** @description Of the accepted: kept, and never charged. `too_late` ended more than 72 hours before it came. */
            notCharged: {
                /** @enum {string} */
                code: "too_late";
                detail: string;
                index: number;
            }[];
            rejected: {
                /** @enum {string} */
                code: "invalid_event" | "unknown_type" | "not_found";
                detail: string;
                index: number;
            }[];
        };
        /**
         * @example {
         *       "votingEndsAt": 259200000,
         *       "accept": "2",
         *       "deny": "1",
         *       "now": 345600001
         *     }
         */
        VoteAssessQuestion: {
            /** @description Units of the asset, as a decimal string. */
            accept: string;
            /** @description Units of the asset, as a decimal string. */
            deny: string;
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            now: number;
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            votingEndsAt: number;
        };
        VoteAssessResult: {
            /** @enum {string} */
            deposit: "held" | "returned" | "kept";
            /** @enum {string} */
            outcome: "pending" | "accepted" | "denied" | "draw";
            payable: boolean;
            /** @enum {string} */
            status: "voting" | "cooldown" | "finalized";
        };
        /**
         * @example {
         *       "proposal": {
         *         "snapshot": "104",
         *         "deadline": "120",
         *         "quorum": "10",
         *         "tally": {
         *           "against": "5",
         *           "for": "17",
         *           "abstain": "2"
         *         },
         *         "used": [
         *           {
         *             "id": "v1",
         *             "weight": "10"
         *           }
         *         ]
         *       },
         *       "voter": "v5",
         *       "weight": "3",
         *       "support": "against",
         *       "now": "110",
         *       "lateExtension": "8"
         *     }
         */
        VoteCastQuestion: {
            /** @description Units of the asset, as a decimal string. */
            lateExtension: string;
            /** @description Units of the asset, as a decimal string. */
            now: string;
            proposal: {
                /** @default false */
                canceled: boolean;
                /** @description Units of the asset, as a decimal string. */
                deadline: string;
                /** @description Units of the asset, as a decimal string. */
                eta?: string;
                /** @default false */
                executed: boolean;
                /** @default false */
                extended: boolean;
                /** @description Units of the asset, as a decimal string. */
                quorum: string;
                /** @description Units of the asset, as a decimal string. */
                snapshot: string;
                tally: {
                    /** @description Units of the asset, as a decimal string. */
                    abstain: string;
                    /** @description Units of the asset, as a decimal string. */
                    against: string;
                    /** @description Units of the asset, as a decimal string. */
                    for: string;
                };
                used: {
                    /** @example a */
                    id: string;
                    /** @description Units of the asset, as a decimal string. */
                    weight: string;
                }[];
            };
            /** @enum {string} */
            support: "against" | "for" | "abstain";
            /** @example a */
            voter: string;
            /** @description Units of the asset, as a decimal string. */
            weight: string;
        };
        VoteCastResult: {
            /**
             * @description As a decimal string.
             * @example 1000
             */
            deadline: string;
            /** @enum {string} */
            state: "pending" | "active" | "defeated" | "succeeded" | "queued" | "executed" | "canceled";
            tally: {
                /**
                 * @description As a decimal string.
                 * @example 1000
                 */
                abstain: string;
                /**
                 * @description As a decimal string.
                 * @example 1000
                 */
                against: string;
                /**
                 * @description As a decimal string.
                 * @example 1000
                 */
                for: string;
            };
            used: {
                [key: string]: string;
            };
        };
        /**
         * @example {
         *       "weights": [
         *         {
         *           "id": "a",
         *           "weight": "10"
         *         },
         *         {
         *           "id": "b",
         *           "weight": "5"
         *         },
         *         {
         *           "id": "c",
         *           "weight": "2"
         *         }
         *       ],
         *       "delegates": [
         *         {
         *           "from": "a",
         *           "to": "b"
         *         },
         *         {
         *           "from": "b",
         *           "to": "c"
         *         }
         *       ]
         *     }
         */
        VoteDelegatedQuestion: {
            delegates: {
                /** @example a */
                from: string;
                /** @example a */
                to: string;
            }[];
            weights: {
                /** @example a */
                id: string;
                /** @description Units of the asset, as a decimal string. */
                weight: string;
            }[];
        };
        VoteDelegatedResult: {
            votes: {
                [key: string]: string;
            };
        };
        /**
         * @example {
         *       "proposal": {
         *         "snapshot": "104",
         *         "deadline": "120",
         *         "quorum": "10",
         *         "tally": {
         *           "against": "5",
         *           "for": "17",
         *           "abstain": "2"
         *         },
         *         "used": [
         *           {
         *             "id": "v1",
         *             "weight": "10"
         *           }
         *         ]
         *       },
         *       "now": "121"
         *     }
         */
        VoteProposalQuestion: {
            /** @description Units of the asset, as a decimal string. */
            now: string;
            proposal: {
                /** @default false */
                canceled: boolean;
                /** @description Units of the asset, as a decimal string. */
                deadline: string;
                /** @description Units of the asset, as a decimal string. */
                eta?: string;
                /** @default false */
                executed: boolean;
                /** @default false */
                extended: boolean;
                /** @description Units of the asset, as a decimal string. */
                quorum: string;
                /** @description Units of the asset, as a decimal string. */
                snapshot: string;
                tally: {
                    /** @description Units of the asset, as a decimal string. */
                    abstain: string;
                    /** @description Units of the asset, as a decimal string. */
                    against: string;
                    /** @description Units of the asset, as a decimal string. */
                    for: string;
                };
                used: {
                    /** @example a */
                    id: string;
                    /** @description Units of the asset, as a decimal string. */
                    weight: string;
                }[];
            };
        };
        VoteProposalResult: {
            /**
             * @description As a decimal string.
             * @example 1000
             */
            deadline: string;
            /** @enum {string} */
            state: "pending" | "active" | "defeated" | "succeeded" | "queued" | "executed" | "canceled";
            tally: {
                /**
                 * @description As a decimal string.
                 * @example 1000
                 */
                abstain: string;
                /**
                 * @description As a decimal string.
                 * @example 1000
                 */
                against: string;
                /**
                 * @description As a decimal string.
                 * @example 1000
                 */
                for: string;
            };
            used: {
                [key: string]: string;
            };
        };
        /**
         * @example {
         *       "supply": [
         *         {
         *           "at": "0",
         *           "value": "100"
         *         }
         *       ],
         *       "numerators": [
         *         {
         *           "at": "0",
         *           "value": "8"
         *         },
         *         {
         *           "at": "50",
         *           "value": "6"
         *         }
         *       ],
         *       "at": "49"
         *     }
         */
        VoteQuorumAtQuestion: {
            /** @description Units of the asset, as a decimal string. */
            at: string;
            numerators: {
                /** @description Units of the asset, as a decimal string. */
                at: string;
                /** @description Units of the asset, as a decimal string. */
                value: string;
            }[];
            supply: {
                /** @description Units of the asset, as a decimal string. */
                at: string;
                /** @description Units of the asset, as a decimal string. */
                value: string;
            }[];
        };
        VoteQuorumAtResult: {
            /**
             * @description As a decimal string.
             * @example 1000
             */
            quorum: string;
        };
        /**
         * @example {
         *       "electorate": {
         *         "weights": [
         *           {
         *             "id": "a",
         *             "weight": "10"
         *           },
         *           {
         *             "id": "b",
         *             "weight": "5"
         *           },
         *           {
         *             "id": "c",
         *             "weight": "2"
         *           }
         *         ],
         *         "delegates": [
         *           {
         *             "from": "a",
         *             "to": "b"
         *           },
         *           {
         *             "from": "b",
         *             "to": "c"
         *           }
         *         ]
         *       },
         *       "voters": [
         *         "c"
         *       ]
         *     }
         */
        VoteResolveQuestion: {
            electorate: {
                delegates: {
                    /** @example a */
                    from: string;
                    /** @example a */
                    to: string;
                }[];
                weights: {
                    /** @example a */
                    id: string;
                    /** @description Units of the asset, as a decimal string. */
                    weight: string;
                }[];
            };
            voters: string[];
        };
        VoteResolveResult: {
            unused: {
                [key: string]: "nobody_voted" | "cycle" | "too_deep";
            };
            votes: {
                [key: string]: string;
            };
        };
        /**
         * @example {
         *       "readyAt": "86500",
         *       "now": "100"
         *     }
         */
        VoteTimeLockQuestion: {
            /** @description Units of the asset, as a decimal string. */
            now: string;
            /** @description Units of the asset, as a decimal string. */
            readyAt: string;
        };
        VoteTimeLockResult: {
            /** @enum {string} */
            state: "unset" | "waiting" | "ready" | "done";
        };
        /**
         * @example {
         *       "checkpoints": [
         *         {
         *           "at": "10",
         *           "value": "5"
         *         },
         *         {
         *           "at": "20",
         *           "value": "7"
         *         }
         *       ],
         *       "at": "19"
         *     }
         */
        VoteWeightAtQuestion: {
            /** @description Units of the asset, as a decimal string. */
            at: string;
            checkpoints: {
                /** @description Units of the asset, as a decimal string. */
                at: string;
                /** @description Units of the asset, as a decimal string. */
                value: string;
            }[];
        };
        VoteWeightAtResult: {
            /**
             * @description As a decimal string.
             * @example 1000
             */
            value: string;
        };
        Wallet: {
            /**
             * @description Of the balance: free to spend.
             * @example 1500000000
             */
            available: string;
            /**
             * @description In the wallet itself.
             * @example 1500000000
             */
            balance: string;
            /**
             * @description Besides the balance: set aside for leases that run. What is left of it comes back when they close.
             * @example 1500000000
             */
            inEscrow: string;
            /** @description The instant at which that ends, at the prices of now; null when nothing runs. */
            lastsUntil: number | null;
            /**
             * @description What everything that runs costs an hour.
             * @example 1500000000
             */
            nanoTokensPerHour: string;
            /**
             * @description Of the balance: held for leases that do not run yet.
             * @example 1500000000
             */
            reserved: string;
            /** @description How long what is available and in escrow, but for the reserve, lasts at that, less what is owed since it was last charged; null when nothing runs. */
            runwayMillis: number | null;
            /**
             * @description Of what is in escrow: kept to pay for volumes while their leases are suspended.
             * @example 1500000000
             */
            storageReserve: string;
            /** @description What happens to leases as their funds end. */
            whenFundsEnd: {
                /** @description and so long before it `lease.grace_began`. */
                graceMillis: number;
                /** @description At the end it is suspended for so long, its volumes kept and paid from its reserve, and then closes; 0 closes it at once. */
                suspensionMillis: number;
                /** @description So long before the end of its funds a lease says `lease.funds_low`, */
                warningMillis: number;
            };
        };
        WalletEntry: {
            /**
             * @description Negative for what went out.
             * @example 1500000000
             */
            amount: string;
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            at: number;
            /** @description The lease that it is about; null when it is about none. */
            leaseId: string | null;
            /**
             * @description `deposit`, `deposit_return`; `hold`, `top_up`: to a lease's escrow, which pays for it; `refund`: what of that was not needed; `service_credit`; `reversal`: what was taken back.
             * @example top_up
             */
            reason: string;
            /** @example trf_4k9d0x7h2m5n8p1qr3st6vwy */
            transferId: string;
        };
        WalletEntryPage: {
            items: components["schemas"]["WalletEntry"][];
            /** @description Give it as `cursor` for the next page; null on the last. */
            nextCursor: string | null;
        };
        WebhookRequest: {
            /** @description To be sent to the byte, or the signature is of something else. */
            body: string;
            /**
             * @description Milliseconds since 1970-01-01T00:00:00Z.
             * @example 1795000000000
             */
            createdAt: number;
            /** @description Those of Standard Webhooks, signed as of now; good for five minutes. */
            headers: {
                [key: string]: string;
            };
            /** @example dlv_4k9d0x7h2m5n8p1qr3st6vwy */
            id: string;
            /** @example msg_4k9d0x7h2m5n8p1qr3st6vwy */
            messageId: string;
        };
        WebhookRequestPage: {
            items: components["schemas"]["WebhookRequest"][];
            /** @description Give it as `cursor` for the next page; null on the last. */
            nextCursor: string | null;
        };
        WhoAmI: {
            expiresAt: number | null;
            /** @description The key, or in a session the member. */
            keyId: string;
            keyName: string;
            ownerId: string;
            ownerName: string;
            /** @enum {string} */
            ownerType: "tenant" | "operator" | "platform";
            projectId: string | null;
            role: string;
            scopes: string[];
        };
        /** @description How a simulated host answers what a challenge has it compute. */
        WorkConduct: {
            /**
             * @description `honest`; `made_up`: its answers are; `slow`: they take twenty times as long.
             * @enum {string}
             */
            conduct: "honest" | "made_up" | "slow";
        };
        /**
         * @example {
         *       "conduct": "made_up"
         *     }
         */
        WorkConductRequest: {
            /**
             * @description `honest`; `made_up`: its answers are; `slow`: they take twenty times as long.
             * @enum {string}
             */
            conduct: "honest" | "made_up" | "slow";
        };
    };
    responses: {
        /** @description `above_cap`: More than the account may hold; `already_reversed`: Taken back before; `not_reversible`: Cannot be taken back; `reversal_exceeds_balance`: Not there any more */
        "above_cap.already_reversed.not_reversible.reversal_exceeds_balance": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `above_cap`: More than the account may hold; `deposit_day_limit`: Deposits above the limit of a day */
        "above_cap.deposit_day_limit": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `above_cap`: More than the account may hold; `deposit_not_held`: Deposit not held */
        "above_cap.deposit_not_held": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `account_frozen`: Account frozen; `cover_exhausted`: Nothing left to pay with; `cover_not_judged`: Not dealt with yet; `dispute_exists`: Disputed already; `dispute_too_late`: Too late to dispute; `insufficient_cover_funds`: Insufficient funds */
        "account_frozen.cover_exhausted.cover_not_judged.dispute_exists.dispute_too_late.insufficient_cover_funds": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `account_frozen`: Account frozen; `cover_exists`: Covered already; `cover_halted`: Insurance that lost all it had; `cover_lacking`: Not so much can be covered; `cover_too_dear`: Dearer than you would pay; `insufficient_cover_funds`: Insufficient funds; `lease_not_covered`: A lease that is over */
        "account_frozen.cover_exists.cover_halted.cover_lacking.cover_too_dear.insufficient_cover_funds.lease_not_covered": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `account_frozen`: Account frozen; `cover_halted`: Insurance that lost all it had; `cover_winding_up`: Insurance that nobody backs; `insufficient_cover_funds`: Insufficient funds */
        "account_frozen.cover_halted.cover_winding_up.insufficient_cover_funds": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `account_frozen`: Account frozen; `insufficient_cover_funds`: Insufficient funds */
        "account_frozen.insufficient_cover_funds": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `account_frozen`: Account frozen; `insufficient_earnings`: Not enough earnings */
        "account_frozen.insufficient_earnings": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `account_frozen`: Account frozen; `insufficient_stake_funds`: Not enough to stake; `stake_halted`: Stake pool lost everything */
        "account_frozen.insufficient_stake_funds.stake_halted": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `amount_out_of_range`: Amount out of range */
        amount_out_of_range: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `amount_out_of_range`: Amount out of range; `cover_out_of_range`: Not on offer; `cover_too_small`: Too little to be covered; `idempotency_key_reused`: Idempotency key reused */
        "amount_out_of_range.cover_out_of_range.cover_too_small.idempotency_key_reused": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `amount_out_of_range`: Amount out of range; `cover_too_small`: Too little to be covered; `idempotency_key_reused`: Idempotency key reused */
        "amount_out_of_range.cover_too_small.idempotency_key_reused": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `amount_out_of_range`: Amount out of range; `deposit_above_limit`: Deposit above the limit; `key_reused`: Transfer key reused */
        "amount_out_of_range.deposit_above_limit.key_reused": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `amount_out_of_range`: Amount out of range; `idempotency_key_reused`: Idempotency key reused */
        "amount_out_of_range.idempotency_key_reused": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `amount_out_of_range`: Amount out of range; `idempotency_key_reused`: Idempotency key reused; `stake_too_small`: Less than a share costs */
        "amount_out_of_range.idempotency_key_reused.stake_too_small": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `amount_out_of_range`: Amount out of range; `key_reused`: Transfer key reused */
        "amount_out_of_range.key_reused": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `ask_not_standing`: Ask does not stand */
        ask_not_standing: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `auction_over`: Auction is over */
        auction_over: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `auction_over`: Auction is over; `nonce_taken`: Nonce was used; `too_many_bids`: Too many bids */
        "auction_over.nonce_taken.too_many_bids": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `body_too_large`: Body too large */
        body_too_large: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `bond_in_use`: The bond stands behind claims; `exceeds_bonded`: More than is bonded; `too_many_unbondings`: Too much is on its way out */
        "bond_in_use.exceeds_bonded.too_many_unbondings": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `breaker_open`: Stopped already */
        breaker_open: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `budget_exists`: Budget exists */
        budget_exists: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `budget_reached`: Budget reached; `insufficient_funds`: Insufficient funds; `no_auctions`: No auction for this; `price_above_maximum`: Price above the maximum; `price_missing`: No price; `quota_exceeded`: Quota exceeded; `quote_expired`: Quote expired; `quote_mismatch`: Quote was made for something else */
        "budget_reached.insufficient_funds.no_auctions.price_above_maximum.price_missing.quota_exceeded.quote_expired.quote_mismatch": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `cannot_ever_fit`: Cannot ever fit; `cost_out_of_range`: Cost out of range; `idempotency_key_reused`: Idempotency key reused; `term_not_offered`: Term not offered; `workload_forbidden`: Not on offer */
        "cannot_ever_fit.cost_out_of_range.idempotency_key_reused.term_not_offered.workload_forbidden": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `cannot_ever_fit`: Cannot ever fit; `cost_out_of_range`: Cost out of range; `idempotency_key_reused`: Idempotency key reused; `workload_forbidden`: Not on offer */
        "cannot_ever_fit.cost_out_of_range.idempotency_key_reused.workload_forbidden": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `cannot_ever_fit`: Cannot ever fit; `cost_out_of_range`: Cost out of range; `term_not_offered`: Term not offered */
        "cannot_ever_fit.cost_out_of_range.term_not_offered": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `capacity_in_use`: Capacity in use; `stale_generation`: Stale generation */
        "capacity_in_use.stale_generation": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `clock_goes_forward`: The clock only goes forward; `clock_is_real`: The clock is real */
        "clock_goes_forward.clock_is_real": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `cluster_overprivileged`: The account may do too much; `cluster_unconfined`: The account is not confined; `cluster_underprivileged`: The account may do too little */
        "cluster_overprivileged.cluster_unconfined.cluster_underprivileged": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `cluster_overprivileged`: The account may do too much; `cluster_unconfined`: The account is not confined; `cluster_underprivileged`: The account may do too little; `idempotency_key_reused`: Idempotency key reused */
        "cluster_overprivileged.cluster_unconfined.cluster_underprivileged.idempotency_key_reused": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `cluster_unreachable`: Cluster cannot be reached; `name_taken`: Name taken */
        "cluster_unreachable.name_taken": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `cluster_unreachable`: Cluster cannot be reached; `not_kubernetes`: Not a Kubernetes cluster */
        "cluster_unreachable.not_kubernetes": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `commission_too_high`: Commission above what the rules allow */
        commission_too_high: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `cover_exists`: Covered already; `cover_halted`: Insurance that lost all it had; `cover_lacking`: Not so much can be covered; `lease_not_covered`: A lease that is over */
        "cover_exists.cover_halted.cover_lacking.lease_not_covered": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `cover_month_unknown`: No month of the cover; `dispute_asks_nothing`: Nothing beyond what was found; `idempotency_key_reused`: Idempotency key reused */
        "cover_month_unknown.dispute_asks_nothing.idempotency_key_reused": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `cover_out_of_range`: Not on offer; `cover_too_small`: Too little to be covered */
        "cover_out_of_range.cover_too_small": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `credential_in_use`: Credential in use */
        credential_in_use: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `cross_site_request`: Cross-site request */
        cross_site_request: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `curves_stack`: Two curves in one class */
        curves_stack: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `database_unavailable`: Database unavailable; `unavailable`: Temporarily unavailable */
        "database_unavailable.unavailable": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `deposit_above_limit`: Deposit above the limit */
        deposit_above_limit: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `deposit_not_held`: Deposit not held */
        deposit_not_held: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `difference_ended`: Difference ended */
        difference_ended: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `endpoint_disabled`: Endpoint disabled */
        endpoint_disabled: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `endpoint_url_refused`: Endpoint URL refused; `idempotency_key_reused`: Idempotency key reused */
        "endpoint_url_refused.idempotency_key_reused": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `exceeds_assessor_deposit`: More than deposited; `too_many_cover_exits`: Too many exits wait */
        "exceeds_assessor_deposit.too_many_cover_exits": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `exceeds_cover_shares`: More shares than held; `too_many_cover_exits`: Too many exits wait */
        "exceeds_cover_shares.too_many_cover_exits": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `exceeds_shares_held`: More shares than are held */
        exceeds_shares_held: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `exceeds_shares_held`: More shares than are held; `too_many_exits`: Too many exits wait */
        "exceeds_shares_held.too_many_exits": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `forbidden`: Not allowed */
        forbidden: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `forbidden`: Not allowed; `key_limited_to_project`: Key limited to a project */
        "forbidden.key_limited_to_project": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `forbidden`: Not allowed; `role_not_held`: Role not held */
        "forbidden.role_not_held": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `forbidden`: Not allowed; `scopes_exceeded`: More than you may give */
        "forbidden.scopes_exceeded": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `idempotency_key_reused`: Idempotency key reused */
        idempotency_key_reused: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `idempotency_key_reused`: Idempotency key reused; `invalid_ask`: Invalid ask */
        "idempotency_key_reused.invalid_ask": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `idempotency_key_reused`: Idempotency key reused; `invalid_bid`: Invalid bid */
        "idempotency_key_reused.invalid_bid": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `idempotency_key_reused`: Idempotency key reused; `invalid_curve`: Invalid price curve; `rate_in_the_past`: Rate in the past */
        "idempotency_key_reused.invalid_curve.rate_in_the_past": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `idempotency_key_reused`: Idempotency key reused; `invalid_rules`: Rules that contradict themselves; `rules_too_soon`: Rules hold only after a delay */
        "idempotency_key_reused.invalid_rules.rules_too_soon": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `impossible_state`: No such state; `rule_refused`: The rules refuse it */
        "impossible_state.rule_refused": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `insufficient_funds`: Insufficient funds; `lease_in_auction`: Lease is in auction; `lease_not_open`: Lease is not open; `lease_suspended`: Lease is suspended; `price_above_maximum`: Price above the maximum; `price_missing`: No price; `quota_exceeded`: Quota exceeded; `reserved_fixed`: What is reserved stays; `volume_cannot_grow`: Volume cannot grow; `volume_cannot_shrink`: Volume cannot shrink */
        "insufficient_funds.lease_in_auction.lease_not_open.lease_suspended.price_above_maximum.price_missing.quota_exceeded.reserved_fixed.volume_cannot_grow.volume_cannot_shrink": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `invalid_connection`: Invalid connection; `invalid_discovery`: Invalid discovery settings; `invalid_request`: Invalid request */
        "invalid_connection.invalid_discovery.invalid_request": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `invalid_connection`: Invalid connection; `invalid_request`: Invalid request */
        "invalid_connection.invalid_request": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `invalid_discovery`: Invalid discovery settings; `invalid_request`: Invalid request */
        "invalid_discovery.invalid_request": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `invalid_fault`: Invalid fault; `invalid_request`: Invalid request */
        "invalid_fault.invalid_request": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `invalid_inventory`: Invalid inventory; `invalid_request`: Invalid request */
        "invalid_inventory.invalid_request": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `invalid_jurisdiction`: Invalid jurisdiction; `invalid_request`: Invalid request */
        "invalid_jurisdiction.invalid_request": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `invalid_request`: Invalid request */
        invalid_request: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `invalid_request`: Invalid request; `invalid_service_level`: Invalid service level */
        "invalid_request.invalid_service_level": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `invalid_request`: Invalid request; `invalid_shares`: Invalid shares */
        "invalid_request.invalid_shares": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `invalid_request`: Invalid request; `invalid_window`: Invalid maintenance window */
        "invalid_request.invalid_window": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `invalid_request`: Invalid request; `role_needed`: Role needed */
        "invalid_request.role_needed": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `invalid_request`: Invalid request; `too_many_replicas`: Too many replicas at once */
        "invalid_request.too_many_replicas": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `last_owner`: Last owner */
        last_owner: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `log_size_unknown`: The log never had that size */
        log_size_unknown: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `logs_unavailable`: Logs unavailable; `unavailable`: Temporarily unavailable */
        "logs_unavailable.unavailable": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `member_exists`: Already a member */
        member_exists: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `message_not_failed`: Message not given up */
        message_not_failed: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `name_taken`: Name taken */
        name_taken: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `name_taken`: Name taken; `too_many_hosts`: Too many hosts */
        "name_taken.too_many_hosts": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `no_payment_service`: No payment service */
        no_payment_service: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `no_payment_service`: No payment service; `top_up_outstanding`: Funds asked for already */
        "no_payment_service.top_up_outstanding": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `no_weight`: A vote without weight; `own_dispute`: One's own dispute; `voted_already`: Voted already; `votes_are_over`: Votes are over */
        "no_weight.own_dispute.voted_already.votes_are_over": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `not_found`: Not found */
        not_found: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `not_kubernetes`: Not a Kubernetes cluster */
        not_kubernetes: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `not_kubernetes`: Not a Kubernetes cluster; `stale_generation`: Stale generation */
        "not_kubernetes.stale_generation": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `not_simulated`: Not a simulated cluster */
        not_simulated: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `not_simulated`: Not a simulated cluster; `too_many_faults`: Too many faults */
        "not_simulated.too_many_faults": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `nothing_to_close`: Nothing to close */
        nothing_to_close: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `payout_amount_differs`: Not the payout's amount */
        payout_amount_differs: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `payout_resolved`: Payout resolved otherwise; `reversal_exceeds_balance`: Not there any more */
        "payout_resolved.reversal_exceeds_balance": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `person_exists`: Address taken */
        person_exists: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `precondition_required`: Precondition required */
        precondition_required: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `price_missing`: No price */
        price_missing: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `rate_limited`: Too many requests */
        rate_limited: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `rate_limited`: Too many requests; `too_many_readers`: Too many logs are being read */
        "rate_limited.too_many_readers": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `replica_not_running`: Replica does not run */
        replica_not_running: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `round_not_logged`: Round not in the log yet */
        round_not_logged: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `rules_in_force`: Rules that hold, or held */
        rules_in_force: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `rules_out_of_order`: Versions hold in their order; `too_many_proposals`: Too many versions are pending */
        "rules_out_of_order.too_many_proposals": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `sealing_unavailable`: No key to seal secrets with; `unavailable`: Temporarily unavailable */
        "sealing_unavailable.unavailable": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `settlement_not_logged`: Not in the log yet */
        settlement_not_logged: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `settlement_not_logged`: Not in the log yet; `settlement_too_large`: Too large to prove at once */
        "settlement_not_logged.settlement_too_large": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `sign_in_refused`: Sign-in refused */
        sign_in_refused: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `sign_in_refused`: Sign-in refused; `unauthenticated`: Not authenticated */
        "sign_in_refused.unauthenticated": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `slash_not_appealed`: Nobody appealed yet; `slash_not_pending`: The slash waits for nothing any more */
        "slash_not_appealed.slash_not_pending": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `slash_not_pending`: The slash waits for nothing any more */
        slash_not_pending: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `stale_generation`: Stale generation */
        stale_generation: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `stale_version`: Stale version */
        stale_version: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `statement_not_logged`: Statement not in the log yet; `statement_too_large`: Statement too large to prove at once */
        "statement_not_logged.statement_too_large": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `too_many_asks`: Too many asks */
        too_many_asks: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `too_many_credentials`: Too many credentials */
        too_many_credentials: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `too_many_endpoints`: Too many endpoints */
        too_many_endpoints: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `top_up_resolved`: Request for funds resolved otherwise */
        top_up_resolved: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `unauthenticated`: Not authenticated */
        unauthenticated: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `unavailable`: Temporarily unavailable */
        unavailable: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `unsupported_media_type`: Unsupported media type */
        unsupported_media_type: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `usage_decided`: Usage is decided */
        usage_decided: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    getLiveness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It runs. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            400: components["responses"]["invalid_request"];
            503: components["responses"]["unavailable"];
        };
    };
    getReadiness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It can serve. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            400: components["responses"]["invalid_request"];
            503: components["responses"]["database_unavailable.unavailable"];
        };
    };
    listAdminAuditEntries: {
        parameters: {
            query?: {
                /** @description Only this action. */
                action?: string;
                /** @description Where to go on: `nextCursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
                /** @description Only what was done to this. */
                subjectId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Entries, the newest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditPage"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden.key_limited_to_project"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    listBreakers: {
        parameters: {
            query?: {
                /** @description Where to go on: `nextCursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
                /** @description `true`: only what is stopped; `false`: only what was released. */
                open?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What is stopped, and what was, the latest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BreakerPage"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    tripBreaker: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own: repeats with it get the first answer. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BreakerRequest"];
            };
        };
        responses: {
            /** @description It is stopped until it is released. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Breaker"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            409: components["responses"]["breaker_open"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_key_reused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    getBreaker: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                breakerId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The breaker. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BreakerDetail"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    releaseBreaker: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                breakerId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BreakerRelease"];
            };
        };
        responses: {
            /** @description The breaker, released. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Breaker"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    listAllChallenges: {
        parameters: {
            query?: {
                /** @description Where to go on: `nextCursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
                /** @description Only of this operator. */
                operatorId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Challenges that are over, the latest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChallengePage"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    getClock: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What time it is, and whether time is simulated. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Clock"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    moveClock: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ClockMove"];
            };
        };
        responses: {
            /** @description The new time, after what follows from it is done: leases that ended are closed and charged. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Clock"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            409: components["responses"]["clock_goes_forward.clock_is_real"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    listEverybodysCovers: {
        parameters: {
            query?: {
                /** @description Where to go on: `nextCursor` of the page before. */
                cursor?: string;
                leaseId?: string;
                /** @description How many at most. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The latest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CoverPage"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    getAnyCover: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                coverId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The cover. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CoverDetail"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    getAnyCoverProof: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                coverId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The cover. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CoverProof"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["settlement_not_logged.settlement_too_large"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    depositTokens: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DepositRequest"];
            };
        };
        responses: {
            /** @description The deposit, or the one that was made with this reference before. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Deposit"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["amount_out_of_range.key_reused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    listAllDeviceChallenges: {
        parameters: {
            query?: {
                /** @description Where to go on: `nextCursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
                /** @description Only of this operator. */
                operatorId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Challenges that are over, the latest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeviceChallengePage"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    listAllFaults: {
        parameters: {
            query?: {
                /** @description Where to go on: `nextCursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
                /** @description Only of this operator. */
                operatorId?: string;
                /** @description Only those. */
                state?: "open" | "cured" | "excused" | "confirmed";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Faults, the latest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OperatorFaultPage"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    reportFault: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own: repeats with it get the first answer. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FaultReport"];
            };
        };
        responses: {
            /** @description The fault. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OperatorFault"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_key_reused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    getAdminHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Queues, outbox, schedulers, clusters and the ledger; each with what is the worst of it. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdminHealth"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    listHeldUsage: {
        parameters: {
            query?: {
                /** @description Where to go on: `nextCursor` of the page before. */
                cursor?: string;
                leaseId?: string;
                /** @description How many at most. */
                limit?: number;
                state?: "open" | "agreed" | "charged" | "waived";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Usage that sources counted differently, by when it was held, with all evidence. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HeldUsagePage"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    decideUsage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                usageId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UsageDecision"];
            };
        };
        responses: {
            /** @description The usage, decided for good: the lease is charged by one source, or by none. Deciding the same again changes nothing. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HeldUsage"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["usage_decided"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    changeIncident: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                incidentId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["IncidentChange"];
            };
        };
        responses: {
            /** @description The incident, changed: it is over at `endsAt`, and told of for thirty days more. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Incident"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    listAdminKeys: {
        parameters: {
            query?: {
                /** @description Where to go on: `nextCursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
                /** @description Part of the name, or the beginning of the id or of `prefix`; in any case of letters. */
                search?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Keys, the oldest first, revoked ones included. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeyPage"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    createAdminKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own: repeats with it get the first answer. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["KeyInput"];
            };
        };
        responses: {
            /** @description The new key. Its secret is shown this once. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IssuedKey"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden.scopes_exceeded"];
            404: components["responses"]["not_found"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_key_reused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    getAdminKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                keyId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The key, without its secret. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Key"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    revokeAdminKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                keyId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The revoked key. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Key"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    auditLedger: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What recomputing every balance from its entries found. All is well when the sum is zero and the lists are empty. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LedgerAudit"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    listDifferences: {
        parameters: {
            query?: {
                /** @description Where to go on: `nextCursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
                /** @description `true`: only open ones; `false`: only those that ended. */
                open?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What reconciliation found and people raised, the newest first. While one is open, nothing is paid out of its account. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LedgerDifferencePage"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    raiseDifference: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RaisedDifference"];
            };
        };
        responses: {
            /** @description The difference; the open one with a further note, when it was raised before. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LedgerDifference"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    acknowledgeDifference: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                differenceId: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Reason"];
            };
        };
        responses: {
            /** @description The difference, with the note that somebody has seen it. Payouts stay stopped. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LedgerDifference"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["difference_ended"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    resolveDifference: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                differenceId: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Reason"];
            };
        };
        responses: {
            /** @description The difference, ended: payouts go on, unless the account has another. What is still found is not raised again unless it changes. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LedgerDifference"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["difference_ended"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    listAdminMembers: {
        parameters: {
            query?: {
                /** @description Where to go on: `nextCursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
                /** @description Part of the address, or the beginning of the id; in any case of letters. */
                search?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Members, the longest-standing first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemberPage"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden.key_limited_to_project"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    addAdminMember: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own: repeats with it get the first answer. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MemberInput"];
            };
        };
        responses: {
            /** @description The new member. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Member"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden.key_limited_to_project"];
            409: components["responses"]["member_exists"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_key_reused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    removeAdminMember: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                memberId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Removed. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden.key_limited_to_project"];
            404: components["responses"]["not_found"];
            409: components["responses"]["last_owner"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    changeAdminMember: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                memberId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MemberChange"];
            };
        };
        responses: {
            /** @description The changed member. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Member"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden.key_limited_to_project"];
            404: components["responses"]["not_found"];
            409: components["responses"]["last_owner"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    listOperators: {
        parameters: {
            query?: {
                /** @description Where to go on: `nextCursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
                /** @description Part of the name, or the beginning of the id; in any case of letters. */
                search?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Operators, the oldest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OperatorPage"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    createOperator: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own: repeats with it get the first answer. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OperatorInput"];
            };
        };
        responses: {
            /** @description The new operator and its first key. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewOperator"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            409: components["responses"]["name_taken"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_key_reused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    getOperator: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                operatorId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The operator. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Operator"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    changeOperator: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                operatorId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OperatorChange"];
            };
        };
        responses: {
            /** @description The operator, changed: placement heeds it from its next round on, and moves nothing for it. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Operator"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    depositForOperator: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                operatorId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OperatorDepositRequest"];
            };
        };
        responses: {
            /** @description The deposit, or the one that was made with this reference before. It is among the operator's earnings. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OperatorDeposit"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["amount_out_of_range.key_reused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    createKeyForOperator: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own: repeats with it get the first answer. */
                "Idempotency-Key"?: string;
            };
            path: {
                operatorId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["KeyInput"];
            };
        };
        responses: {
            /** @description The new key. Its secret is shown this once. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IssuedKey"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden.scopes_exceeded"];
            404: components["responses"]["not_found"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_key_reused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    listPaymentDeposits: {
        parameters: {
            query?: {
                /** @description Where to go on: `nextCursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
                state?: "credited" | "held" | "assigned" | "returned";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What the payment service brought, the latest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaymentDepositPage"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    assignDeposit: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                depositId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DepositAssignment"];
            };
        };
        responses: {
            /** @description The deposit, in the tenant's wallet. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaymentDeposit"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["above_cap.deposit_not_held"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["amount_out_of_range"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    returnDeposit: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                depositId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DepositReturn"];
            };
        };
        responses: {
            /** @description The deposit, gone. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaymentDeposit"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["deposit_not_held"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    listPaymentMessages: {
        parameters: {
            query?: {
                /** @description Where to go on: `nextCursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
                state?: "pending" | "sent" | "failed" | "dropped";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What the payment service is told, the latest first: batches of payouts, deposits to be sent back, and requests for funds of wallets. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaymentMessagePage"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    restartPaymentMessage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                messageId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The message, waiting to be sent. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaymentMessage"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["message_not_failed"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    listPayouts: {
        parameters: {
            query?: {
                batchId?: string;
                /** @description Where to go on: `nextCursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
                operatorId?: string;
                /** @description What failed, was skipped or came back is earnings again, and in a later payout; what is stopped waits for a person, reserved, and then goes on. */
                state?: "stopped" | "pending" | "paid" | "failed" | "returned" | "skipped";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Payouts of all operators, the latest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PayoutPage"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    listPeople: {
        parameters: {
            query?: {
                /** @description Where to go on: `nextCursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
                /** @description Part of the address or of the name, or the beginning of the id; in any case of letters. */
                search?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description People, the longest-standing first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PersonPage"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    addPerson: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PersonInput"];
            };
        };
        responses: {
            /** @description The person. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Person"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            409: components["responses"]["person_exists"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    removePerson: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                personId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Removed. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    setPersonPassword: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                personId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasswordInput"];
            };
        };
        responses: {
            /** @description The person. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Person"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    listPlacementRounds: {
        parameters: {
            query: {
                /** @description Where to go on: `nextCursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
                /** @description Whose rounds. */
                poolId: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Rounds of a pool that wrote anything, the latest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlacementRoundPage"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    getPlacementRoundInputs: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                roundId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Canonical JSON; amounts are objects with `$bigint`. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlacementSimulation"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    replayPlacementRound: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                roundId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What came of it. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlacementReplay"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    listPools: {
        parameters: {
            query?: {
                /** @description Where to go on: `nextCursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
                /** @description Part of the name, or the beginning of the id; in any case of letters. */
                search?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Every pool with its terms, by name. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PoolPage"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    createPool: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own: repeats with it get the first answer. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PoolRequest"];
            };
        };
        responses: {
            /** @description The pool. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Pool"];
                };
            };
            400: components["responses"]["invalid_request.invalid_shares"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            409: components["responses"]["name_taken"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_key_reused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    updatePool: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                poolId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PoolPatch"];
            };
        };
        responses: {
            /** @description The pool, changed: charges from the next settlement on, placements from the next round on. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Pool"];
                };
            };
            400: components["responses"]["invalid_request.invalid_shares"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    getPoolConcentration: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                poolId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Each class and variant, with who carries how much of it. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PoolConcentration"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    listIncidents: {
        parameters: {
            query?: {
                /** @description Where to go on: `nextCursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
            };
            header?: never;
            path: {
                poolId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All that were ever declared, the latest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IncidentPage"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    declareIncident: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                poolId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["IncidentInput"];
            };
        };
        responses: {
            /** @description The incident, told of by the status from now on. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Incident"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    listRates: {
        parameters: {
            query?: {
                /** @description Where to go on: `nextCursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
                /** @description A resource class, or what is metered: EGRESS_GIB (per GiB), STORED_GIB_HOUR. */
                resourceClass?: string;
                /** @description GPU model or storage class; empty: every variant that has no rate of its own. */
                variant?: string;
            };
            header?: never;
            path: {
                poolId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Every version with the time it held or will hold, by class and variant, the newest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RatePage"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    setRate: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own: repeats with it get the first answer. */
                "Idempotency-Key"?: string;
            };
            path: {
                poolId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RateRequest"];
            };
        };
        responses: {
            /** @description The new version of the rate. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Rate"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["curves_stack"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_key_reused.invalid_curve.rate_in_the_past"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    proposeMoves: {
        parameters: {
            query?: {
                /** @description At most so many replicas are proposed to move. */
                moves?: number;
            };
            header?: never;
            path: {
                poolId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What could be moved, with cost and gain. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProposedMoves"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    moveReplicas: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                poolId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MovesRequest"];
            };
        };
        responses: {
            /** @description What was begun. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BegunMoves"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    getRewardFairness: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                poolId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Of the last thirty days, in steps of a tenth. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RewardFairness"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    listRewardEpochs: {
        parameters: {
            query?: {
                /** @description Where to go on: `nextCursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
            };
            header?: never;
            path: {
                poolId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Hours, the latest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RewardEpochPage"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    getRewardEpochProof: {
        parameters: {
            query?: {
                /** @description Without whatever names somebody: for showing it to others. */
                blinded?: boolean;
            };
            header?: never;
            path: {
                poolId: string;
                /** @description Of the hour. */
                startsAt: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The rewards. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RewardProof"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["settlement_not_logged.settlement_too_large"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    setServiceLevel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                poolId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ServiceLevelRequest"];
            };
        };
        responses: {
            /** @description What the pool promises: its first table from this month on, a later one from the next. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ServiceLevel"];
                };
            };
            400: components["responses"]["invalid_request.invalid_service_level"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    setTermsOfSale: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                poolId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TermsOfSale"];
            };
        };
        responses: {
            /** @description The terms, for leases and quotes from now on. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TermsOfSaleOutput"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    proposeRules: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own: repeats with it get the first answer. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RulesProposal"];
            };
        };
        responses: {
            /** @description The version. It holds once the delay is over. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RuleSet"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            409: components["responses"]["rules_out_of_order.too_many_proposals"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_key_reused.invalid_rules.rules_too_soon"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    withdrawRules: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                version: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RulesWithdrawal"];
            };
        };
        responses: {
            /** @description The version, withdrawn. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RuleSet"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["rules_in_force"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    listAllSlashes: {
        parameters: {
            query?: {
                /** @description Where to go on: `nextCursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
                /** @description Only of this operator. */
                operatorId?: string;
                /** @description Only those. */
                state?: "pending" | "appealed" | "carried_out" | "forgiven" | "closed";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Slashes, the latest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SlashPage"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    getAnySlash: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                slashId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All that it follows from. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SlashDetail"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    decideOnSlash: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                slashId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SlashDecision"];
            };
        };
        responses: {
            /** @description The slash as it is now. The same decision again changes nothing. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Slash"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["slash_not_appealed.slash_not_pending"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    getAnySlashProof: {
        parameters: {
            query?: {
                /** @description Without whatever names somebody: for showing it to others. */
                blinded?: boolean;
            };
            header?: never;
            path: {
                slashId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The slash. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SlashProof"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["settlement_not_logged.settlement_too_large"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    listTenants: {
        parameters: {
            query?: {
                /** @description Where to go on: `nextCursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
                /** @description Part of the name, or the beginning of the id; in any case of letters. */
                search?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Tenants, the oldest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TenantPage"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    createTenant: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own: repeats with it get the first answer. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TenantInput"];
            };
        };
        responses: {
            /** @description The new tenant, its first project and its first key. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewTenant"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_key_reused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    getTenant: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenantId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The tenant. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tenant"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    changeTenant: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenantId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TenantChange"];
            };
        };
        responses: {
            /** @description The changed tenant. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tenant"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    createKeyForTenant: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own: repeats with it get the first answer. */
                "Idempotency-Key"?: string;
            };
            path: {
                tenantId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["KeyInput"];
            };
        };
        responses: {
            /** @description The new key. Its secret is shown this once. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IssuedKey"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden.scopes_exceeded"];
            404: components["responses"]["not_found"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_key_reused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    listTransfers: {
        parameters: {
            query: {
                /** @description Where to go on: `nextCursor` of the page before. */
                cursor?: string;
                /** @description Moved at this moment or later. */
                from?: number;
                /** @description What the account is for. */
                kind: "wallet" | "escrow" | "earnings" | "payouts" | "unclaimed" | "bond" | "stake" | "cover" | "exits" | "redress" | "treasury" | "fees" | "dust" | "issuance";
                /** @description How many at most. */
                limit?: number;
                /** @description A tenant, lease, operator or pool, or `platform`. */
                ownerId: string;
                /** @description Moved before this moment. */
                to?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What moved through an account of tokens, the oldest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MovementPage"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    getTransfer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                transferId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The transfer, and how it was taken back if it was. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Transfer"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    reverseTransfer: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own: repeats with it get the first answer. */
                "Idempotency-Key"?: string;
            };
            path: {
                transferId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Reason"];
            };
        };
        responses: {
            /** @description The reversal. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Reversal"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["above_cap.already_reversed.not_reversible.reversal_exceeds_balance"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["amount_out_of_range.idempotency_key_reused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    listAuditEntries: {
        parameters: {
            query?: {
                /** @description Only this action. */
                action?: string;
                /** @description Where to go on: `nextCursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
                /** @description Only what was done to this. */
                subjectId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Entries, the newest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditPage"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden.key_limited_to_project"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    listBudgets: {
        parameters: {
            query?: {
                /** @description Where to go on: `nextCursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Budgets, the oldest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BudgetPage"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden.key_limited_to_project"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    createBudget: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own: repeats with it get the first answer. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BudgetRequest"];
            };
        };
        responses: {
            /** @description The budget. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Budget"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden.key_limited_to_project"];
            404: components["responses"]["not_found"];
            409: components["responses"]["budget_exists"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_key_reused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    getBudget: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                budgetId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The budget; its version is the ETag. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Budget"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden.key_limited_to_project"];
            404: components["responses"]["not_found"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    removeBudget: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                budgetId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden.key_limited_to_project"];
            404: components["responses"]["not_found"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    changeBudget: {
        parameters: {
            query?: never;
            header?: {
                /** @description Change only this version: the ETag of your copy. */
                "If-Match"?: string;
            };
            path: {
                budgetId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BudgetChange"];
            };
        };
        responses: {
            /** @description The budget, changed. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Budget"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden.key_limited_to_project"];
            404: components["responses"]["not_found"];
            412: components["responses"]["stale_version"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            428: components["responses"]["precondition_required"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    calculateBasketIssue: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BasketIssueQuestion"];
            };
        };
        responses: {
            /** @description The result. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BasketIssueResult"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["impossible_state.rule_refused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    calculateBasketRedeem: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BasketRedeemQuestion"];
            };
        };
        responses: {
            /** @description The result. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BasketRedeemResult"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["impossible_state.rule_refused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    calculateBasketStreamingFee: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BasketStreamingFeeQuestion"];
            };
        };
        responses: {
            /** @description The result. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BasketStreamingFeeResult"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["impossible_state.rule_refused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    calculateBondAbsorbLoss: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BondAbsorbLossQuestion"];
            };
        };
        responses: {
            /** @description The result. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BondAbsorbLossResult"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["impossible_state.rule_refused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    calculateBondFaultFee: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BondFaultFeeQuestion"];
            };
        };
        responses: {
            /** @description The result. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BondFaultFeeResult"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["impossible_state.rule_refused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    calculateBondLeastCollateral: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BondLeastCollateralQuestion"];
            };
        };
        responses: {
            /** @description The result. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BondLeastCollateralResult"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["impossible_state.rule_refused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    calculateBondRequired: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BondRequiredQuestion"];
            };
        };
        responses: {
            /** @description The result. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BondRequiredResult"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["impossible_state.rule_refused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    calculateBondSettleDeal: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BondSettleDealQuestion"];
            };
        };
        responses: {
            /** @description The result. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BondSettleDealResult"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["impossible_state.rule_refused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    calculateBondSlash: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BondSlashQuestion"];
            };
        };
        responses: {
            /** @description The result. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BondSlashResult"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["impossible_state.rule_refused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    calculateBondTerminationFee: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BondTerminationFeeQuestion"];
            };
        };
        responses: {
            /** @description The result. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BondTerminationFeeResult"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["impossible_state.rule_refused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    calculateBuyoutCash: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BuyoutCashQuestion"];
            };
        };
        responses: {
            /** @description The result. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BuyoutCashResult"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["impossible_state.rule_refused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    calculateBuyoutReservePrice: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BuyoutReservePriceQuestion"];
            };
        };
        responses: {
            /** @description The result. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BuyoutReservePriceResult"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["impossible_state.rule_refused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    calculatePriceCurveAmountsIn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PriceCurveAmountsInQuestion"];
            };
        };
        responses: {
            /** @description The result. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PriceCurveAmountsInResult"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["impossible_state.rule_refused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    calculatePriceCurveAmountsOut: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PriceCurveAmountsOutQuestion"];
            };
        };
        responses: {
            /** @description The result. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PriceCurveAmountsOutResult"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["impossible_state.rule_refused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    calculatePriceCurveBaseFee: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PriceCurveBaseFeeQuestion"];
            };
        };
        responses: {
            /** @description The result. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PriceCurveBaseFeeResult"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["impossible_state.rule_refused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    calculatePriceCurveCover: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PriceCurveCoverQuestion"];
            };
        };
        responses: {
            /** @description The result. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PriceCurveCoverResult"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["impossible_state.rule_refused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    calculatePriceCurveInterest: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PriceCurveInterestQuestion"];
            };
        };
        responses: {
            /** @description The result. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PriceCurveInterestResult"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["impossible_state.rule_refused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    calculatePriceCurveJumpRate: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PriceCurveJumpRateQuestion"];
            };
        };
        responses: {
            /** @description The result. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PriceCurveJumpRateResult"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["impossible_state.rule_refused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    calculatePriceCurveKinked: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PriceCurveKinkedQuestion"];
            };
        };
        responses: {
            /** @description The result. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PriceCurveKinkedResult"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["impossible_state.rule_refused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    calculatePriceCurveProtocolShares: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PriceCurveProtocolSharesQuestion"];
            };
        };
        responses: {
            /** @description The result. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PriceCurveProtocolSharesResult"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["impossible_state.rule_refused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    calculatePriceCurveProvide: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PriceCurveProvideQuestion"];
            };
        };
        responses: {
            /** @description The result. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PriceCurveProvideResult"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["impossible_state.rule_refused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    calculatePriceCurveQuote: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PriceCurveQuoteQuestion"];
            };
        };
        responses: {
            /** @description The result. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PriceCurveQuoteResult"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["impossible_state.rule_refused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    calculatePriceCurveSupplyRate: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PriceCurveSupplyRateQuestion"];
            };
        };
        responses: {
            /** @description The result. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PriceCurveSupplyRateResult"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["impossible_state.rule_refused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    calculatePriceCurveSwap: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PriceCurveSwapQuestion"];
            };
        };
        responses: {
            /** @description The result. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PriceCurveSwapResult"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["impossible_state.rule_refused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    calculatePriceCurveTakeOut: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PriceCurveTakeOutQuestion"];
            };
        };
        responses: {
            /** @description The result. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PriceCurveTakeOutResult"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["impossible_state.rule_refused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    calculateProofChallenges: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProofChallengesQuestion"];
            };
        };
        responses: {
            /** @description The result. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProofChallengesResult"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["impossible_state.rule_refused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    calculateProofConsistency: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProofConsistencyQuestion"];
            };
        };
        responses: {
            /** @description The result. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProofConsistencyResult"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["impossible_state.rule_refused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    calculateProofEvasion: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProofEvasionQuestion"];
            };
        };
        responses: {
            /** @description The result. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProofEvasionResult"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["impossible_state.rule_refused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    calculateProofFaults: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProofFaultsQuestion"];
            };
        };
        responses: {
            /** @description The result. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProofFaultsResult"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["impossible_state.rule_refused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    calculateProofFindLeaf: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProofFindLeafQuestion"];
            };
        };
        responses: {
            /** @description The result. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProofFindLeafResult"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["impossible_state.rule_refused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    calculateProofInclusion: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProofInclusionQuestion"];
            };
        };
        responses: {
            /** @description The result. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProofInclusionResult"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["impossible_state.rule_refused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    calculateProofRoot: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProofRootQuestion"];
            };
        };
        responses: {
            /** @description The result. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProofRootResult"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["impossible_state.rule_refused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    calculateQuorumAgreed: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["QuorumAgreedQuestion"];
            };
        };
        responses: {
            /** @description The result. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QuorumAgreedResult"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["impossible_state.rule_refused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    calculateQuorumMedian: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["QuorumMedianQuestion"];
            };
        };
        responses: {
            /** @description The result. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QuorumMedianResult"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["impossible_state.rule_refused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    calculateSharePoolDeposit: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SharePoolDepositQuestion"];
            };
        };
        responses: {
            /** @description The result. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SharePoolDepositResult"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["impossible_state.rule_refused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    calculateSharePoolDivideFee: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SharePoolDivideFeeQuestion"];
            };
        };
        responses: {
            /** @description The result. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SharePoolDivideFeeResult"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["impossible_state.rule_refused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    calculateSharePoolExit: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SharePoolExitQuestion"];
            };
        };
        responses: {
            /** @description The result. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SharePoolExitResult"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["impossible_state.rule_refused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    calculateSharePoolFeeShares: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SharePoolFeeSharesQuestion"];
            };
        };
        responses: {
            /** @description The result. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SharePoolFeeSharesResult"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["impossible_state.rule_refused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    calculateSharePoolFinalize: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SharePoolFinalizeQuestion"];
            };
        };
        responses: {
            /** @description The result. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SharePoolFinalizeResult"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["impossible_state.rule_refused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    calculateSharePoolLimitGain: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SharePoolLimitGainQuestion"];
            };
        };
        responses: {
            /** @description The result. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SharePoolLimitGainResult"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["impossible_state.rule_refused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    calculateSharePoolLose: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SharePoolLoseQuestion"];
            };
        };
        responses: {
            /** @description The result. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SharePoolLoseResult"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["impossible_state.rule_refused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    calculateSharePoolMint: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SharePoolMintQuestion"];
            };
        };
        responses: {
            /** @description The result. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SharePoolMintResult"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["impossible_state.rule_refused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    calculateSharePoolPrice: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SharePoolPriceQuestion"];
            };
        };
        responses: {
            /** @description The result. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SharePoolPriceResult"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["impossible_state.rule_refused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    calculateSharePoolRedeem: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SharePoolRedeemQuestion"];
            };
        };
        responses: {
            /** @description The result. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SharePoolRedeemResult"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["impossible_state.rule_refused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    calculateSharePoolReport: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SharePoolReportQuestion"];
            };
        };
        responses: {
            /** @description The result. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SharePoolReportResult"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["impossible_state.rule_refused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    calculateSharePoolRequiredCapital: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SharePoolRequiredCapitalQuestion"];
            };
        };
        responses: {
            /** @description The result. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SharePoolRequiredCapitalResult"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["impossible_state.rule_refused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    calculateSharePoolWithdraw: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SharePoolWithdrawQuestion"];
            };
        };
        responses: {
            /** @description The result. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SharePoolWithdrawResult"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["impossible_state.rule_refused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    calculateSplitFinder: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SplitFinderQuestion"];
            };
        };
        responses: {
            /** @description The result. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SplitFinderResult"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["impossible_state.rule_refused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    calculateSplitLargestRemainder: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SplitLargestRemainderQuestion"];
            };
        };
        responses: {
            /** @description The result. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SplitLargestRemainderResult"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["impossible_state.rule_refused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    calculateSplitPplns: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SplitPplnsQuestion"];
            };
        };
        responses: {
            /** @description The result. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SplitPplnsResult"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["impossible_state.rule_refused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    calculateSplitPps: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SplitPpsQuestion"];
            };
        };
        responses: {
            /** @description The result. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SplitPpsResult"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["impossible_state.rule_refused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    calculateSplitPpsReserve: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SplitPpsReserveQuestion"];
            };
        };
        responses: {
            /** @description The result. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SplitPpsReserveResult"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["impossible_state.rule_refused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    calculateStreamFunded: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StreamFundedQuestion"];
            };
        };
        responses: {
            /** @description The result. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StreamFundedResult"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["impossible_state.rule_refused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    calculateStreamOwed: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StreamOwedQuestion"];
            };
        };
        responses: {
            /** @description The result. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StreamOwedResult"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["impossible_state.rule_refused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    calculateStreamSettle: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StreamSettleQuestion"];
            };
        };
        responses: {
            /** @description The result. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StreamSettleResult"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["impossible_state.rule_refused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    calculateStreamSettleInOrder: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StreamSettleInOrderQuestion"];
            };
        };
        responses: {
            /** @description The result. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StreamSettleInOrderResult"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["impossible_state.rule_refused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    calculateStreamShortage: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StreamShortageQuestion"];
            };
        };
        responses: {
            /** @description The result. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StreamShortageResult"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["impossible_state.rule_refused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    calculateVoteAssess: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VoteAssessQuestion"];
            };
        };
        responses: {
            /** @description The result. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VoteAssessResult"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["impossible_state.rule_refused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    calculateVoteCast: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VoteCastQuestion"];
            };
        };
        responses: {
            /** @description The result. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VoteCastResult"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["impossible_state.rule_refused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    calculateVoteDelegated: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VoteDelegatedQuestion"];
            };
        };
        responses: {
            /** @description The result. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VoteDelegatedResult"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["impossible_state.rule_refused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    calculateVoteProposal: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VoteProposalQuestion"];
            };
        };
        responses: {
            /** @description The result. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VoteProposalResult"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["impossible_state.rule_refused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    calculateVoteQuorumAt: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VoteQuorumAtQuestion"];
            };
        };
        responses: {
            /** @description The result. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VoteQuorumAtResult"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["impossible_state.rule_refused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    calculateVoteResolve: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VoteResolveQuestion"];
            };
        };
        responses: {
            /** @description The result. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VoteResolveResult"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["impossible_state.rule_refused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    calculateVoteTimeLock: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VoteTimeLockQuestion"];
            };
        };
        responses: {
            /** @description The result. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VoteTimeLockResult"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["impossible_state.rule_refused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    calculateVoteWeightAt: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VoteWeightAtQuestion"];
            };
        };
        responses: {
            /** @description The result. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VoteWeightAtResult"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["impossible_state.rule_refused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    listCoverDisputes: {
        parameters: {
            query?: {
                /** @description Of this cover of yours. */
                coverId?: string;
                /** @description Where to go on: `nextCursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
                /** @description Those that are not decided yet, or those that are. */
                open?: "true" | "false";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The latest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CoverDisputePage"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    disputeCover: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own: repeats with it get the first answer. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CoverDisputeRequest"];
            };
        };
        responses: {
            /** @description The dispute. Votes are cast until `votingEndsAt`. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CoverDispute"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["account_frozen.cover_exhausted.cover_not_judged.dispute_exists.dispute_too_late.insufficient_cover_funds"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["cover_month_unknown.dispute_asks_nothing.idempotency_key_reused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    getCoverDispute: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                disputeId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The dispute. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CoverDispute"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    voteOnCoverDispute: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                disputeId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CoverVoteRequest"];
            };
        };
        responses: {
            /** @description How it stands. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CoverDispute"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden.key_limited_to_project"];
            404: components["responses"]["not_found"];
            409: components["responses"]["no_weight.own_dispute.voted_already.votes_are_over"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    listCovers: {
        parameters: {
            query?: {
                /** @description Where to go on: `nextCursor` of the page before. */
                cursor?: string;
                leaseId?: string;
                /** @description How many at most. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The latest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CoverPage"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    buyCover: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own: repeats with it get the first answer. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CoverRequest"];
            };
        };
        responses: {
            /** @description The cover. It begins after the waiting time, or when the one before it ends. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Cover"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["account_frozen.cover_exists.cover_halted.cover_lacking.cover_too_dear.insufficient_cover_funds.lease_not_covered"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["amount_out_of_range.cover_out_of_range.cover_too_small.idempotency_key_reused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    getCover: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                coverId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The cover. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CoverDetail"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    getCoverProof: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                coverId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The cover. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CoverProof"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["settlement_not_logged.settlement_too_large"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    quoteCover: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CoverQuoteRequest"];
            };
        };
        responses: {
            /** @description The premium now, and from when until when it would be for. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CoverQuote"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["cover_exists.cover_halted.cover_lacking.lease_not_covered"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["cover_out_of_range.cover_too_small"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    echo: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Echo"];
            };
        };
        responses: {
            /** @description What was sent. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Echo"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    listKeys: {
        parameters: {
            query?: {
                /** @description Where to go on: `nextCursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
                /** @description Part of the name, or the beginning of the id or of `prefix`; in any case of letters. */
                search?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Keys, the oldest first, revoked ones included. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeyPage"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    createKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own: repeats with it get the first answer. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["KeyInput"];
            };
        };
        responses: {
            /** @description The new key. Its secret is shown this once. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IssuedKey"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden.scopes_exceeded"];
            404: components["responses"]["not_found"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_key_reused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    getKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                keyId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The key, without its secret. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Key"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    revokeKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                keyId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The revoked key. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Key"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    listLeases: {
        parameters: {
            query?: {
                /** @description Where to go on: `nextCursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
                projectId?: string;
                /** @description Part of a name, or the beginning of an id; in any case of letters. */
                search?: string;
                /** @description The order; a cursor goes on in the order that it was given in. */
                sort?: "created" | "-created" | "name" | "-name";
                state?: "requested" | "blocked" | "placed" | "provisioning" | "active" | "degraded" | "suspended" | "closing" | "closed" | "failed";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Leases, the oldest first unless asked otherwise, without their replicas. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LeasePage"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    requestLease: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own: repeats with it get the first answer. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LeaseRequest"];
            };
        };
        responses: {
            /** @description The lease, `requested`. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Lease"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["budget_reached.insufficient_funds.no_auctions.price_above_maximum.price_missing.quota_exceeded.quote_expired.quote_mismatch"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["cannot_ever_fit.cost_out_of_range.idempotency_key_reused.term_not_offered.workload_forbidden"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    getLease: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                leaseId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The lease; its version is the ETag. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Lease"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    closeLease: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                leaseId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The lease, `closing` or `closed`. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Lease"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    changeLease: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own: repeats with it get the first answer. */
                "Idempotency-Key"?: string;
                /** @description Change only this version: the ETag of your copy. */
                "If-Match"?: string;
            };
            path: {
                leaseId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LeaseChange"];
            };
        };
        responses: {
            /** @description The lease, changed. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Lease"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["insufficient_funds.lease_in_auction.lease_not_open.lease_suspended.price_above_maximum.price_missing.quota_exceeded.reserved_fixed.volume_cannot_grow.volume_cannot_shrink"];
            412: components["responses"]["stale_version"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["cannot_ever_fit.cost_out_of_range.idempotency_key_reused.workload_forbidden"];
            428: components["responses"]["precondition_required"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    getLeaseAlternatives: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                leaseId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What is expected, and what would fit; nothing for a lease that does not wait for capacity. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Alternatives"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    getLeaseAuction: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                leaseId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Until when operators bid; when it is over each bid, without names, and the seed, so that anyone can work out who had to win. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LeaseAuction"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    listCharges: {
        parameters: {
            query?: {
                /** @description Where to go on: `nextCursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
            };
            header?: never;
            path: {
                leaseId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What the lease was charged, in order of the time it is for. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChargePage"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    listLeaseEvents: {
        parameters: {
            query?: {
                /** @description Where to go on: `nextCursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
            };
            header?: never;
            path: {
                leaseId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What happened to it, the oldest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LeaseEventPage"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    readLeaseLogs: {
        parameters: {
            query?: {
                /** @description Goes on with new lines as they are written, as server-sent events. */
                follow?: boolean;
                /** @description Of this replica alone, counted from 0. Left out: of all of them, each line saying whose it is. */
                replica?: number;
                /** @description No line from before this moment. */
                since?: number;
                /** @description The last so many lines of each replica. */
                tailLines?: number;
            };
            header?: never;
            path: {
                leaseId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One line: of JSON, or the `data` of an event. As text it is the text alone, behind its replica in brackets when none was chosen. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": components["schemas"]["LogLine"];
                    "text/event-stream": components["schemas"]["LogLine"];
                    "text/plain": string;
                };
            };
            400: components["responses"]["invalid_request.too_many_replicas"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["replica_not_running"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited.too_many_readers"];
            503: components["responses"]["logs_unavailable.unavailable"];
        };
    };
    getPlacementProof: {
        parameters: {
            query?: {
                /** @description Which round; the last about the lease when left out. */
                roundId?: string;
            };
            header?: never;
            path: {
                leaseId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The proof. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoundProof"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["round_not_logged"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    listLeaseRounds: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                leaseId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The last of them, the latest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LeaseRounds"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    listReviewedUsage: {
        parameters: {
            query?: {
                /** @description Where to go on: `nextCursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
            };
            header?: never;
            path: {
                leaseId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Usage of the lease that is under review, and what came of earlier reviews. While it is under review nothing of it is charged. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReviewedUsagePage"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    watchLease: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                leaseId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One event of the stream, as its `data`. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": components["schemas"]["LeaseEvent"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    getLog: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Whom to believe, and what the log is. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Log"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    getLogConsistency: {
        parameters: {
            query: {
                /** @description The size of the older head. */
                first: number;
                /** @description The size of the newer head. */
                second: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The proof. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LogConsistency"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["log_size_unknown"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    listLogHeads: {
        parameters: {
            query?: {
                /** @description Where to go on: `nextCursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Heads, the latest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LogHeadPage"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    listMembers: {
        parameters: {
            query?: {
                /** @description Where to go on: `nextCursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
                /** @description Part of the address, or the beginning of the id; in any case of letters. */
                search?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Members, the longest-standing first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemberPage"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden.key_limited_to_project"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    addMember: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own: repeats with it get the first answer. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MemberInput"];
            };
        };
        responses: {
            /** @description The new member. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Member"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden.key_limited_to_project"];
            409: components["responses"]["member_exists"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_key_reused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    removeMember: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                memberId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Removed. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden.key_limited_to_project"];
            404: components["responses"]["not_found"];
            409: components["responses"]["last_owner"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    changeMember: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                memberId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MemberChange"];
            };
        };
        responses: {
            /** @description The changed member. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Member"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden.key_limited_to_project"];
            404: components["responses"]["not_found"];
            409: components["responses"]["last_owner"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    listAsks: {
        parameters: {
            query?: {
                /** @description Where to go on: `nextCursor` of the page before. */
                cursor?: string;
                /** @description Also those that were replaced or withdrawn. */
                history?: boolean;
                /** @description How many at most. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Your asks that stand, the newest first; with `history` all there ever were. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AskPage"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    setAsk: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own: repeats with it get the first answer. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AskRequest"];
            };
        };
        responses: {
            /** @description Your ask as it stands now. Where a lease pays less, it gets none of your capacity; what runs already stays. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ask"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["too_many_asks"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_key_reused.invalid_ask"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    withdrawAsk: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                askId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It stands no more: what it was for is on offer at the price of the pool, or for what a more general ask says. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["ask_not_standing"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    listAuctions: {
        parameters: {
            query?: {
                /** @description Where to go on: `nextCursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
                /** @description Only those in which bids are taken. */
                open?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Auctions in the pools that you have a cluster in, the latest first. Of bids you see your own, and all when an auction is over. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuctionPage"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    getAuction: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                auctionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The auction. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Auction"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    placeBid: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own: repeats with it get the first answer. */
                "Idempotency-Key"?: string;
            };
            path: {
                auctionId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BidRequest"];
            };
        };
        responses: {
            /** @description Your bid, in place of the one before. Nobody else learns of it before the auction is over; then, if you win, the lease is placed with you. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Bid"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["auction_over.nonce_taken.too_many_bids"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_key_reused.invalid_bid"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    withdrawBid: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                auctionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description You have no bid any more. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["auction_over"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    listOperatorAuditEntries: {
        parameters: {
            query?: {
                /** @description Only this action. */
                action?: string;
                /** @description Where to go on: `nextCursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
                /** @description Only what was done to this. */
                subjectId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Entries, the newest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditPage"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden.key_limited_to_project"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    getBond: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Your bond. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Bond"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    bondTokens: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own: repeats with it get the first answer. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BondRequest"];
            };
        };
        responses: {
            /** @description Your bond as it is now. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Bond"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            409: components["responses"]["account_frozen.insufficient_earnings"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_key_reused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    unbondTokens: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own: repeats with it get the first answer. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BondRequest"];
            };
        };
        responses: {
            /** @description Your bond as it is now. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Bond"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            409: components["responses"]["bond_in_use.exceeds_bonded.too_many_unbondings"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_key_reused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    listChallenges: {
        parameters: {
            query?: {
                /** @description Where to go on: `nextCursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The latest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChallengePage"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    listClusters: {
        parameters: {
            query?: {
                /** @description Where to go on: `nextCursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Your clusters, by name. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClusterPage"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    registerCluster: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own: repeats with it get the first answer. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ClusterRequest"];
            };
        };
        responses: {
            /** @description The cluster. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Cluster"];
                };
            };
            400: components["responses"]["invalid_connection.invalid_discovery.invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["cluster_unreachable.name_taken"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["cluster_overprivileged.cluster_unconfined.cluster_underprivileged.idempotency_key_reused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["sealing_unavailable.unavailable"];
        };
    };
    replaceConnection: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                clusterId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConnectionRequest"];
            };
        };
        responses: {
            /** @description It is in use within seconds, in place of the one before. Nobody can read it back. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Connection"];
                };
            };
            400: components["responses"]["invalid_connection.invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["cluster_unreachable.not_kubernetes"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["cluster_overprivileged.cluster_unconfined.cluster_underprivileged"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["sealing_unavailable.unavailable"];
        };
    };
    getDiscovery: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                clusterId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How the cluster's nodes become hosts, and when they were last looked at. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Discovery"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["not_kubernetes"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    setDiscovery: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                clusterId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DiscoveryRequest"];
            };
        };
        responses: {
            /** @description The settings; the nodes are looked at again at once. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Discovery"];
                };
            };
            400: components["responses"]["invalid_discovery.invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["not_kubernetes.stale_generation"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    listFaults: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                clusterId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The faults that last. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultList"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["not_simulated"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    injectFault: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own: repeats with it get the first answer. */
                "Idempotency-Key"?: string;
            };
            path: {
                clusterId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FaultRequest"];
            };
        };
        responses: {
            /** @description It goes wrong from now on. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Fault"];
                };
            };
            400: components["responses"]["invalid_fault.invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["not_simulated.too_many_faults"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_key_reused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    clearFault: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                clusterId: string;
                faultId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is over. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["not_simulated"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    getDeviceConduct: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                clusterId: string;
                hostId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Its conduct. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeviceConduct"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["not_simulated"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    setDeviceConduct: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                clusterId: string;
                hostId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeviceConductRequest"];
            };
        };
        responses: {
            /** @description Its conduct from now on. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeviceConduct"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["not_simulated"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    getWorkConduct: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                clusterId: string;
                hostId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Its conduct. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkConduct"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["not_simulated"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    setWorkConduct: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                clusterId: string;
                hostId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WorkConductRequest"];
            };
        };
        responses: {
            /** @description Its conduct from now on. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkConduct"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["not_simulated"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    listDeviceChallenges: {
        parameters: {
            query?: {
                /** @description Where to go on: `nextCursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The latest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeviceChallengePage"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    diagnoseInventory: {
        parameters: {
            query?: {
                /** @description Where to go on: `nextCursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Which of your capacity is not on offer, and why: totals, and host by host. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InventoryDiagnosis"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    listEarnings: {
        parameters: {
            query?: {
                /** @description What to sum up. */
                by?: "hour" | "day" | "month";
                /** @description Where to go on: `nextCursor` of the page before. */
                cursor?: string;
                /** @description Paid at this moment or later. Default: 30 days ago. */
                from?: number;
                hostId?: string;
                /** @description How many at most. */
                limit?: number;
                /** @description Paid before this moment. Default: now, with what is paid now. */
                to?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What each host earned, by period and class. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Earnings"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    listOperatorFaults: {
        parameters: {
            query?: {
                /** @description Where to go on: `nextCursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
                /** @description Only those. */
                state?: "open" | "cured" | "excused" | "confirmed";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Faults, the latest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OperatorFaultPage"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    recordHeartbeats: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["HeartbeatRequest"];
            };
        };
        responses: {
            /** @description What was heard of. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HeartbeatsRecorded"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    listHosts: {
        parameters: {
            query?: {
                clusterId?: string;
                /** @description By heartbeats: `stale` takes no new work; `lost` and `never` neither. */
                contact?: "live" | "stale" | "lost" | "never";
                /** @description Where to go on: `nextCursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
                name?: string;
                /** @description Part of a name, or the beginning of an id; in any case of letters. */
                search?: string;
                siteId?: string;
                /** @description The order; a cursor goes on in the order that it was given in. */
                sort?: "id" | "name" | "-name";
                state?: "open" | "cordoned" | "draining";
                /** @description A yes-or-no property. */
                trait?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Your hosts. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HostPage"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    registerHosts: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own: repeats with it get the first answer. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["HostsRequest"];
            };
        };
        responses: {
            /** @description The hosts, in the order of the request. All or none; they take work from their first heartbeat on. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RegisteredHosts"];
                };
            };
            400: components["responses"]["invalid_inventory.invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["name_taken.too_many_hosts"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_key_reused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    getHost: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                hostId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The host. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Host"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    removeHost: {
        parameters: {
            query: {
                generation: number;
            };
            header?: never;
            path: {
                hostId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The host is gone. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["capacity_in_use.stale_generation"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    updateHost: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                hostId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["HostPatch"];
            };
        };
        responses: {
            /** @description The host, changed. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Host"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["stale_generation"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    cordonHost: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                hostId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["HostAction"];
            };
        };
        responses: {
            /** @description The host, off offer; what runs on it stays. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Host"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["stale_generation"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    drainHost: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                hostId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DrainRequest"];
            };
        };
        responses: {
            /** @description The host, off offer; what runs on it moves by `drainBy`. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Host"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["stale_generation"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    replaceInventory: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                hostId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["InventoryReplacement"];
            };
        };
        responses: {
            /** @description The host, with what it offers now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Host"];
                };
            };
            400: components["responses"]["invalid_inventory.invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["capacity_in_use.stale_generation"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    addMaintenanceWindow: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own: repeats with it get the first answer. */
                "Idempotency-Key"?: string;
            };
            path: {
                hostId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MaintenanceRequest"];
            };
        };
        responses: {
            /** @description The window. No work is placed on the host that would run into it. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MaintenanceWindow"];
                };
            };
            400: components["responses"]["invalid_request.invalid_window"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_key_reused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    removeMaintenanceWindow: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                hostId: string;
                windowId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The window is withdrawn. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    getHostPlacement: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                hostId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description By filter and by score. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HostPlacement"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    uncordonHost: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                hostId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["HostAction"];
            };
        };
        responses: {
            /** @description The host, on offer again. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Host"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["stale_generation"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    listOperatorKeys: {
        parameters: {
            query?: {
                /** @description Where to go on: `nextCursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
                /** @description Part of the name, or the beginning of the id or of `prefix`; in any case of letters. */
                search?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Keys, the oldest first, revoked ones included. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeyPage"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    createOperatorKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own: repeats with it get the first answer. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["KeyInput"];
            };
        };
        responses: {
            /** @description The new key. Its secret is shown this once. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IssuedKey"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden.scopes_exceeded"];
            404: components["responses"]["not_found"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_key_reused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    getOperatorKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                keyId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The key, without its secret. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Key"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    revokeOperatorKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                keyId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The revoked key. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Key"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    listOperatorMembers: {
        parameters: {
            query?: {
                /** @description Where to go on: `nextCursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
                /** @description Part of the address, or the beginning of the id; in any case of letters. */
                search?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Members, the longest-standing first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemberPage"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden.key_limited_to_project"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    addOperatorMember: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own: repeats with it get the first answer. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MemberInput"];
            };
        };
        responses: {
            /** @description The new member. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Member"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden.key_limited_to_project"];
            409: components["responses"]["member_exists"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_key_reused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    removeOperatorMember: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                memberId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Removed. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden.key_limited_to_project"];
            404: components["responses"]["not_found"];
            409: components["responses"]["last_owner"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    changeOperatorMember: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                memberId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MemberChange"];
            };
        };
        responses: {
            /** @description The changed member. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Member"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden.key_limited_to_project"];
            404: components["responses"]["not_found"];
            409: components["responses"]["last_owner"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    listOwnPayouts: {
        parameters: {
            query?: {
                /** @description Where to go on: `nextCursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Payouts, the latest first, and what is next. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OwnPayouts"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    listReputation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Classes in which you did anything, or have a fault. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReputationList"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    getReputation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                resourceClass: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description With the work and the faults that it follows from. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Reputation"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    listRewards: {
        parameters: {
            query?: {
                /** @description Where to go on: `nextCursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The latest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RewardPage"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    getRewardProof: {
        parameters: {
            query?: {
                /** @description Without whatever names somebody: for showing it to others. */
                blinded?: boolean;
            };
            header?: never;
            path: {
                poolId: string;
                /** @description Of the hour. */
                startsAt: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The rewards. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RewardProof"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["settlement_not_logged.settlement_too_large"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    listSites: {
        parameters: {
            query?: {
                /** @description Where to go on: `nextCursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Your sites, by name. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SitePage"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    registerSite: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own: repeats with it get the first answer. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SiteRequest"];
            };
        };
        responses: {
            /** @description The site. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Site"];
                };
            };
            400: components["responses"]["invalid_jurisdiction.invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            409: components["responses"]["name_taken"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_key_reused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    listSlashes: {
        parameters: {
            query?: {
                /** @description Where to go on: `nextCursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
                /** @description Only those. */
                state?: "pending" | "appealed" | "carried_out" | "forgiven" | "closed";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Slashes, the latest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SlashPage"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    getSlash: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                slashId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All that it follows from. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SlashDetail"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    appealSlash: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                slashId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SlashAppeal"];
            };
        };
        responses: {
            /** @description The slash, appealed against. The same appeal again changes nothing. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Slash"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["slash_not_pending"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    getSlashProof: {
        parameters: {
            query?: {
                /** @description Without whatever names somebody: for showing it to others. */
                blinded?: boolean;
            };
            header?: never;
            path: {
                slashId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The slash. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SlashProof"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["settlement_not_logged.settlement_too_large"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    getOwnStakePool: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Its terms, and what it has. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StakePool"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    exitOwnStake: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own: repeats with it get the first answer. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StakeExitRequest"];
            };
        };
        responses: {
            /** @description What you have now. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StakePosition"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["exceeds_shares_held.too_many_exits"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_key_reused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    getOwnInflowProof: {
        parameters: {
            query?: {
                /** @description The last that flowed in for a time up to then; the latest when left out. For the one before, a millisecond less than its `upTo`. */
                upTo?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The inflow. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InflowProof"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["settlement_not_logged"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    getOwnStakePosition: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Your shares, and those on their way out. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StakePosition"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    setStakeTerms: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StakeTerms"];
            };
        };
        responses: {
            /** @description The pool, with the terms that hold and those that are to come. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StakePool"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["commission_too_high"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    takeDeposit: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DepositNotice"];
            };
        };
        responses: {
            /** @description The deposit, or the one that was taken with this reference before. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaymentDeposit"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            409: components["responses"]["above_cap.deposit_day_limit"];
            422: components["responses"]["amount_out_of_range.deposit_above_limit.key_reused"];
            503: components["responses"]["unavailable"];
        };
    };
    confirmPayout: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PayoutNotice"];
            };
        };
        responses: {
            /** @description The payout. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Payout"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            404: components["responses"]["not_found"];
            409: components["responses"]["payout_resolved.reversal_exceeds_balance"];
            422: components["responses"]["payout_amount_differs"];
            503: components["responses"]["unavailable"];
        };
    };
    resolveTopUp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TopUpNotice"];
            };
        };
        responses: {
            /** @description The request. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TopUp"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            404: components["responses"]["not_found"];
            409: components["responses"]["top_up_resolved"];
            503: components["responses"]["unavailable"];
        };
    };
    listOfferedPools: {
        parameters: {
            query?: {
                /** @description Where to go on: `nextCursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
                /** @description Part of the name; in any case of letters. */
                search?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What may be leased, where, and roughly how much is free. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OfferedPoolPage"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    getCoverPool: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                poolName: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What it has, what it covers, and what it asks for. Anyone may read it. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CoverPool"];
                };
            };
            400: components["responses"]["invalid_request"];
            404: components["responses"]["not_found"];
            503: components["responses"]["unavailable"];
        };
    };
    getAssessor: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                poolName: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What your votes weigh, and what is on its way out. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Assessor"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden.key_limited_to_project"];
            404: components["responses"]["not_found"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    depositToAssess: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own: repeats with it get the first answer. */
                "Idempotency-Key"?: string;
            };
            path: {
                poolName: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AssessorAmountRequest"];
            };
        };
        responses: {
            /** @description What you have now. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Assessor"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden.key_limited_to_project"];
            404: components["responses"]["not_found"];
            409: components["responses"]["account_frozen.insufficient_cover_funds"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["amount_out_of_range.idempotency_key_reused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    stopAssessing: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own: repeats with it get the first answer. */
                "Idempotency-Key"?: string;
            };
            path: {
                poolName: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AssessorAmountRequest"];
            };
        };
        responses: {
            /** @description What you have now. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Assessor"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden.key_limited_to_project"];
            404: components["responses"]["not_found"];
            409: components["responses"]["exceeds_assessor_deposit.too_many_cover_exits"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_key_reused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    backCover: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own: repeats with it get the first answer. */
                "Idempotency-Key"?: string;
            };
            path: {
                poolName: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CoverDepositRequest"];
            };
        };
        responses: {
            /** @description What you have now. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CoverPosition"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden.key_limited_to_project"];
            404: components["responses"]["not_found"];
            409: components["responses"]["account_frozen.cover_halted.cover_winding_up.insufficient_cover_funds"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["amount_out_of_range.cover_too_small.idempotency_key_reused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    exitCover: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own: repeats with it get the first answer. */
                "Idempotency-Key"?: string;
            };
            path: {
                poolName: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CoverExitRequest"];
            };
        };
        responses: {
            /** @description What you have now. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CoverPosition"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden.key_limited_to_project"];
            404: components["responses"]["not_found"];
            409: components["responses"]["exceeds_cover_shares.too_many_cover_exits"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_key_reused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    getCoverPosition: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                poolName: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Your shares, and those on their way out. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CoverPosition"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden.key_limited_to_project"];
            404: components["responses"]["not_found"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    listPrices: {
        parameters: {
            query?: {
                /** @description Where to go on: `nextCursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
            };
            header?: never;
            path: {
                poolName: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What everything in the pool costs at present. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PricePage"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    listBaseFees: {
        parameters: {
            query: {
                /** @description Where to go on: `nextCursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
                resourceClass: string;
                /** @description GPU model or storage class; empty: every variant that has no rate of its own. */
                variant?: string;
            };
            header?: never;
            path: {
                poolName: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How the base fee of a class moved, the newest first, with all that each move follows from. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BaseFeePage"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    getServiceLevel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                poolName: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What the pool promises. Anyone may read it. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ServiceLevel"];
                };
            };
            400: components["responses"]["invalid_request"];
            404: components["responses"]["not_found"];
            503: components["responses"]["unavailable"];
        };
    };
    getTermsOfSale: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                poolName: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The ways to buy from the pool. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TermsOfSaleOutput"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    listProjects: {
        parameters: {
            query?: {
                /** @description Where to go on: `nextCursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
                /** @description Part of the name, or the beginning of the id; in any case of letters. */
                search?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The projects that the key sees. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProjectPage"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    createProject: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own: repeats with it get the first answer. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProjectInput"];
            };
        };
        responses: {
            /** @description The new project. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Project"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden.key_limited_to_project"];
            409: components["responses"]["name_taken"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_key_reused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    getProject: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                projectId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The project. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Project"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    renameProject: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                projectId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProjectInput"];
            };
        };
        responses: {
            /** @description The renamed project. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Project"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["name_taken"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    listQuotas: {
        parameters: {
            query?: {
                /** @description Default: the key's project, or the tenant's first. */
                projectId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The limits of a project; a class that is missing is not limited. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QuotaList"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    setQuota: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                projectId: string;
                resourceClass: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["QuotaInput"];
            };
        };
        responses: {
            /** @description The limit. What is held beyond it stays. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Quota"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden.key_limited_to_project"];
            404: components["responses"]["not_found"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    removeQuota: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                projectId: string;
                resourceClass: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The class is not limited any more. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden.key_limited_to_project"];
            404: components["responses"]["not_found"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    makeQuote: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["QuoteRequest"];
            };
        };
        responses: {
            /** @description The quote. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Quote"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["price_missing"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["cannot_ever_fit.cost_out_of_range.term_not_offered"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    getQuote: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                quoteId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The quote, as it was made. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Quote"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    listRegistryCredentials: {
        parameters: {
            query?: {
                /** @description Left out: the key's own, or the tenant's first. */
                projectId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A project's credentials, by name, without their passwords. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RegistryCredentialList"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    keepRegistryCredential: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RegistryCredentialInput"];
            };
        };
        responses: {
            /** @description The credential; its password is never shown. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RegistryCredential"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["too_many_credentials"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    removeRegistryCredential: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                credentialId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["credential_in_use"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    getRules: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The version that holds. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RuleSet"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    listRules: {
        parameters: {
            query?: {
                /** @description Where to go on: `nextCursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Versions, the latest first: those that wait, the one that holds, those before. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RuleSetPage"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    getRulesVersion: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                version: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The version. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RuleSet"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    getSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Who you are, and as what you may act. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            503: components["responses"]["unavailable"];
        };
    };
    signIn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignIn"];
            };
        };
        responses: {
            /** @description Who you are, and as what you may act. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["sign_in_refused"];
            403: components["responses"]["cross_site_request"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    signOut: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Signed out. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["invalid_request"];
            403: components["responses"]["cross_site_request"];
            503: components["responses"]["unavailable"];
        };
    };
    changePassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasswordChange"];
            };
        };
        responses: {
            /** @description Changed. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["sign_in_refused.unauthenticated"];
            403: components["responses"]["cross_site_request"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    getSignInWays: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The ways that there are. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignInWays"];
                };
            };
            400: components["responses"]["invalid_request"];
            503: components["responses"]["unavailable"];
        };
    };
    listStakePools: {
        parameters: {
            query?: {
                /** @description Where to go on: `nextCursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Pools that may be backed. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StakePoolPage"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    getStakePool: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                stakePoolId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Its terms, and what it has. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StakePool"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    stakeTokens: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own: repeats with it get the first answer. */
                "Idempotency-Key"?: string;
            };
            path: {
                stakePoolId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StakeRequest"];
            };
        };
        responses: {
            /** @description What you have now. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StakePosition"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden.key_limited_to_project"];
            404: components["responses"]["not_found"];
            409: components["responses"]["account_frozen.insufficient_stake_funds.stake_halted"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["amount_out_of_range.idempotency_key_reused.stake_too_small"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    exitStake: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own: repeats with it get the first answer. */
                "Idempotency-Key"?: string;
            };
            path: {
                stakePoolId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StakeExitRequest"];
            };
        };
        responses: {
            /** @description What you have now. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StakePosition"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden.key_limited_to_project"];
            404: components["responses"]["not_found"];
            409: components["responses"]["exceeds_shares_held.too_many_exits"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_key_reused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    getInflowProof: {
        parameters: {
            query?: {
                /** @description The last that flowed in for a time up to then; the latest when left out. For the one before, a millisecond less than its `upTo`. */
                upTo?: number;
            };
            header?: never;
            path: {
                stakePoolId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The inflow. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InflowProof"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["settlement_not_logged"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    getStakePosition: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                stakePoolId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Your shares, and those on their way out. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StakePosition"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden.key_limited_to_project"];
            404: components["responses"]["not_found"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    transferShares: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own: repeats with it get the first answer. */
                "Idempotency-Key"?: string;
            };
            path: {
                stakePoolId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ShareTransferRequest"];
            };
        };
        responses: {
            /** @description What you have now. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StakePosition"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden.key_limited_to_project"];
            404: components["responses"]["not_found"];
            409: components["responses"]["exceeds_shares_held"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_key_reused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    listStatements: {
        parameters: {
            query?: {
                /** @description Where to go on: `nextCursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
                /** @description Part of a name, or the beginning of an id; in any case of letters. */
                search?: string;
                /** @description The order; a cursor goes on in the order that it was given in. */
                sort?: "-startsAt" | "startsAt";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Statements, the latest first unless asked otherwise. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StatementPage"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden.key_limited_to_project"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    closeStatement: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own: repeats with it get the first answer. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The statement. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Statement"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden.key_limited_to_project"];
            409: components["responses"]["nothing_to_close"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_key_reused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    getStatement: {
        parameters: {
            query?: {
                /** @description Where to go on: `nextCursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
            };
            header?: never;
            path: {
                statementId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The statement, with its lines page by page: one for each lease and class. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StatementWithLines"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden.key_limited_to_project"];
            404: components["responses"]["not_found"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    exportStatement: {
        parameters: {
            query?: {
                /** @description ISO 4217; goes with `tokenPrice`. */
                currency?: string;
                /** @description `csv`: the lines alone, for spreadsheets. `html`: a page to read and to print. `focus`: FinOps FOCUS 1.2, as CSV. */
                format?: "json" | "csv" | "html" | "focus";
                /** @description Of `focus`: what a token costs, in `currency`. Default: what this installation says, where it does. */
                tokenPrice?: string;
            };
            header?: never;
            path: {
                statementId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file. Of CSV and HTML, text. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StatementExport"];
                    "text/csv": string;
                    "text/html": string;
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden.key_limited_to_project"];
            404: components["responses"]["not_found"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    getStatementProof: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                statementId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The statement. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StatementProof"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden.key_limited_to_project"];
            404: components["responses"]["not_found"];
            409: components["responses"]["statement_not_logged.statement_too_large"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    getStatus: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The pools, by name. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Status"];
                };
            };
            400: components["responses"]["invalid_request"];
            503: components["responses"]["unavailable"];
        };
    };
    getFlowStatus: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Each flow. It says of nobody that theirs is stopped. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FlowStatus"];
                };
            };
            400: components["responses"]["invalid_request"];
            503: components["responses"]["unavailable"];
        };
    };
    streamEvents: {
        parameters: {
            query?: {
                /** @description As whom a session listens, as in `x-weir-role`: a browser's `EventSource` sends no headers. Keys need none. */
                role?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One event of the stream, as its `data`; its `event` is the type. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": components["schemas"]["StreamEvent"];
                };
            };
            400: components["responses"]["invalid_request.role_needed"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden.role_not_held"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    reportUsage: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/cloudevents-batch+json": components["schemas"]["UsageEvents"];
                "application/cloudevents+json": components["schemas"]["UsageEvents"];
                "application/json": components["schemas"]["UsageEvents"];
            };
        };
        responses: {
            /** @description What became of each event. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UsageReceipt"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    getWallet: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What the tenant has, and how long it lasts. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Wallet"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden.key_limited_to_project"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    getWalletBalanceAt: {
        parameters: {
            query: {
                /** @description The moment; what moved in its millisecond is counted. */
                at: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What the wallet held at a moment. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BalanceAt"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden.key_limited_to_project"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    listWalletEntries: {
        parameters: {
            query?: {
                /** @description Where to go on: `nextCursor` of the page before. */
                cursor?: string;
                /** @description Moved at this moment or later. */
                from?: number;
                /** @description How many at most. */
                limit?: number;
                /** @description Moved before this moment. */
                to?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What came into the wallet and went out of it, the oldest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WalletEntryPage"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden.key_limited_to_project"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    getTopUp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description When the wallet asks for funds by itself. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TopUpRule"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden.key_limited_to_project"];
            404: components["responses"]["not_found"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    setTopUp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TopUpRequest"];
            };
        };
        responses: {
            /** @description When the wallet asks for funds from now on. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TopUpRule"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden.key_limited_to_project"];
            409: components["responses"]["no_payment_service"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["deposit_above_limit"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    removeTopUp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It asks for nothing any more. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden.key_limited_to_project"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    listTopUps: {
        parameters: {
            query?: {
                /** @description Where to go on: `nextCursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What the wallet asked for, the latest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TopUpPage"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden.key_limited_to_project"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    requestTopUp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FundsRequest"];
            };
        };
        responses: {
            /** @description The request. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TopUp"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden.key_limited_to_project"];
            409: components["responses"]["no_payment_service.top_up_outstanding"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["deposit_above_limit"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    listEndpoints: {
        parameters: {
            query?: {
                /** @description Where to go on: `nextCursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
                /** @description Part of the address or of the description, or the beginning of the id; in any case of letters. */
                search?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Endpoints, the oldest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EndpointPage"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    createEndpoint: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own: repeats with it get the first answer. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EndpointInput"];
            };
        };
        responses: {
            /** @description The endpoint, with the secret that messages are signed with: it is shown this once. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EndpointWithSecret"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            409: components["responses"]["too_many_endpoints"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["endpoint_url_refused.idempotency_key_reused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    getEndpoint: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                endpointId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The endpoint, without its secret. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Endpoint"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    deleteEndpoint: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                endpointId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    updateEndpoint: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own: repeats with it get the first answer. */
                "Idempotency-Key"?: string;
            };
            path: {
                endpointId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EndpointChange"];
            };
        };
        responses: {
            /** @description The endpoint, changed. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Endpoint"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["endpoint_url_refused.idempotency_key_reused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    listAttempts: {
        parameters: {
            query?: {
                /** @description Where to go on: `nextCursor` of the page before. */
                cursor?: string;
                errorClass?: "refused" | "dns" | "tls" | "connection" | "closed_early" | "timeout" | "redirect" | "gone" | "client_error" | "server_error";
                /** @description `true`: only those that failed; `false`: only those that did not. */
                failed?: boolean;
                /** @description Made at this moment or later. */
                from?: number;
                /** @description How many at most. */
                limit?: number;
                /** @description Made before this moment. */
                to?: number;
            };
            header?: never;
            path: {
                endpointId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Attempts, the newest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EndpointAttemptPage"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    disableEndpoint: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                endpointId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The endpoint, disabled. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Endpoint"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    enableEndpoint: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                endpointId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The endpoint, enabled. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Endpoint"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    listRequests: {
        parameters: {
            query?: {
                /** @description Where to go on: `nextCursor` of the page before. */
                cursor?: string;
                /** @description Made at this moment or later. */
                from?: number;
                /** @description How many at most. */
                limit?: number;
            };
            header?: never;
            path: {
                endpointId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Requests, the oldest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookRequestPage"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    rotateEndpointSecret: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own: repeats with it get the first answer. */
                "Idempotency-Key"?: string;
            };
            path: {
                endpointId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The endpoint with its new secret: it is shown this once. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EndpointWithSecret"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_key_reused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    summariseEndpoint: {
        parameters: {
            query?: {
                /** @description Default: a day before `to`. */
                from?: number;
                /** @description Default: now, with what is made now. */
                to?: number;
            };
            header?: never;
            path: {
                endpointId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Counts, success and latencies. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EndpointSummary"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    testEndpoint: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own: repeats with it get the first answer. */
                "Idempotency-Key"?: string;
            };
            path: {
                endpointId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The message, on its way: see its deliveries. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["endpoint_disabled"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_key_reused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    listMessages: {
        parameters: {
            query?: {
                /** @description Where to go on: `nextCursor` of the page before. */
                cursor?: string;
                /** @description Only those for this endpoint. */
                endpointId?: string;
                /** @description Made at this moment or later. */
                from?: number;
                /** @description Only those about this lease. */
                leaseId?: string;
                /** @description How many at most. */
                limit?: number;
                /** @description Only those with a delivery in this state (to `endpointId`, if that is given). */
                state?: "pending" | "delivered" | "failed";
                /** @description Made before this moment. */
                to?: number;
                type?: components["schemas"]["EventType"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Messages, the newest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessagePage"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    getMessage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                messageId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The message. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    listDeliveries: {
        parameters: {
            query?: {
                /** @description Where to go on: `nextCursor` of the page before. */
                cursor?: string;
                endpointId?: string;
                /** @description How many at most. */
                limit?: number;
                state?: "pending" | "delivered" | "failed";
            };
            header?: never;
            path: {
                messageId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A delivery for each endpoint that wanted the message, the oldest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeliveryPage"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    redeliver: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                deliveryId: string;
                messageId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The delivery, pending again. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Delivery"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["endpoint_disabled"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    redeliverRange: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own: repeats with it get the first answer. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RedeliveriesInput"];
            };
        };
        responses: {
            /** @description How many are on their way again, and where the rest begins. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Redeliveries"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            409: components["responses"]["endpoint_disabled"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_key_reused"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
    whoAmI: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The key, whose it is, and its scopes. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WhoAmI"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            413: components["responses"]["body_too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            503: components["responses"]["unavailable"];
        };
    };
}
