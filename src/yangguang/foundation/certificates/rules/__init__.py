"""Rules of certificates that need no database: profiles, refusals, what is signed, shared secrets."""
