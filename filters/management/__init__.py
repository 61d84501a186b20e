"""What is done from the command line, layer 5."""
