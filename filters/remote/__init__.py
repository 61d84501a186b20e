"""What is asked of other servers, and sent to them: safe by the address that is connected to. No Django."""
