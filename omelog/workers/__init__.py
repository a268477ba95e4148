"""A function over many cores or machines: local processes, or a Dask cluster."""
