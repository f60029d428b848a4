"""What other makers' models need: chat models, cross-encoders, prompts, and the scrubber before them."""
