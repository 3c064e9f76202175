"""Speed and memory, side by side with what people would otherwise use."""
