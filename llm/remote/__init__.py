"""Models on OpenAI-compatible servers: requests, streamed answers, their faults; llama-server itself."""
