"""
Responsibility determination (责任认定): the log that takes every act, in order, and cannot be rewritten unnoticed.

From below: `envelope` (the exact bytes), `keys` (who signs), `store` (the public files), `sequencer` (one hand that adds),
`availability` (fail closed), `receipts` (what a person takes home), `inspection` (the audit), `witness` (other bodies).
"""
