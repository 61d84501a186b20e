"""The calls: read the request, call a service, answer."""
