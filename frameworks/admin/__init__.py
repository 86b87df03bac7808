"""The administration of frameworks: one module a model file, drafts to edit, published versions to read."""

from frameworks.admin import activities, criteria, framework, guidance, sector

__all__ = ["activities", "criteria", "framework", "guidance", "sector"]
