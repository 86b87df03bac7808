"""What can be judged: framework versions. README.md says where to begin."""
