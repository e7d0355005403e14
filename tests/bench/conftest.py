import llm.native  # noqa: F401  before the benchmark loads llama.cpp: its waiting threads then sleep
