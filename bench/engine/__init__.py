"""The comparison of our engine with llama.cpp's own server and with llama-cpp-python's, on one machine."""
