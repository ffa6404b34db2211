"""The registry as an office keeps it: pages and answers over HTTP."""
