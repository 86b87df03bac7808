"""The verbs: everything that changes an assessment, one module a noun."""
