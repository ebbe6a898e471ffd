"""The portal's pages: `pages` for the citizen, `record` for the log of acts, `audit` for audit officers."""
