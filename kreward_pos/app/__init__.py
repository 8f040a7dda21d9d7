"""Puts each way of running together: the counter, the demo and the headless till. The only package that knows all."""
