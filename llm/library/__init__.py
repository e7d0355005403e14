"""The model files of this installation: which there are, which is active, and where others come from."""
