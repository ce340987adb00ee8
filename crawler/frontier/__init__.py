"""What is to be fetched and when: a durable queue with leases, and the rules of when to look again."""
