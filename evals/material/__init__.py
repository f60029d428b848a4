"""What is measured on: the shared data, made questions and claims, and the libraries built from them."""
