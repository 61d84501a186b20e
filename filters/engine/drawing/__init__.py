"""What is drawn on pictures or laid over them: text, shapes, gradients, other pictures."""
