// Written by `pnpm client:update` from the OpenAPI document of @frigg-crm/server.

export interface paths {
    readonly "/api/v1/api-keys": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Lists API keys, without what is secret of them
         * @description Takes the right to `manage-keys`.
         */
        readonly get: operations["listApiKeys"];
        readonly put?: never;
        /**
         * Creates an API key, which is shown once
         * @description It may do what is named, of what its creator may do. A key of a tenant is restricted to that tenant.
         *
         *     Takes the right to `manage-keys`.
         */
        readonly post: operations["createApiKey"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/api-keys/{keyId}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        readonly post?: never;
        /**
         * Deletes an API key: from now on it is refused
         * @description Takes the right to `manage-keys`.
         */
        readonly delete: operations["deleteApiKey"];
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/audit": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Lists what callers did and were refused, the newest first
         * @description Whatever acts is listed, for 400 days. A tenant sees what it did itself.
         *
         *     Takes the right to `see-audit`.
         */
        readonly get: operations["listAudit"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/bulk-operations": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Lists bulk operations of the last 30 days, by id
         * @description Takes the right to `see`.
         */
        readonly get: operations["listBulkOperations"];
        readonly put?: never;
        /**
         * Does one thing to all syncs that match, in the background
         * @description Besides, the caller must be allowed to do the action itself. A process that crashes is replaced by the next that is asked about it.
         *
         *     Takes the right to `pause`.
         */
        readonly post: operations["startBulkOperation"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/bulk-operations/{operationId}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Shows how far a bulk operation is, and what became of the syncs
         * @description Takes the right to `see`.
         */
        readonly get: operations["getBulkOperation"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/bulk-operations/{operationId}/cancel": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Stops a bulk operation where it stands: what is done stays done
         * @description Takes the right to `pause`.
         */
        readonly post: operations["cancelBulkOperation"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/bulk-operations/preview": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Says to how many syncs an action would be done, and how much that is
         * @description Send its ETag as If-Match with the operation: if it would do something else by then, nothing is done.
         *
         *     Takes the right to `see`.
         */
        readonly post: operations["previewBulkOperation"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/connectors": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Lists the CRMs that can be connected, and what an account of each consists of
         * @description Takes the right to `see`.
         */
        readonly get: operations["listConnectors"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/dead-letters": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Lists what failed for good outside of syncs: events of webhooks, calls and texts, checks of people
         * @description Pages and people of a sync that failed are shown with the sync. What is not redriven is forgotten after 30 days.
         *
         *     Takes the right to `see`.
         */
        readonly get: operations["listDeadLetters"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/dead-letters/groups": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Shows what failed for good, grouped by kind and code
         * @description Takes the right to `see`.
         */
        readonly get: operations["groupDeadLetters"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/dead-letters/redrive-all": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Gives all that failed for good, or a group of it, another set of attempts, at a rate
         * @description Takes the right to `redrive`.
         */
        readonly post: operations["redriveDeadLetters"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/diagnostics": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Tests whether requests, webhooks and WebSockets come through to the server by its public URL
         * @description Takes the right to `see-metrics`.
         */
        readonly get: operations["getDiagnostics"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/integrations": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Lists integrations in the order of their ids
         * @description Takes the right to `see`.
         */
        readonly get: operations["listIntegrations"];
        readonly put?: never;
        /**
         * Connects an account of a CRM with a workspace of Quo
         * @description Its set-up begins after 35 seconds, or when its owner has configured what its connector needs. Without `crm` its account is to be connected by consent: `authorizeIntegration` begins that.
         *
         *     Takes the right to `connect`.
         */
        readonly post: operations["createIntegration"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/integrations/{integrationId}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Shows an integration, its status and what its owner should know
         * @description Takes the right to `see`.
         */
        readonly get: operations["getIntegration"];
        readonly put?: never;
        readonly post?: never;
        /**
         * Deletes an integration and everything of it
         * @description It goes on by itself; the record stays IN_DELETION for some minutes. Contacts in Quo and activities in the CRM stay.
         *
         *     Takes the right to `delete`.
         */
        readonly delete: operations["deleteIntegration"];
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/integrations/{integrationId}/action-forms/{event}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Shows the form of an action, with the choices of now, which may depend on what was filled in
         * @description Takes the right to `start`.
         */
        readonly post: operations["getUserActionForm"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/integrations/{integrationId}/actions": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Lists what the owner of an integration can start: what all have, then what its connector adds
         * @description Takes the right to `see`.
         */
        readonly get: operations["listUserActions"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/integrations/{integrationId}/actions/{event}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Runs an action of an integration
         * @description A search shows people, so its caller must be allowed to see them, too. It is waited for, up to a minute.
         *
         *     Takes the right to `start`.
         */
        readonly post: operations["runUserAction"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/integrations/{integrationId}/authorization": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Says whether the account of an integration is connected by consent, and how the last attempt ended
         * @description Takes the right to `see`.
         */
        readonly get: operations["getAuthorization"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/integrations/{integrationId}/authorize": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Begins to connect the account of an integration by consent, or to connect it again
         * @description The answer names the page of the CRM. For a browser, the server completes it at its own redirect URL, in the browser that began it; a program names a page of its own, and completes it with `completeAuthorization`.
         *
         *     Takes the right to `connect`.
         */
        readonly post: operations["authorizeIntegration"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/integrations/{integrationId}/authorize/complete": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Completes what the same caller began with a page of its own
         * @description Takes the right to `connect`.
         */
        readonly post: operations["completeAuthorization"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/integrations/{integrationId}/check": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Has an integration checked as soon as possible
         * @description Takes the right to `connect`.
         */
        readonly post: operations["checkIntegration"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/integrations/{integrationId}/config": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        /**
         * Changes the configuration of an integration
         * @description That webhooks could not be changed at Quo is no failure of the request: `problem` says so, and everything stays as it was.
         *
         *     Takes the right to `configure`.
         */
        readonly patch: operations["updateConfig"];
        readonly trace?: never;
    };
    readonly "/api/v1/integrations/{integrationId}/config-options": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Shows what the owner can set, as a JSON Schema, and what is set now
         * @description Takes the right to `see`.
         */
        readonly get: operations["getConfigOptions"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/integrations/{integrationId}/credentials": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        /**
         * Connects an integration again, with new credentials of the same accounts
         * @description What is not given stays. The integration is checked at once; syncs that waited for the account go on.
         *
         *     Takes the right to `connect`.
         */
        readonly put: operations["replaceCredentials"];
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/integrations/{integrationId}/dead-letters/{entryId}/redrive": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Gives one thing that failed for good another set of attempts
         * @description Takes the right to `redrive`.
         */
        readonly post: operations["redriveDeadLetter"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/integrations/{integrationId}/disable": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Switches an integration off: its syncs and webhooks rest
         * @description Takes the right to `configure`.
         */
        readonly post: operations["disableIntegration"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/integrations/{integrationId}/enable": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Switches an integration on, and has it checked
         * @description Takes the right to `configure`.
         */
        readonly post: operations["enableIntegration"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/integrations/{integrationId}/entries/{entryId}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Shows how far an event or a requested sync of a person is, and nothing of what it holds
         * @description Takes the right to `see`.
         */
        readonly get: operations["getEntry"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/integrations/{integrationId}/events": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Lists what happened to an integration, in order
         * @description Events are kept for a week. Without `after` the oldest ones are shown; go on with the `seq` of the last one.
         *
         *     Takes the right to `see`.
         */
        readonly get: operations["listEvents"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/integrations/{integrationId}/people/{objectType}/{crmId}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Shows all that is known of one person: the mapping, what became of the last write, events, calls and texts
         * @description Takes the right to `see-people`.
         */
        readonly get: operations["getPerson"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/integrations/{integrationId}/people/{objectType}/{crmId}/live": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Reads a person in the CRM and in Quo now, and compares them field by field
         * @description Each side may fail alone, within eight seconds. Send the ETag as If-Match with syncPerson: if it would do something else by then, nothing is done.
         *
         *     Takes the right to `see-people`.
         */
        readonly get: operations["comparePerson"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/integrations/{integrationId}/people/{objectType}/{crmId}/sync": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Has one person synced as soon as possible, also where Quo is known to hold them unchanged
         * @description With the ETag of comparePerson as If-Match, which takes the right to see-people, it does what was shown or nothing.
         *
         *     Takes the right to `start`.
         */
        readonly post: operations["syncPerson"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/integrations/{integrationId}/people/lookup": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Looks people up by a phone number, an e-mail address, a name, an id of the CRM or an id of Quo
         * @description In the body, since addresses of requests are kept in logs. Names, addresses and numbers that were never written are searched in the CRM; 422: it has no such search. An id of Quo is requested there.
         *
         *     Takes the right to `see-people`.
         */
        readonly post: operations["lookUpPeople"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/integrations/{integrationId}/rate-budgets": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Shows what is left of the allowances of an integration, and until when they are paused
         * @description The integration itself, and the accounts whose limits its syncs have met. `releaseThrottle` ends their pauses.
         *
         *     Takes the right to `see`.
         */
        readonly get: operations["getRateBudgets"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/integrations/{integrationId}/release-throttle": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Lets an integration call its APIs again that waits for a rate limit
         * @description Takes the right to `pause`.
         */
        readonly post: operations["releaseThrottle"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/integrations/{integrationId}/start-plan": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Says what the start of a sync would do
         * @description Send its ETag as If-Match with the start: if another sync was started or has ended by then, nothing is done.
         *
         *     Takes the right to `see`.
         */
        readonly get: operations["planStart"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/integrations/{integrationId}/webhook-health": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Says whether webhooks of Quo and of the CRM come in, and what became of them
         * @description Whether they are set up is in the notices of the integration, and whether this server is reached in its diagnostics.
         *
         *     Takes the right to `see`.
         */
        readonly get: operations["getWebhookHealth"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/integrations/{integrationId}/webhooks/{entryId}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Shows an event with what was kept of it, redacted
         * @description Takes the right to `see-people`.
         */
        readonly get: operations["getWebhook"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/integrations/{integrationId}/webhooks/{entryId}/replay": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Has one event worked on again that failed for good
         * @description Takes the right to `redrive`.
         */
        readonly post: operations["replayWebhook"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/operators": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Lists operators in the order of their names
         * @description Takes the right to `manage-operators`.
         */
        readonly get: operations["listOperators"];
        readonly put?: never;
        /**
         * Creates an operator with a first password
         * @description Takes the right to `manage-operators`.
         */
        readonly post: operations["createOperator"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/operators/{name}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        readonly post?: never;
        /**
         * Deletes an operator; its sessions and passkeys end at once
         * @description Takes the right to `manage-operators`.
         */
        readonly delete: operations["deleteOperator"];
        readonly options?: never;
        readonly head?: never;
        /**
         * Changes what an operator may do, from the next request on
         * @description Takes the right to `manage-operators`.
         */
        readonly patch: operations["updateOperator"];
        readonly trace?: never;
    };
    readonly "/api/v1/operators/{name}/end-sessions": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Ends all sessions of an operator but the one of this request
         * @description Operators end their own; it takes `manage-operators`, too, to end those of others.
         *
         *     Takes the right to `see`.
         */
        readonly post: operations["endSessions"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/session": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Says who the caller is and what it may do
         * @description Takes the right to `see`.
         */
        readonly get: operations["getSession"];
        readonly put?: never;
        /**
         * Signs an operator in: the session is in a cookie, for twelve hours
         * @description Open to all.
         */
        readonly post: operations["signIn"];
        /**
         * Ends the session of the caller
         * @description Takes the right to `see`.
         */
        readonly delete: operations["signOut"];
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/session/passkey": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Signs the operator in whose passkey has signed the challenge: the session is in a cookie, for twelve hours
         * @description Open to all.
         */
        readonly post: operations["signInWithPasskey"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/session/passkey-options": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Begins a sign-in with a passkey; good for five minutes, once
         * @description Open to all.
         */
        readonly post: operations["startPasskeySignIn"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/session/passkeys": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Lists the passkeys of the operator who is signed in, the oldest first
         * @description Takes the right to `see`.
         */
        readonly get: operations["listPasskeys"];
        readonly put?: never;
        /**
         * Adds the passkey that an authenticator has made
         * @description Takes the right to `see`.
         */
        readonly post: operations["createPasskey"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/session/passkeys/{passkeyId}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        readonly post?: never;
        /**
         * Removes a passkey of the operator who is signed in: from now on it is refused. The password stays
         * @description Takes the right to `see`.
         */
        readonly delete: operations["deletePasskey"];
        readonly options?: never;
        readonly head?: never;
        /**
         * Renames a passkey of the operator who is signed in
         * @description Takes the right to `see`.
         */
        readonly patch: operations["updatePasskey"];
        readonly trace?: never;
    };
    readonly "/api/v1/session/passkeys/options": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Begins to add a passkey, for an operator who has just proven to be there; good for five minutes
         * @description Takes the right to `see`.
         */
        readonly post: operations["startPasskey"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/session/password": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        /**
         * Changes the password of the operator who is signed in, and ends all other sessions of that operator
         * @description Takes the right to `see`.
         */
        readonly put: operations["changePassword"];
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/sessions": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Lists sessions of operators that are not over, the newest first
         * @description Operators see their own; who has `manage-operators`, too, sees all, or those of one operator. Others are refused, tenants whatever they may do.
         *
         *     Takes the right to `see`.
         */
        readonly get: operations["listSessions"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/sessions/{sessionId}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        readonly post?: never;
        /**
         * Ends a session: from the next request on it is refused
         * @description Operators end their own; it takes `manage-operators`, too, to end those of others.
         *
         *     Takes the right to `see`.
         */
        readonly delete: operations["endSession"];
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/setup": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Makes the holder of the set-up link the first operator, once
         * @description Open to all.
         */
        readonly post: operations["setUp"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/syncs": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Lists syncs, the newest first
         * @description Takes the right to `see`.
         */
        readonly get: operations["listSyncs"];
        readonly put?: never;
        /**
         * Starts a sync of an integration, one for each object type
         * @description Where a sync is under way, that one is answered: a second request starts nothing.
         *
         *     Takes the right to `start`.
         */
        readonly post: operations["startSync"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/syncs/{syncId}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Shows a sync
         * @description Its ETag changes when something else can be done to it, not with each page that is counted.
         *
         *     Takes the right to `see`.
         */
        readonly get: operations["getSync"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/syncs/{syncId}/cancel": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Ends a sync for good
         * @description Takes the right to `cancel`.
         */
        readonly post: operations["cancelSync"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/syncs/{syncId}/errors": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Shows the errors of a sync, grouped by what they have in common
         * @description Takes the right to `see`.
         */
        readonly get: operations["getSyncErrors"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/syncs/{syncId}/errors/{fingerprint}/people": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Lists the people behind a group of errors, by their ids in the CRM
         * @description Of the newest errors that a sync keeps. All that failed are in listFailedRecords.
         *
         *     Takes the right to `see-people`.
         */
        readonly get: operations["listPeopleOfError"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/syncs/{syncId}/explanation": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Says what a sync does, why it waits, or how it ended
         * @description Takes the right to `see`.
         */
        readonly get: operations["explainSync"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/syncs/{syncId}/export": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Exports a sync and how it went as one file, without personal data
         * @description The page opens it without a server, and a simulator replays it. Ids are hashes; messages of errors are left out.
         *
         *     Takes the right to `see`.
         */
        readonly get: operations["exportSync"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/syncs/{syncId}/failed-records": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Lists the people that failed, by their ids in the CRM
         * @description Takes the right to `see-people`.
         */
        readonly get: operations["listFailedRecords"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/syncs/{syncId}/pages": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Shows the pages of a sync as ranges
         * @description Takes the right to `see`.
         */
        readonly get: operations["getSyncPages"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/syncs/{syncId}/pause": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Stops a sync where it stands; pages in hand are finished and counted
         * @description Takes the right to `pause`.
         */
        readonly post: operations["pauseSync"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/syncs/{syncId}/plan": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Says what an action would do to a sync: pages, people, writes, requests and time
         * @description Send its ETag as If-Match with the action: if it would do something else by then, nothing is done.
         *
         *     Takes the right to `see`.
         */
        readonly get: operations["planSync"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/syncs/{syncId}/redrive": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Does again what failed of a sync, and nothing else
         * @description Takes the right to `redrive`.
         */
        readonly post: operations["redriveSync"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/syncs/{syncId}/resume": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Lets a paused sync go on: exactly what it lacks is queued
         * @description Takes the right to `pause`.
         */
        readonly post: operations["resumeSync"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/webhooks": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Lists events that webhooks have delivered, each once however often it came
         * @description In the order of their ids. A page may be short, or empty, and still not the last.
         *
         *     Takes the right to `see`.
         */
        readonly get: operations["listWebhooks"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/webhooks/replay-all": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Has all events worked on again that failed for good, or those of a window, at a rate
         * @description Events that wait are left as they are, and those that are done are not done twice.
         *
         *     Takes the right to `redrive`.
         */
        readonly post: operations["replayWebhooks"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        readonly ApiKey: {
            readonly actions: readonly ("see" | "see-people" | "start" | "pause" | "cancel" | "redrive" | "connect" | "configure" | "delete" | "see-audit" | "see-metrics" | "manage-keys" | "manage-operators")[];
            /** Format: date-time */
            readonly createdAt: string;
            readonly createdBy: string;
            readonly expiresAt: string | null;
            readonly id: string;
            /** @description What it is for */
            readonly name: string;
            /** @description Restricts it to what belongs to one owner */
            readonly userId: string | null;
        };
        readonly ApiKeyList: {
            readonly items: readonly components["schemas"]["ApiKey"][];
            readonly nextCursor: string | null;
        };
        readonly AuditPage: {
            readonly items: readonly {
                /** Format: date-time */
                readonly at: string;
                /** @description Such as operator:ana */
                readonly caller: string;
                /** @description null: it was done; otherwise why not */
                readonly code: string | null;
                readonly id: string;
                /** @description What was requested */
                readonly operationId: string;
                readonly requestId: string;
                readonly status: number;
                /** @description The path of the request */
                readonly target: string;
                /** @description The tenant that acted */
                readonly userId: string | null;
            }[];
            readonly nextCursor: string | null;
        };
        readonly Authorization: {
            /** @description Whether this server has an app of the CRM */
            readonly isAvailable: boolean;
            readonly isConnected: boolean;
            /** @description How the last attempt ended, also when its tab was closed; null: there was none */
            readonly last: {
                /** Format: date-time */
                readonly at: string;
                /** @description CONNECTED, or why not */
                readonly code: string;
            } | null;
            /** @description Whether the CRM has refused the tokens: connect the account again */
            readonly needsReauthorization: boolean;
            /** @description Exactly what has to be registered with the app of the CRM */
            readonly redirectUri: string;
        };
        readonly BeginAuthorization: {
            /**
             * Format: uri
             * @description A page of your own that is registered with the app, and completes the authorization by itself; absent: the one of this server
             */
            readonly redirectUri?: string;
            /** @description Where the browser goes on afterwards: a path of this server */
            readonly returnTo?: string;
        };
        readonly BegunAuthorization: {
            /**
             * Format: date-time
             * @description By then it has to be completed
             */
            readonly expiresAt: string;
            /** @description Exactly what has to be registered with the app of the CRM */
            readonly redirectUri: string;
            /** @description Send the browser there, in the same tab */
            readonly url: string;
        };
        readonly BulkOperation: {
            /** @enum {string} */
            readonly action: "pause" | "resume" | "cancel" | "redrive";
            readonly caller: string;
            /** Format: date-time */
            readonly createdAt: string;
            readonly done: number;
            readonly endedAt: string | null;
            /** @description By code */
            readonly failed: {
                readonly [key: string]: number;
            };
            readonly filter: {
                readonly [key: string]: unknown;
            };
            readonly id: string;
            readonly perSecond: number | null;
            /** @description To these it could not be done */
            readonly skipped: number;
            /** @enum {string} */
            readonly state: "RUNNING" | "COMPLETED" | "CANCELLED";
            /** @description To how many it could be done when it began */
            readonly total: number;
            readonly version: number;
        };
        readonly BulkOperationPage: {
            readonly items: readonly components["schemas"]["BulkOperation"][];
            readonly nextCursor: string | null;
        };
        readonly BulkPlan: {
            /** @description Requests to the CRM, at most */
            readonly crmRequests: number;
            /** @description false: there are more than a thousand syncs, and the numbers are of the newest */
            readonly isComplete: boolean;
            readonly pages: number;
            /** @description At most */
            readonly people: number;
            /** @description Requests to Quo, at most: as many as its public API needs; a partner key needs about a tenth */
            readonly quoRequests: number;
            /** @description How long it takes when it is as fast as before, pauses of its APIs included; null: nothing is known yet */
            readonly seconds: number | null;
            /** @description Syncs to which it can be done now */
            readonly syncs: number;
            /** @description Contacts of Quo that are written because of it, at most */
            readonly writes: number;
        };
        readonly CompleteAuthorization: {
            /** @description Where the CRM sent the browser to, with its query */
            readonly callbackUrl: string;
        };
        readonly ConfigOptions: {
            /** @description Why those of the last check are shown, such as API_RATE_LIMITED; null: they are of now */
            readonly choicesFailed: string | null;
            /** @description A JSON Schema of what can be set, for a form */
            readonly schema: {
                readonly [key: string]: unknown;
            };
            /** @description A layout of JSON Forms */
            readonly uiSchema: {
                readonly [key: string]: unknown;
            };
            /** @description What is set now */
            readonly values: {
                readonly [key: string]: unknown;
            };
        };
        /** @description A JSON merge patch (RFC 7396); resourceIds are the ids of the selected phone numbers */
        readonly ConfigPatch: {
            readonly [key: string]: unknown;
        };
        readonly ConfigResult: {
            /** @description What is in force now */
            readonly config: {
                readonly [key: string]: unknown;
            };
            /** @description Why nothing was changed; null: it was */
            readonly problem: {
                readonly code: string;
                readonly message: string;
            } | null;
        };
        readonly ConnectorList: {
            readonly items: readonly {
                readonly exampleUrl: string;
                readonly id: string;
                readonly options: readonly {
                    readonly description: string;
                    readonly name: string;
                }[];
                readonly title: string;
                readonly tokenHelp: string;
                readonly urlHelp: string;
            }[];
        };
        readonly CreatedApiKey: {
            readonly actions: readonly ("see" | "see-people" | "start" | "pause" | "cancel" | "redrive" | "connect" | "configure" | "delete" | "see-audit" | "see-metrics" | "manage-keys" | "manage-operators")[];
            /** Format: date-time */
            readonly createdAt: string;
            readonly createdBy: string;
            readonly expiresAt: string | null;
            readonly id: string;
            /** @description Shown once */
            readonly key: string;
            /** @description What it is for */
            readonly name: string;
            /** @description Restricts it to what belongs to one owner */
            readonly userId: string | null;
        };
        readonly Credentials: {
            /** @description An account of the CRM */
            readonly crm?: {
                /** @description Settings of the connector, by name */
                readonly options?: {
                    readonly [key: string]: string;
                };
                /** @description absent: a CRM that needs none */
                readonly token?: string;
                /** @description Where the CRM is */
                readonly url: string;
            };
            /** @description A workspace of Quo */
            readonly quo?: {
                readonly apiKey: string;
            };
        };
        readonly Diagnostics: {
            readonly checks: readonly {
                /** @description What was found, and what to do about it */
                readonly detail: string;
                /** @enum {string} */
                readonly name: "http" | "webhooks" | "webSocket";
                /** @enum {string} */
                readonly outcome: "ok" | "failed";
            }[];
            /** @description null: it is not set, and nothing was tested */
            readonly publicUrl: string | null;
        };
        readonly EndedSessions: {
            /** @description How many */
            readonly ended: number;
        };
        readonly Entry: {
            /**
             * Format: date-time
             * @description When it came in, or was redriven
             */
            readonly acceptedAt: string;
            /** @description With what the last attempt failed */
            readonly code: string | null;
            readonly connector: string;
            /**
             * Format: date-time
             * @description Not worked on before
             */
            readonly dueAt: string;
            readonly failedAttempts: number;
            /** @description Made of the event that it keeps: the second delivery of an event is no second entry */
            readonly id: string;
            readonly integrationId: string;
            /** @description Such as quo-event or crm-event */
            readonly kind: string;
            /**
             * @description open: it waits or is worked on; done: its data is forgotten; failed: it waits for an operator
             * @enum {string}
             */
            readonly state: "open" | "done" | "failed";
        };
        readonly EntryGroups: {
            readonly groups: readonly {
                readonly code: string | null;
                readonly count: number;
                /** @description How many integrations they belong to */
                readonly integrations: number;
                readonly kind: string;
                /** Format: date-time */
                readonly newestAt: string;
                /** Format: date-time */
                readonly oldestAt: string;
                /** @description One of them */
                readonly sample: {
                    readonly id: string;
                    readonly integrationId: string;
                };
            }[];
            /** @description false: there are more than were counted */
            readonly isComplete: boolean;
        };
        readonly EntryPage: {
            readonly items: readonly components["schemas"]["Entry"][];
            /** @description null: this was the last page; a page before may be short, or empty */
            readonly nextCursor: string | null;
        };
        readonly EventPage: {
            /** @description The oldest event that is still kept; last + 1: none is */
            readonly first: number;
            readonly items: readonly {
                /** Format: date-time */
                readonly at: string;
                /** @description Without personal data */
                readonly data: {
                    readonly [key: string]: unknown;
                };
                /** @description Counts the events of an integration, without a gap */
                readonly seq: number;
                /** @description Such as sync.ended, webhook.received or action.pauseSync */
                readonly type: string;
            }[];
            /** @description The newest event; 0: there was none */
            readonly last: number;
        };
        readonly Explanation: {
            /** @description Runs of page numbers, from 0, both ends included */
            readonly failedPages: readonly (readonly [
                number,
                number
            ])[];
            /** @description Runs of page numbers, from 0, both ends included */
            readonly outstandingPages: readonly (readonly [
                number,
                number
            ])[];
            readonly sync: components["schemas"]["Sync"];
            /** @description What it does, why it waits, or how it ended */
            readonly why: components["schemas"]["Reason"];
        };
        readonly ExportedSync: {
            /** @description The newest errors by what they have in common; without their messages, which could name a person */
            readonly errors: readonly {
                readonly code: string;
                readonly count: number;
                readonly fingerprint: string;
                readonly pages: readonly number[];
            }[];
            /** Format: date-time */
            readonly exportedAt: string;
            /** @description What pages that failed as a whole had counted before */
            readonly failedPages: readonly {
                readonly failed: number;
                readonly page: number;
                readonly skipped: number;
                readonly synced: number;
            }[];
            /** @constant */
            readonly format: "frigg-crm-sync";
            /** @constant */
            readonly formatVersion: 1;
            readonly pages: {
                /** @description Failed as a whole */
                readonly failed: readonly (readonly [
                    number,
                    number
                ])[];
                /** @description Whether no further page will be announced */
                readonly isComplete: boolean;
                /** @description How many pages are announced */
                readonly known: number;
                /** @description Announced and not settled */
                readonly outstanding: readonly (readonly [
                    number,
                    number
                ])[];
                /** @description Counted: written, or failed as a whole */
                readonly settled: readonly (readonly [
                    number,
                    number
                ])[];
            };
            /** @description The numbers as they were at some moments; none: they were not recorded */
            readonly samples: readonly {
                /** Format: date-time */
                readonly at: string;
                readonly counts: {
                    readonly failed: number;
                    /** @description synced + failed + skipped */
                    readonly processed: number;
                    readonly skipped: number;
                    /** @description Those of skipped that a later version has overtaken */
                    readonly stale: number;
                    readonly synced: number;
                    /** @description null: not known yet */
                    readonly total: number | null;
                    /** @description Whether total can still grow */
                    readonly totalIsFinal: boolean;
                };
                /** @description Whether no further page would be announced */
                readonly isComplete: boolean;
                /** @description How many pages were announced */
                readonly known: number;
                /** @description Runs of page numbers, from 0, both ends included; null: they were too many to be kept */
                readonly pages: {
                    readonly failed: readonly (readonly [
                        number,
                        number
                    ])[];
                    readonly settled: readonly (readonly [
                        number,
                        number
                    ])[];
                } | null;
                readonly version: number;
            }[];
            /** @description The states it came to, in order */
            readonly states: readonly {
                /** Format: date-time */
                readonly at: string;
                readonly state: string;
                readonly version: number;
                /** @description Why nothing moves */
                readonly waiting: {
                    readonly code: string;
                    readonly until: string | null;
                } | null;
            }[];
            readonly sync: {
                readonly connector: string;
                readonly counts: {
                    readonly failed: number;
                    /** @description synced + failed + skipped */
                    readonly processed: number;
                    readonly skipped: number;
                    /** @description Those of skipped that a later version has overtaken */
                    readonly stale: number;
                    readonly synced: number;
                    /** @description null: not known yet */
                    readonly total: number | null;
                    /** @description Whether total can still grow */
                    readonly totalIsFinal: boolean;
                };
                /** Format: date-time */
                readonly createdAt: string;
                readonly ended: boolean;
                readonly endedAt: string | null;
                /** @description How often it was opened again after it had failed */
                readonly generation: number;
                /** @description A hash: the same for the same sync */
                readonly id: string;
                /** @description A hash: the same for syncs of the same integration */
                readonly integration: string;
                /** @enum {string} */
                readonly kind: "sync" | "catch-up" | "named";
                readonly objectType: string;
                /** @description People per page, at most */
                readonly pageSize: number;
                readonly state: string;
                /** @enum {string} */
                readonly type: "INITIAL" | "ONGOING" | "WEBHOOK";
                /** Format: date-time */
                readonly updatedAt: string;
                readonly version: number;
            };
        };
        readonly FailedRecords: {
            /** @description Ids of people in the CRM */
            readonly crmIds: readonly string[];
            readonly nextCursor: string | null;
        };
        readonly FilledForm: {
            /** @description What was filled in so far */
            readonly data?: {
                readonly [key: string]: unknown;
            };
        };
        readonly Integration: {
            /** @description What the owner has set, and what set-up has found out */
            readonly config: {
                readonly [key: string]: unknown;
            };
            readonly connector: string;
            /** Format: date-time */
            readonly createdAt: string;
            /** @description When it is checked next */
            readonly dueAt: string | null;
            readonly failedAttempts: number;
            readonly id: string;
            /** @description What its owner should know */
            readonly notices: readonly {
                /** Format: date-time */
                readonly at: string;
                readonly code: string;
                /** @enum {string} */
                readonly level: "warning" | "error";
                readonly text: string;
            }[];
            /** @description null: its set-up is not done yet */
            readonly setUpAt: string | null;
            /** @enum {string} */
            readonly status: "ENABLED" | "NEEDS_CONFIG" | "PROCESSING" | "DISABLED" | "ERROR" | "IN_DELETION";
            /** Format: date-time */
            readonly updatedAt: string;
            /** @description The owner */
            readonly userId: string;
            readonly version: number;
        };
        readonly IntegrationPage: {
            readonly items: readonly components["schemas"]["Integration"][];
            /** @description null: this was the last page */
            readonly nextCursor: string | null;
        };
        readonly NewApiKey: {
            readonly actions: readonly ("see" | "see-people" | "start" | "pause" | "cancel" | "redrive" | "connect" | "configure" | "delete" | "see-audit" | "see-metrics" | "manage-keys" | "manage-operators")[];
            /** @description absent: it does not expire */
            readonly expiresInDays?: number;
            readonly name: string;
            readonly userId?: string;
        };
        readonly NewIntegration: {
            readonly config?: {
                readonly [key: string]: unknown;
            };
            readonly connector: string;
            /** @description An account of the CRM */
            readonly crm?: {
                /** @description Settings of the connector, by name */
                readonly options?: {
                    readonly [key: string]: string;
                };
                /** @description absent: a CRM that needs none */
                readonly token?: string;
                /** @description Where the CRM is */
                readonly url: string;
            };
            /** @description A workspace of Quo */
            readonly quo: {
                readonly apiKey: string;
            };
            /** @description The owner; a tenant is its own */
            readonly userId?: string;
        };
        readonly NewOperator: {
            /** @description Names the operator; no e-mail address is needed */
            readonly name: string;
            /** @description To be changed by the operator */
            readonly password: string;
            /** @enum {string} */
            readonly role: "viewer" | "operator" | "admin";
            /** @description Whether ids and numbers of people are shown */
            readonly seesPeople: boolean;
        };
        readonly NewPasskey: {
            readonly attestation: components["schemas"]["PasskeyAttestation"];
            /** @description Where it is, such as Laptop */
            readonly name: string;
        };
        readonly NewPassword: {
            readonly newPassword: string;
            readonly password: string;
        };
        readonly Operator: {
            /** Format: date-time */
            readonly createdAt: string;
            readonly createdBy: string;
            readonly name: string;
            /** @enum {string} */
            readonly role: "viewer" | "operator" | "admin";
            readonly seesPeople: boolean;
        };
        readonly OperatorList: {
            readonly items: readonly components["schemas"]["Operator"][];
            readonly nextCursor: string | null;
        };
        readonly OperatorPatch: {
            /** @enum {string} */
            readonly role?: "viewer" | "operator" | "admin";
            readonly seesPeople?: boolean;
        };
        readonly OperatorSession: {
            /** Format: date-time */
            readonly createdAt: string;
            /** Format: date-time */
            readonly expiresAt: string;
            /** @description Names the session; no one can sign in with it */
            readonly id: string;
            /** @description Whether it is the session of this request */
            readonly isCurrent: boolean;
            /**
             * Format: date-time
             * @description To five minutes
             */
            readonly lastUsedAt: string;
            readonly operator: string;
            /** @enum {string} */
            readonly signedInWith: "password" | "passkey";
        };
        readonly OperatorSessionList: {
            readonly items: readonly components["schemas"]["OperatorSession"][];
            readonly nextCursor: string | null;
        };
        readonly Passkey: {
            /** Format: date-time */
            readonly createdAt: string;
            readonly id: string;
            /** @description Whether its provider copies it to other devices */
            readonly isSynced: boolean;
            /** @description false: it belongs to the host that the server had before */
            readonly isUsable: boolean;
            readonly lastUsedAt: string | null;
            readonly name: string;
        };
        readonly PasskeyAssertion: {
            /**
             * @description Not looked at
             * @default {}
             */
            readonly clientExtensionResults?: {
                readonly [key: string]: unknown;
            };
            readonly id: string;
            readonly rawId: string;
            readonly response: {
                readonly authenticatorData: string;
                readonly clientDataJSON: string;
                readonly signature: string;
                readonly userHandle?: string | null;
            };
            /** @constant */
            readonly type: "public-key";
        };
        readonly PasskeyAttestation: {
            /**
             * @description Not looked at
             * @default {}
             */
            readonly clientExtensionResults?: {
                readonly [key: string]: unknown;
            };
            readonly id: string;
            readonly rawId: string;
            readonly response: {
                readonly attestationObject: string;
                readonly clientDataJSON: string;
                /** @default [] */
                readonly transports?: readonly string[];
            };
            /** @constant */
            readonly type: "public-key";
        };
        /** @description For PublicKeyCredential.parseCreationOptionsFromJSON */
        readonly PasskeyCreationOptions: {
            /** @constant */
            readonly attestation: "none";
            readonly authenticatorSelection: {
                readonly requireResidentKey: boolean;
                /** @constant */
                readonly residentKey: "required";
                /** @constant */
                readonly userVerification: "required";
            };
            readonly challenge: string;
            readonly excludeCredentials: readonly {
                readonly id: string;
                readonly transports: readonly string[];
                /** @constant */
                readonly type: "public-key";
            }[];
            readonly pubKeyCredParams: readonly {
                readonly alg: number;
                /** @constant */
                readonly type: "public-key";
            }[];
            readonly rp: {
                /** @description The host of the server */
                readonly id: string;
                readonly name: string;
            };
            /** @description In milliseconds */
            readonly timeout: number;
            readonly user: {
                readonly displayName: string;
                readonly id: string;
                readonly name: string;
            };
        };
        readonly PasskeyList: {
            readonly items: readonly components["schemas"]["Passkey"][];
        };
        readonly PasskeyPatch: {
            /** @description Where it is, such as Laptop */
            readonly name: string;
        };
        /** @description A session that was left open is no proof: the password, or an assertion of a passkey, is */
        readonly PasskeyProof: {
            readonly assertion?: components["schemas"]["PasskeyAssertion"];
            readonly password?: string;
        };
        /** @description For PublicKeyCredential.parseRequestOptionsFromJSON: the authenticator knows its passkeys */
        readonly PasskeyRequestOptions: {
            readonly challenge: string;
            readonly rpId: string;
            /** @description In milliseconds */
            readonly timeout: number;
            /** @constant */
            readonly userVerification: "required";
        };
        readonly PasskeySignIn: {
            readonly assertion: components["schemas"]["PasskeyAssertion"];
        };
        readonly PeopleOfError: {
            /** @description Ids of people in the CRM */
            readonly crmIds: readonly string[];
        };
        readonly Person: {
            readonly crmId: string;
            /** @description What became of the person */
            readonly decision: {
                /** @description SYNCED, UNCONFIRMED, CONTENT_UNKNOWN, UNKNOWN, or the code of the failure */
                readonly code: string;
                readonly message: string;
            };
            readonly failedInSyncId: string | null;
            /** @description When the CRM changed the newest version that was written */
            readonly modifiedAt: string | null;
            /** @description As the CRM has it; null: what is stored was enough, and holds no names */
            readonly name: string | null;
            readonly objectType: string;
            /** @description As Quo holds them */
            readonly phoneNumbers: readonly string[];
            /** @description The contact in Quo; null: no write was confirmed */
            readonly quoId: string | null;
            /** @description The last full sync that saw the person */
            readonly seenInSyncId: string | null;
        };
        readonly PersonComparison: {
            readonly crm: {
                /** @description Why it is not known or cannot be used, such as API_RATE_LIMITED or TIMED_OUT */
                readonly code: string | null;
                /** @description The same as a sentence */
                readonly message: string | null;
                readonly modifiedAt: string | null;
                readonly name: string | null;
                /** @description When the API may be called again, if it has said so */
                readonly retryAt: string | null;
                /**
                 * @description unusable: the record cannot become a contact
                 * @enum {string}
                 */
                readonly state: "found" | "gone" | "unusable" | "failed";
                /** @description The page of the record in the CRM */
                readonly url: string | null;
            };
            /** @description What a sync of the person would do in Quo now */
            readonly effect: {
                /** @description What an update would write otherwise */
                readonly fields: readonly string[];
                /** @enum {string} */
                readonly kind: "none" | "create" | "update" | "delete" | "unknown";
            };
            readonly fields: readonly {
                /** @description null: not known; empty: there is nothing */
                readonly crm: readonly {
                    readonly label: string | null;
                    readonly value: string;
                }[] | null;
                /** @description As the API of Quo names it; a custom field is customFields.<key> */
                readonly field: string;
                /** @description null: one of the two is not known */
                readonly isEqual: boolean | null;
                /** @description null: not known; empty: there is nothing */
                readonly quo: readonly {
                    readonly label: string | null;
                    readonly value: string;
                }[] | null;
            }[];
            readonly quo: {
                /** @description Why it is not known or cannot be used, such as API_RATE_LIMITED or TIMED_OUT */
                readonly code: string | null;
                readonly contactId: string | null;
                /** @description How many contacts are this person; more than one are duplicates */
                readonly copies: number;
                /** @description The same as a sentence */
                readonly message: string | null;
                /** @description When the API may be called again, if it has said so */
                readonly retryAt: string | null;
                /** @enum {string} */
                readonly state: "found" | "gone" | "failed";
            };
            /** Format: date-time */
            readonly readAt: string;
            /** @description Why it is as it is, without personal data */
            readonly reason: {
                readonly code: string;
                readonly message: string;
            };
        };
        readonly PersonFile: {
            /** @description Calls and texts with one of the numbers, at most 50 for each */
            readonly activities: readonly {
                /** @description The id in the CRM; null: none was written */
                readonly activityId: string | null;
                readonly contactPhone: string;
                /** @enum {string} */
                readonly kind: "call" | "message";
                readonly seenAt: string | null;
                /** @description The id in Quo */
                readonly sourceId: string;
            }[];
            /** @description What became of the person */
            readonly decision: {
                /** @description SYNCED, UNCONFIRMED, CONTENT_UNKNOWN, UNKNOWN, or the code of the failure */
                readonly code: string;
                readonly message: string;
            };
            /** @description Events about the person that wait or have failed, at most 50 */
            readonly entries: readonly components["schemas"]["Entry"][];
            /** @description null: nothing was written yet */
            readonly person: components["schemas"]["Person"] | null;
        };
        readonly PersonList: {
            /** @description There are more than are shown: look for something narrower */
            readonly hasMore: boolean;
            readonly items: readonly components["schemas"]["Person"][];
        };
        readonly PersonLookup: {
            readonly crmId?: string;
            /** @description Searched in the CRM */
            readonly email?: string;
            /** @description A name or a part of it, searched in the CRM */
            readonly name?: string;
            /** @description With crmId; absent: each type that is synced */
            readonly objectType?: string;
            /** @description Among those who were written, else searched in the CRM */
            readonly phone?: string;
            readonly quoId?: string;
        };
        readonly PreviewBulkOperation: {
            /** @enum {string} */
            readonly action: "pause" | "resume" | "cancel" | "redrive";
            /** @description As for listSyncs; empty: all syncs */
            readonly filter: {
                /** @description true: those that have not ended; false: those that have */
                readonly active?: boolean;
                readonly integrationId?: string;
                /** @enum {string} */
                readonly state?: "INITIALIZING" | "FETCHING_TOTAL" | "QUEUING_PAGES" | "FETCHING_PAGE" | "PROCESSING_BATCHES" | "COMPLETING" | "PAUSED" | "COMPLETED" | "ERROR" | "CANCELLED";
            };
        };
        readonly Problem: {
            /**
             * @description The stable name of this kind of problem
             * @enum {string}
             */
            readonly code: "INVALID_REQUEST" | "INVALID_CURSOR" | "IDEMPOTENCY_KEY_MISSING" | "UNAUTHENTICATED" | "FORBIDDEN" | "CROSS_SITE" | "NOT_FOUND" | "METHOD_NOT_ALLOWED" | "CONFLICT" | "REQUEST_UNDER_WAY" | "GONE" | "PRECONDITION_FAILED" | "BODY_TOO_LARGE" | "UNSUPPORTED_MEDIA_TYPE" | "UNPROCESSABLE" | "IDEMPOTENCY_KEY_REUSED" | "TOO_MANY_REQUESTS" | "INTERNAL" | "UPSTREAM_FAILED" | "STORE_UNAVAILABLE" | "OVERLOADED" | "DEADLINE_EXCEEDED";
            /** @description What is wrong with this request, and what to do */
            readonly detail: string;
            /** @description Which fields cannot be used: JSON pointers into the body, or query/name, path/name, header/name */
            readonly errors?: readonly {
                readonly detail: string;
                readonly pointer: string;
            }[];
            /** @description The path of the request */
            readonly instance: string;
            /** @description Names the request in the log of the server */
            readonly requestId: string;
            readonly status: number;
            /** @description The same for each problem of this kind */
            readonly title: string;
            /**
             * Format: uri
             * @description A page about this kind of problem
             */
            readonly type: string;
        };
        readonly RateBudgets: {
            readonly items: readonly {
                /** @description 0: something is left; otherwise how long a request of now waits for its turn, in milliseconds */
                readonly freeInMs: number;
                /** @description tenant/… is the integration as a whole, every other one an account at an API */
                readonly key: string;
                /** @description Until then nothing is sent: the API has named a rate limit; null: it is not paused */
                readonly pausedUntil: string | null;
            }[];
        };
        readonly Reason: {
            /** @description A stable name of the reason */
            readonly code: string;
            /** @description One sentence, without personal data */
            readonly message: string;
            /** @description When it ends by itself, ISO 8601 */
            readonly until?: string;
        };
        readonly RedriveDeadLetters: {
            /** @description With kind: one group */
            readonly code?: string;
            /** @description Only those of one integration */
            readonly integrationId?: string;
            readonly kind?: string;
            /**
             * Format: date-time
             * @description Nothing is worked on before; absent: now
             */
            readonly notBefore?: string;
            /** @description How many each second; absent: all at once */
            readonly perSecond?: number;
            /**
             * Format: date-time
             * @description Accepted then or later
             */
            readonly since?: string;
            /**
             * Format: date-time
             * @description Accepted before
             */
            readonly until?: string;
        };
        readonly RedrivenEntries: {
            /** @description false: repeat the request with notBefore set to until */
            readonly isComplete: boolean;
            readonly redriven: number;
            /**
             * Format: date-time
             * @description By then all of them are due, and the next one at this rate would be
             */
            readonly until: string;
        };
        readonly RedrivenSync: {
            /** @description A sync of the people that had failed one by one */
            readonly recordSync: components["schemas"]["Sync"] | null;
            /** @description The sync itself, if it goes on */
            readonly reopened: components["schemas"]["Sync"] | null;
        };
        readonly RedriveSync: {
            /**
             * @description Pages that failed as a whole, or single people; absent: both, or pages where some are named
             * @enum {string}
             */
            readonly only?: "pages" | "records";
            /** @description redrive: only those of these pages that failed as a whole, as runs of page numbers from 0, both ends included */
            readonly pages?: readonly (readonly [
                number,
                number
            ])[];
        };
        readonly ReleasedThrottle: {
            readonly resumedSyncIds: readonly string[];
            readonly wasThrottled: boolean;
        };
        readonly ReplayedEntry: {
            readonly entry: components["schemas"]["Entry"];
            /** @description false: it is waiting or being worked on already, and nothing was changed */
            readonly wasRedriven: boolean;
        };
        readonly ReplayWebhooks: {
            /** @description Only those of one integration */
            readonly integrationId?: string;
            /**
             * Format: date-time
             * @description Nothing is worked on before; absent: now
             */
            readonly notBefore?: string;
            /** @description How many each second; absent: all at once */
            readonly perSecond?: number;
            /**
             * Format: date-time
             * @description Accepted then or later
             */
            readonly since?: string;
            /** @enum {string} */
            readonly source?: "quo" | "crm";
            /**
             * Format: date-time
             * @description Accepted before
             */
            readonly until?: string;
        };
        readonly RunUserAction: {
            /** @description What was filled in */
            readonly data?: {
                readonly [key: string]: unknown;
            };
            /** @description A random value: the same one has one effect for a day; absent: the same input within a minute is a second click */
            readonly requestId?: string;
        };
        readonly ScheduledEntry: {
            /** @description The event: getEntry says how far it is */
            readonly entryId: string;
        };
        readonly Session: {
            readonly actions: readonly ("see" | "see-people" | "start" | "pause" | "cancel" | "redrive" | "connect" | "configure" | "delete" | "see-audit" | "see-metrics" | "manage-keys" | "manage-operators")[];
            /** @description Such as operator:ana, key:12ab34cd56ef or tenant:u1 */
            readonly id: string;
            /** @description A tenant: what belongs to others does not exist for it */
            readonly userId: string | null;
        };
        readonly SetUp: {
            /** @description Names the operator; no e-mail address is needed */
            readonly name: string;
            readonly password: string;
            readonly token: string;
        };
        readonly SignIn: {
            readonly name: string;
            readonly password: string;
        };
        readonly StartBulkOperation: {
            /** @enum {string} */
            readonly action: "pause" | "resume" | "cancel" | "redrive";
            /** @description As for listSyncs; empty: all syncs */
            readonly filter: {
                /** @description true: those that have not ended; false: those that have */
                readonly active?: boolean;
                readonly integrationId?: string;
                /** @enum {string} */
                readonly state?: "INITIALIZING" | "FETCHING_TOTAL" | "QUEUING_PAGES" | "FETCHING_PAGE" | "PROCESSING_BATCHES" | "COMPLETING" | "PAUSED" | "COMPLETED" | "ERROR" | "CANCELLED";
            };
            /** @description How many each second; absent: all at once */
            readonly perSecond?: number;
        };
        readonly StartedSyncs: {
            readonly message: string;
            readonly syncs: readonly {
                readonly objectType: string;
                readonly syncId: string;
            }[];
        };
        readonly StartPlan: {
            readonly parts: readonly {
                /** @description The sync that is under way, and is found instead; null: one is started */
                readonly activeSyncId: string | null;
                readonly objectType: string;
                readonly pages: number | null;
                /** @description As many as the last complete sync has seen; an ongoing one reads those that changed. null: not known yet */
                readonly people: number | null;
                /** @description What it costs; null: not known yet, or nothing is started */
                readonly work: {
                    /** @description Requests to the CRM, at most */
                    readonly crmRequests: number;
                    /** @description Requests to Quo, at most: as many as its public API needs; a partner key needs about a tenth */
                    readonly quoRequests: number;
                    /** @description How long it takes when it is as fast as before, pauses of its APIs included; null: nothing is known yet */
                    readonly seconds: number | null;
                } | null;
            }[];
        };
        readonly StartSync: {
            /** @description initial only: write also the people that Quo is known to hold as they are */
            readonly force?: boolean;
            readonly integrationId: string;
            /**
             * @description initial: all people; ongoing: those that changed since the last completed sync
             * @enum {string}
             */
            readonly type: "initial" | "ongoing";
        };
        readonly Sync: {
            /** @description What can be done now */
            readonly actions: readonly ("pause" | "resume" | "cancel" | "redrive")[];
            readonly connector: string | null;
            readonly counts: {
                readonly failed: number;
                /** @description synced + failed + skipped */
                readonly processed: number;
                readonly skipped: number;
                /** @description Those of skipped that a later version has overtaken */
                readonly stale: number;
                readonly synced: number;
                /** @description null: not known yet */
                readonly total: number | null;
                /** @description Whether total can still grow */
                readonly totalIsFinal: boolean;
            };
            /** Format: date-time */
            readonly createdAt: string;
            readonly ended: boolean;
            readonly endedAt: string | null;
            readonly estimatedCompletion: string | null;
            readonly id: string;
            readonly integrationId: string;
            /** @description sync, catch-up, or what the run was named */
            readonly kind: string;
            /** @description The CRM's name of what is synced */
            readonly objectType: string | null;
            readonly recordsPerSecond: number;
            readonly state: string;
            readonly type: ("INITIAL" | "ONGOING" | "WEBHOOK") | null;
            /** Format: date-time */
            readonly updatedAt: string;
            /** @description Of two answers the one with the higher version is the newer */
            readonly version: number;
            /** @description Why nothing moves */
            readonly waiting: components["schemas"]["Reason"] | null;
        };
        readonly SyncErrors: {
            /** @description How many people have failed in all */
            readonly failed: number;
            readonly failedPages: number;
            readonly groups: readonly {
                readonly code: string;
                readonly count: number;
                /** @description The same for errors that differ in ids and numbers only */
                readonly fingerprint: string;
                /** @description Of the errors that belong to a page: which ones */
                readonly pages: readonly number[];
                /** @description The newest message, without personal data */
                readonly sample: string;
            }[];
            /** @description How many errors the groups are made of: a sync keeps its newest 100 */
            readonly shown: number;
            readonly version: number;
        };
        readonly SyncPage: {
            readonly items: readonly components["schemas"]["Sync"][];
            /** @description null: this was the last page */
            readonly nextCursor: string | null;
        };
        readonly SyncPages: {
            /** @description Failed as a whole */
            readonly failed: readonly (readonly [
                number,
                number
            ])[];
            /** @description Whether no further page will be announced */
            readonly isComplete: boolean;
            /** @description How many pages are announced */
            readonly known: number;
            /** @description Announced and not settled */
            readonly outstanding: readonly (readonly [
                number,
                number
            ])[];
            /** @description Counted: written, or failed as a whole */
            readonly settled: readonly (readonly [
                number,
                number
            ])[];
            readonly version: number;
        };
        readonly SyncPlan: {
            /** @enum {string} */
            readonly action: "pause" | "resume" | "cancel" | "redrive";
            /** @description Requests to the CRM, at most */
            readonly crmRequests: number;
            readonly isPossible: boolean;
            /** @description What it would do, or why it cannot be done */
            readonly message: string;
            /** @description Pages that it is about */
            readonly pages: number;
            /** @description People that it is about, at most */
            readonly people: number;
            /** @description Requests to Quo, at most: as many as its public API needs; a partner key needs about a tenth */
            readonly quoRequests: number;
            /** @description How long it takes when it is as fast as before, pauses of its APIs included; null: nothing is known yet */
            readonly seconds: number | null;
            /** @description Contacts of Quo that are written because of it, at most: who is there as in the CRM is not written again */
            readonly writes: number;
        };
        readonly UserAction: {
            readonly description: string | null;
            /** @description Names it, such as INITIAL_SYNC */
            readonly event: string;
            /** @description Whether it has fields to fill in */
            readonly hasForm: boolean;
            /** @description Whether it can be run now */
            readonly isAvailable: boolean;
            readonly title: string;
            /** @enum {string} */
            readonly type: "DATA" | "SEARCH" | "REPORT" | "SYNC";
        };
        readonly UserActionForm: {
            /** @description Why fields with choices have none, such as API_RATE_LIMITED; null: they have */
            readonly choicesFailed: string | null;
            readonly description: string | null;
            /** @description Names it, such as INITIAL_SYNC */
            readonly event: string;
            /** @description Whether it has fields to fill in */
            readonly hasForm: boolean;
            /** @description Whether it can be run now */
            readonly isAvailable: boolean;
            /** @description A JSON Schema of the fields */
            readonly schema: {
                readonly [key: string]: unknown;
            };
            readonly title: string;
            /** @enum {string} */
            readonly type: "DATA" | "SEARCH" | "REPORT" | "SYNC";
            /** @description A layout of JSON Forms */
            readonly uiSchema: {
                readonly [key: string]: unknown;
            };
            /** @description What is filled in already */
            readonly values: {
                readonly [key: string]: unknown;
            };
        };
        readonly UserActionList: {
            readonly items: readonly components["schemas"]["UserAction"][];
        };
        readonly UserActionResult: {
            /** @description What the owner is shown */
            readonly result: {
                readonly [key: string]: unknown;
            };
        };
        readonly Webhook: {
            /** @description What was kept of the event: its shape, ids and moments; texts and phone numbers are left out. Empty once it is done */
            readonly data: {
                readonly [key: string]: unknown;
            };
            readonly entry: components["schemas"]["Entry"];
        };
        readonly WebhookHealth: {
            /** @description false: there are more events than were counted, so that newer ones may be missing */
            readonly isComplete: boolean;
            readonly sources: readonly {
                /** @description Events of the last 30 days */
                readonly accepted: number;
                /** @description Without an attempt left */
                readonly failed: number;
                /** @description null: none has come */
                readonly newestAt: string | null;
                /** @description Since when the oldest waits; null: none does */
                readonly oldestOpenAt: string | null;
                /** @description Waiting, or worked on */
                readonly open: number;
                /** @enum {string} */
                readonly source: "quo" | "crm";
            }[];
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    readonly listApiKeys: {
        readonly parameters: {
            readonly query?: {
                /** @description nextCursor of the page before */
                readonly cursor?: string;
                /** @description How many entries a page holds at most */
                readonly limit?: number;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Lists API keys, without what is secret of them */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiKeyList"];
                };
            };
        };
    };
    readonly createApiKey: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["NewApiKey"];
            };
        };
        readonly responses: {
            /** @description Creates an API key, which is shown once */
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["CreatedApiKey"];
                };
            };
        };
    };
    readonly deleteApiKey: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly keyId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Deletes an API key: from now on it is refused */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": Record<string, never>;
                };
            };
        };
    };
    readonly listAudit: {
        readonly parameters: {
            readonly query?: {
                /** @description nextCursor of the page before */
                readonly cursor?: string;
                /** @description How many entries a page holds at most */
                readonly limit?: number;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Lists what callers did and were refused, the newest first */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["AuditPage"];
                };
            };
        };
    };
    readonly listBulkOperations: {
        readonly parameters: {
            readonly query?: {
                /** @description nextCursor of the page before */
                readonly cursor?: string;
                /** @description How many entries a page holds at most */
                readonly limit?: number;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Lists bulk operations of the last 30 days, by id */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["BulkOperationPage"];
                };
            };
        };
    };
    readonly startBulkOperation: {
        readonly parameters: {
            readonly query?: never;
            readonly header: {
                /** @description A random value: a repetition with the same one gets the answer of before */
                readonly "Idempotency-Key": string;
                /** @description The ETag of the state that the caller has seen */
                readonly "If-Match"?: string;
            };
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["StartBulkOperation"];
            };
        };
        readonly responses: {
            /** @description Does one thing to all syncs that match, in the background */
            readonly 202: {
                headers: {
                    /** @description The state, for If-Match */
                    readonly ETag?: string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["BulkOperation"];
                };
            };
        };
    };
    readonly getBulkOperation: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly operationId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Shows how far a bulk operation is, and what became of the syncs */
            readonly 200: {
                headers: {
                    /** @description The state, for If-Match */
                    readonly ETag?: string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["BulkOperation"];
                };
            };
        };
    };
    readonly cancelBulkOperation: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description A random value: a repetition with the same one gets the answer of before */
                readonly "Idempotency-Key"?: string;
                /** @description The ETag of the state that the caller has seen */
                readonly "If-Match"?: string;
            };
            readonly path: {
                readonly operationId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Stops a bulk operation where it stands: what is done stays done */
            readonly 200: {
                headers: {
                    /** @description The state, for If-Match */
                    readonly ETag?: string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["BulkOperation"];
                };
            };
        };
    };
    readonly previewBulkOperation: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["PreviewBulkOperation"];
            };
        };
        readonly responses: {
            /** @description Says to how many syncs an action would be done, and how much that is */
            readonly 200: {
                headers: {
                    /** @description The state, for If-Match */
                    readonly ETag?: string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["BulkPlan"];
                };
            };
        };
    };
    readonly listConnectors: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Lists the CRMs that can be connected, and what an account of each consists of */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ConnectorList"];
                };
            };
        };
    };
    readonly listDeadLetters: {
        readonly parameters: {
            readonly query?: {
                /** @description Only those that failed with this code */
                readonly code?: string;
                /** @description nextCursor of the page before */
                readonly cursor?: string;
                /** @description Only those of one integration */
                readonly integrationId?: string;
                /** @description Only those of one kind, such as crm-event */
                readonly kind?: string;
                /** @description How many entries a page holds at most */
                readonly limit?: number;
                /** @description Accepted then or later */
                readonly since?: string;
                /** @description Accepted before */
                readonly until?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Lists what failed for good outside of syncs: events of webhooks, calls and texts, checks of people */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["EntryPage"];
                };
            };
        };
    };
    readonly groupDeadLetters: {
        readonly parameters: {
            readonly query?: {
                /** @description Only those of one integration */
                readonly integrationId?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Shows what failed for good, grouped by kind and code */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["EntryGroups"];
                };
            };
        };
    };
    readonly redriveDeadLetters: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description A random value: a repetition with the same one gets the answer of before */
                readonly "Idempotency-Key"?: string;
            };
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["RedriveDeadLetters"];
            };
        };
        readonly responses: {
            /** @description Gives all that failed for good, or a group of it, another set of attempts, at a rate */
            readonly 202: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["RedrivenEntries"];
                };
            };
        };
    };
    readonly getDiagnostics: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Tests whether requests, webhooks and WebSockets come through to the server by its public URL */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Diagnostics"];
                };
            };
        };
    };
    readonly listIntegrations: {
        readonly parameters: {
            readonly query?: {
                /** @description Only those of one CRM */
                readonly connector?: string;
                /** @description nextCursor of the page before */
                readonly cursor?: string;
                /** @description How many entries a page holds at most */
                readonly limit?: number;
                /** @description Only those in one status */
                readonly status?: "ENABLED" | "NEEDS_CONFIG" | "PROCESSING" | "DISABLED" | "ERROR" | "IN_DELETION";
                /** @description Only those of one owner */
                readonly userId?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Lists integrations in the order of their ids */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["IntegrationPage"];
                };
            };
        };
    };
    readonly createIntegration: {
        readonly parameters: {
            readonly query?: never;
            readonly header: {
                /** @description A random value: a repetition with the same one gets the answer of before */
                readonly "Idempotency-Key": string;
            };
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["NewIntegration"];
            };
        };
        readonly responses: {
            /** @description Connects an account of a CRM with a workspace of Quo */
            readonly 201: {
                headers: {
                    /** @description The state, for If-Match */
                    readonly ETag?: string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Integration"];
                };
            };
        };
    };
    readonly getIntegration: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly integrationId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Shows an integration, its status and what its owner should know */
            readonly 200: {
                headers: {
                    /** @description The state, for If-Match */
                    readonly ETag?: string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Integration"];
                };
            };
        };
    };
    readonly deleteIntegration: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description The ETag of the state that the caller has seen */
                readonly "If-Match"?: string;
            };
            readonly path: {
                readonly integrationId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Deletes an integration and everything of it */
            readonly 202: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": Record<string, never>;
                };
            };
        };
    };
    readonly getUserActionForm: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly event: string;
                readonly integrationId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["FilledForm"];
            };
        };
        readonly responses: {
            /** @description Shows the form of an action, with the choices of now, which may depend on what was filled in */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["UserActionForm"];
                };
            };
        };
    };
    readonly listUserActions: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly integrationId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Lists what the owner of an integration can start: what all have, then what its connector adds */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["UserActionList"];
                };
            };
        };
    };
    readonly runUserAction: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly event: string;
                readonly integrationId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["RunUserAction"];
            };
        };
        readonly responses: {
            /** @description Runs an action of an integration */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["UserActionResult"];
                };
            };
        };
    };
    readonly getAuthorization: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly integrationId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Says whether the account of an integration is connected by consent, and how the last attempt ended */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Authorization"];
                };
            };
        };
    };
    readonly authorizeIntegration: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description The ETag of the state that the caller has seen */
                readonly "If-Match"?: string;
            };
            readonly path: {
                readonly integrationId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["BeginAuthorization"];
            };
        };
        readonly responses: {
            /** @description Begins to connect the account of an integration by consent, or to connect it again */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["BegunAuthorization"];
                };
            };
        };
    };
    readonly completeAuthorization: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly integrationId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["CompleteAuthorization"];
            };
        };
        readonly responses: {
            /** @description Completes what the same caller began with a page of its own */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Integration"];
                };
            };
        };
    };
    readonly checkIntegration: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description A random value: a repetition with the same one gets the answer of before */
                readonly "Idempotency-Key"?: string;
                /** @description The ETag of the state that the caller has seen */
                readonly "If-Match"?: string;
            };
            readonly path: {
                readonly integrationId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Has an integration checked as soon as possible */
            readonly 200: {
                headers: {
                    /** @description The state, for If-Match */
                    readonly ETag?: string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Integration"];
                };
            };
        };
    };
    readonly updateConfig: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description The ETag of the state that the caller has seen */
                readonly "If-Match"?: string;
            };
            readonly path: {
                readonly integrationId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["ConfigPatch"];
            };
        };
        readonly responses: {
            /** @description Changes the configuration of an integration */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ConfigResult"];
                };
            };
        };
    };
    readonly getConfigOptions: {
        readonly parameters: {
            readonly query?: {
                /** @description true: the phone numbers of now are looked up in Quo */
                readonly refresh?: boolean;
            };
            readonly header?: never;
            readonly path: {
                readonly integrationId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Shows what the owner can set, as a JSON Schema, and what is set now */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ConfigOptions"];
                };
            };
        };
    };
    readonly replaceCredentials: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description The ETag of the state that the caller has seen */
                readonly "If-Match"?: string;
            };
            readonly path: {
                readonly integrationId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["Credentials"];
            };
        };
        readonly responses: {
            /** @description Connects an integration again, with new credentials of the same accounts */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Integration"];
                };
            };
        };
    };
    readonly redriveDeadLetter: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description A random value: a repetition with the same one gets the answer of before */
                readonly "Idempotency-Key"?: string;
            };
            readonly path: {
                readonly entryId: string;
                readonly integrationId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Gives one thing that failed for good another set of attempts */
            readonly 202: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ReplayedEntry"];
                };
            };
        };
    };
    readonly disableIntegration: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description A random value: a repetition with the same one gets the answer of before */
                readonly "Idempotency-Key"?: string;
                /** @description The ETag of the state that the caller has seen */
                readonly "If-Match"?: string;
            };
            readonly path: {
                readonly integrationId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Switches an integration off: its syncs and webhooks rest */
            readonly 200: {
                headers: {
                    /** @description The state, for If-Match */
                    readonly ETag?: string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Integration"];
                };
            };
        };
    };
    readonly enableIntegration: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description A random value: a repetition with the same one gets the answer of before */
                readonly "Idempotency-Key"?: string;
                /** @description The ETag of the state that the caller has seen */
                readonly "If-Match"?: string;
            };
            readonly path: {
                readonly integrationId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Switches an integration on, and has it checked */
            readonly 200: {
                headers: {
                    /** @description The state, for If-Match */
                    readonly ETag?: string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Integration"];
                };
            };
        };
    };
    readonly getEntry: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly entryId: string;
                readonly integrationId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Shows how far an event or a requested sync of a person is, and nothing of what it holds */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Entry"];
                };
            };
        };
    };
    readonly listEvents: {
        readonly parameters: {
            readonly query?: {
                /** @description The seq of the last event that was seen */
                readonly after?: string;
                /** @description How many entries a page holds at most */
                readonly limit?: number;
            };
            readonly header?: never;
            readonly path: {
                readonly integrationId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Lists what happened to an integration, in order */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["EventPage"];
                };
            };
        };
    };
    readonly getPerson: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly crmId: string;
                readonly integrationId: string;
                readonly objectType: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Shows all that is known of one person: the mapping, what became of the last write, events, calls and texts */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["PersonFile"];
                };
            };
        };
    };
    readonly comparePerson: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly crmId: string;
                readonly integrationId: string;
                readonly objectType: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Reads a person in the CRM and in Quo now, and compares them field by field */
            readonly 200: {
                headers: {
                    /** @description The state, for If-Match */
                    readonly ETag?: string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["PersonComparison"];
                };
            };
        };
    };
    readonly syncPerson: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description A random value: a repetition with the same one gets the answer of before */
                readonly "Idempotency-Key"?: string;
                /** @description The ETag of the state that the caller has seen */
                readonly "If-Match"?: string;
            };
            readonly path: {
                readonly crmId: string;
                readonly integrationId: string;
                readonly objectType: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Has one person synced as soon as possible, also where Quo is known to hold them unchanged */
            readonly 202: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ScheduledEntry"];
                };
            };
        };
    };
    readonly lookUpPeople: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly integrationId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["PersonLookup"];
            };
        };
        readonly responses: {
            /** @description Looks people up by a phone number, an e-mail address, a name, an id of the CRM or an id of Quo */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["PersonList"];
                };
            };
        };
    };
    readonly getRateBudgets: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly integrationId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Shows what is left of the allowances of an integration, and until when they are paused */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["RateBudgets"];
                };
            };
        };
    };
    readonly releaseThrottle: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description A random value: a repetition with the same one gets the answer of before */
                readonly "Idempotency-Key"?: string;
            };
            readonly path: {
                readonly integrationId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Lets an integration call its APIs again that waits for a rate limit */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ReleasedThrottle"];
                };
            };
        };
    };
    readonly planStart: {
        readonly parameters: {
            readonly query: {
                /** @description Which sync is to be started */
                readonly type: "initial" | "ongoing";
            };
            readonly header?: never;
            readonly path: {
                readonly integrationId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Says what the start of a sync would do */
            readonly 200: {
                headers: {
                    /** @description The state, for If-Match */
                    readonly ETag?: string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["StartPlan"];
                };
            };
        };
    };
    readonly getWebhookHealth: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly integrationId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Says whether webhooks of Quo and of the CRM come in, and what became of them */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["WebhookHealth"];
                };
            };
        };
    };
    readonly getWebhook: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly entryId: string;
                readonly integrationId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Shows an event with what was kept of it, redacted */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Webhook"];
                };
            };
        };
    };
    readonly replayWebhook: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description A random value: a repetition with the same one gets the answer of before */
                readonly "Idempotency-Key"?: string;
            };
            readonly path: {
                readonly entryId: string;
                readonly integrationId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Has one event worked on again that failed for good */
            readonly 202: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ReplayedEntry"];
                };
            };
        };
    };
    readonly listOperators: {
        readonly parameters: {
            readonly query?: {
                /** @description nextCursor of the page before */
                readonly cursor?: string;
                /** @description How many entries a page holds at most */
                readonly limit?: number;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Lists operators in the order of their names */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["OperatorList"];
                };
            };
        };
    };
    readonly createOperator: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["NewOperator"];
            };
        };
        readonly responses: {
            /** @description Creates an operator with a first password */
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Operator"];
                };
            };
        };
    };
    readonly deleteOperator: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly name: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Deletes an operator; its sessions and passkeys end at once */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": Record<string, never>;
                };
            };
        };
    };
    readonly updateOperator: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly name: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["OperatorPatch"];
            };
        };
        readonly responses: {
            /** @description Changes what an operator may do, from the next request on */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Operator"];
                };
            };
        };
    };
    readonly endSessions: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description A random value: a repetition with the same one gets the answer of before */
                readonly "Idempotency-Key"?: string;
            };
            readonly path: {
                readonly name: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Ends all sessions of an operator but the one of this request */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["EndedSessions"];
                };
            };
        };
    };
    readonly getSession: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Says who the caller is and what it may do */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Session"];
                };
            };
        };
    };
    readonly signIn: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["SignIn"];
            };
        };
        readonly responses: {
            /** @description Signs an operator in: the session is in a cookie, for twelve hours */
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Session"];
                };
            };
        };
    };
    readonly signOut: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Ends the session of the caller */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": Record<string, never>;
                };
            };
        };
    };
    readonly signInWithPasskey: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["PasskeySignIn"];
            };
        };
        readonly responses: {
            /** @description Signs the operator in whose passkey has signed the challenge: the session is in a cookie, for twelve hours */
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Session"];
                };
            };
        };
    };
    readonly startPasskeySignIn: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Begins a sign-in with a passkey; good for five minutes, once */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["PasskeyRequestOptions"];
                };
            };
        };
    };
    readonly listPasskeys: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Lists the passkeys of the operator who is signed in, the oldest first */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["PasskeyList"];
                };
            };
        };
    };
    readonly createPasskey: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description A random value: a repetition with the same one gets the answer of before */
                readonly "Idempotency-Key"?: string;
            };
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["NewPasskey"];
            };
        };
        readonly responses: {
            /** @description Adds the passkey that an authenticator has made */
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Passkey"];
                };
            };
        };
    };
    readonly deletePasskey: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly passkeyId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Removes a passkey of the operator who is signed in: from now on it is refused. The password stays */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": Record<string, never>;
                };
            };
        };
    };
    readonly updatePasskey: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly passkeyId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["PasskeyPatch"];
            };
        };
        readonly responses: {
            /** @description Renames a passkey of the operator who is signed in */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Passkey"];
                };
            };
        };
    };
    readonly startPasskey: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["PasskeyProof"];
            };
        };
        readonly responses: {
            /** @description Begins to add a passkey, for an operator who has just proven to be there; good for five minutes */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["PasskeyCreationOptions"];
                };
            };
        };
    };
    readonly changePassword: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["NewPassword"];
            };
        };
        readonly responses: {
            /** @description Changes the password of the operator who is signed in, and ends all other sessions of that operator */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": Record<string, never>;
                };
            };
        };
    };
    readonly listSessions: {
        readonly parameters: {
            readonly query?: {
                /** @description nextCursor of the page before, with the same operator */
                readonly cursor?: string;
                /** @description How many entries a page holds at most */
                readonly limit?: number;
                /** @description Only those of this one */
                readonly operator?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Lists sessions of operators that are not over, the newest first */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["OperatorSessionList"];
                };
            };
        };
    };
    readonly endSession: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly sessionId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Ends a session: from the next request on it is refused */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": Record<string, never>;
                };
            };
        };
    };
    readonly setUp: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["SetUp"];
            };
        };
        readonly responses: {
            /** @description Makes the holder of the set-up link the first operator, once */
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Session"];
                };
            };
        };
    };
    readonly listSyncs: {
        readonly parameters: {
            readonly query?: {
                /** @description true: only those that have not ended; false: only those that have */
                readonly active?: boolean;
                /** @description nextCursor of the page before */
                readonly cursor?: string;
                /** @description Only those of one integration */
                readonly integrationId?: string;
                /** @description How many entries a page holds at most */
                readonly limit?: number;
                /** @description Only those in one state */
                readonly state?: "INITIALIZING" | "FETCHING_TOTAL" | "QUEUING_PAGES" | "FETCHING_PAGE" | "PROCESSING_BATCHES" | "COMPLETING" | "PAUSED" | "COMPLETED" | "ERROR" | "CANCELLED";
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Lists syncs, the newest first */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["SyncPage"];
                };
            };
        };
    };
    readonly startSync: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description A random value: a repetition with the same one gets the answer of before */
                readonly "Idempotency-Key"?: string;
                /** @description The ETag of the state that the caller has seen */
                readonly "If-Match"?: string;
            };
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["StartSync"];
            };
        };
        readonly responses: {
            /** @description Starts a sync of an integration, one for each object type */
            readonly 202: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["StartedSyncs"];
                };
            };
        };
    };
    readonly getSync: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly syncId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Shows a sync */
            readonly 200: {
                headers: {
                    /** @description The state, for If-Match */
                    readonly ETag?: string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Sync"];
                };
            };
        };
    };
    readonly cancelSync: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description A random value: a repetition with the same one gets the answer of before */
                readonly "Idempotency-Key"?: string;
                /** @description The ETag of the state that the caller has seen */
                readonly "If-Match"?: string;
            };
            readonly path: {
                readonly syncId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Ends a sync for good */
            readonly 200: {
                headers: {
                    /** @description The state, for If-Match */
                    readonly ETag?: string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Sync"];
                };
            };
        };
    };
    readonly getSyncErrors: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly syncId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Shows the errors of a sync, grouped by what they have in common */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["SyncErrors"];
                };
            };
        };
    };
    readonly listPeopleOfError: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly fingerprint: string;
                readonly syncId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Lists the people behind a group of errors, by their ids in the CRM */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["PeopleOfError"];
                };
            };
        };
    };
    readonly explainSync: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly syncId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Says what a sync does, why it waits, or how it ended */
            readonly 200: {
                headers: {
                    /** @description The state, for If-Match */
                    readonly ETag?: string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Explanation"];
                };
            };
        };
    };
    readonly exportSync: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly syncId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Exports a sync and how it went as one file, without personal data */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ExportedSync"];
                };
            };
        };
    };
    readonly listFailedRecords: {
        readonly parameters: {
            readonly query?: {
                /** @description nextCursor of the page before */
                readonly cursor?: string;
                /** @description How many entries a page holds at most */
                readonly limit?: number;
            };
            readonly header?: never;
            readonly path: {
                readonly syncId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Lists the people that failed, by their ids in the CRM */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["FailedRecords"];
                };
            };
        };
    };
    readonly getSyncPages: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly syncId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Shows the pages of a sync as ranges */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["SyncPages"];
                };
            };
        };
    };
    readonly pauseSync: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description A random value: a repetition with the same one gets the answer of before */
                readonly "Idempotency-Key"?: string;
                /** @description The ETag of the state that the caller has seen */
                readonly "If-Match"?: string;
            };
            readonly path: {
                readonly syncId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Stops a sync where it stands; pages in hand are finished and counted */
            readonly 200: {
                headers: {
                    /** @description The state, for If-Match */
                    readonly ETag?: string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Sync"];
                };
            };
        };
    };
    readonly planSync: {
        readonly parameters: {
            readonly query: {
                /** @description What is to be done */
                readonly action: "pause" | "resume" | "cancel" | "redrive";
                /** @description redrive: pages that failed as a whole, or single people */
                readonly only?: "pages" | "records";
                /** @description redrive: only those of these pages that failed as a whole, as runs of page numbers from 0, both ends included */
                readonly pages?: string;
            };
            readonly header?: never;
            readonly path: {
                readonly syncId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Says what an action would do to a sync: pages, people, writes, requests and time */
            readonly 200: {
                headers: {
                    /** @description The state, for If-Match */
                    readonly ETag?: string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["SyncPlan"];
                };
            };
        };
    };
    readonly redriveSync: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description A random value: a repetition with the same one gets the answer of before */
                readonly "Idempotency-Key"?: string;
                /** @description The ETag of the state that the caller has seen */
                readonly "If-Match"?: string;
            };
            readonly path: {
                readonly syncId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["RedriveSync"];
            };
        };
        readonly responses: {
            /** @description Does again what failed of a sync, and nothing else */
            readonly 202: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["RedrivenSync"];
                };
            };
        };
    };
    readonly resumeSync: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description A random value: a repetition with the same one gets the answer of before */
                readonly "Idempotency-Key"?: string;
                /** @description The ETag of the state that the caller has seen */
                readonly "If-Match"?: string;
            };
            readonly path: {
                readonly syncId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Lets a paused sync go on: exactly what it lacks is queued */
            readonly 200: {
                headers: {
                    /** @description The state, for If-Match */
                    readonly ETag?: string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Sync"];
                };
            };
        };
    };
    readonly listWebhooks: {
        readonly parameters: {
            readonly query?: {
                /** @description nextCursor of the page before */
                readonly cursor?: string;
                /** @description Only those of one integration */
                readonly integrationId?: string;
                /** @description How many entries a page holds at most */
                readonly limit?: number;
                /** @description Accepted then or later */
                readonly since?: string;
                /** @description Who sent them */
                readonly source?: "quo" | "crm";
                /** @description Only those in one state */
                readonly state?: "open" | "done" | "failed";
                /** @description Accepted before */
                readonly until?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Lists events that webhooks have delivered, each once however often it came */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["EntryPage"];
                };
            };
        };
    };
    readonly replayWebhooks: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description A random value: a repetition with the same one gets the answer of before */
                readonly "Idempotency-Key"?: string;
            };
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["ReplayWebhooks"];
            };
        };
        readonly responses: {
            /** @description Has all events worked on again that failed for good, or those of a window, at a rate */
            readonly 202: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["RedrivenEntries"];
                };
            };
        };
    };
}
