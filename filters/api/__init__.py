"""The REST API, layer 5: requests in, service calls, answers and problems out. No image code, no rules of its own."""
