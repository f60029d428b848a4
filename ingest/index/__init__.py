"""The two searches over a library: words (tantivy) and vectors (Chroma, and the flat copy)."""
