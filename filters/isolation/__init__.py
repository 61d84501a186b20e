"""Where strangers' pixels are worked on: in processes that may do little else. No Django."""
