"""`./run bench [NAME…]`: what Vouch costs beside the pipeline one would otherwise write, in one run on one machine.

The obvious pipeline is Biopython's parser, LangChain's text splitter, the model through sentence-transformers as
LangChain's HuggingFaceEmbeddings calls it (batches of 32, single precision), and LangChain's Chroma with documents and
metadata. Each contender is a process of its own; they take turns, and the median of the turns counts. Absolute figures
are the machine's, ratios travel.
"""

from evals.bench.cases import BENCHES, Scale, run

__all__ = ["BENCHES", "Scale", "run"]
