"""The steps of the pipeline that write to the store; `pipeline.py` puts them in order."""
