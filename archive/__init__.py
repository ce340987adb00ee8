"""What was fetched, byte for byte: WARC records, their index and the Capture that everything else reads."""
