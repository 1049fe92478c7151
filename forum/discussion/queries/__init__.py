"""What a viewer may see of the discussion; each query is the face of a policy."""
