"""From passages to vectors: the models, their files, ONNX Runtime and torch."""
