"""Language models: the in-process engine on llama.cpp, other backends, and the grammars of a turn."""
