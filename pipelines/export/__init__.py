"""The JSONL files: append, commit, recover."""
