"""Pages: public verification, the holder's wallet, the officers' desk, types, old records, calls."""
