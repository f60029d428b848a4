"""Where records come from: NCBI's E-utilities, files, folders, the starter digests."""
