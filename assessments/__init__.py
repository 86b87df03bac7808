"""Country assessments: what donors write, and what follows from it. README.md says where to begin."""
