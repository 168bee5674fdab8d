/**
 * Stands for @aws-sdk/endpoint-cache in the bundles, where it brings a package of data structures. DynamoDB's client makes such a cache
 * and reads it for commands with endpoint discovery alone, of which it has none.
 */
export class EndpointCache {}
